"""The fault bench: guests book while everything around the product fails, and a checker looks at what became of it."""
