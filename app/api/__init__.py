"""The REST API: what the Mini App and other programs speak."""
