"""The slots that a venue offers."""
