"""The REST API, used by the Mini App and other programs."""
