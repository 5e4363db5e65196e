"""The dialog in which an admin writes to many guests."""
