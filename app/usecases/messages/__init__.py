"""Claim, deliver, retry and delete messages of the ledger."""
