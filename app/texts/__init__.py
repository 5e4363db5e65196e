"""Every word people read, in each language."""
