"""`python -m app venue new`: from a few answers to the folder of a venue that starts."""
