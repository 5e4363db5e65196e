"""Send one message of the ledger: claim it, check at the gate, send it, settle the outcome."""
