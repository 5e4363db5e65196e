"""Wait for a place of a full day, and take the one that is offered."""
