"""Windows of the waiting list for guests: joining it, and one wish."""
