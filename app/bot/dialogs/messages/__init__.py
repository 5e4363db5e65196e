"""The dialog about messages that failed."""
