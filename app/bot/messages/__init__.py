"""Render and send messages of the ledger, and answer the buttons under them."""
