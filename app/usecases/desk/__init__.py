"""Show a venue's day and figures to its admins."""
