"""The ledger: which messages are owed to whom, and what became of them."""
