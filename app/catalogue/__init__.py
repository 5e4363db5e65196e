"""Read the venues in `data/venues/`. A mistake in their files stops the start."""
