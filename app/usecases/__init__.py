"""The use cases: one callable class a file, each of which owns its transaction."""
