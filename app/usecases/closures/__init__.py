"""Close the venue or a resource for a time, and reopen it."""
