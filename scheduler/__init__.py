"""The process that brings what is due: Taskiq's scheduler on the ledger."""
