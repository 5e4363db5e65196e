"""Venues as data: what stands in `data/venues/` becomes the domain's venues, or stops the start."""
