"""Commands of `python -m app` that read and change a deployment: its webhooks, its ledger, its guests."""
