"""Render every window of every venue in both languages into one page: `make preview`."""
