"""The windows in which a day and a time are chosen."""
