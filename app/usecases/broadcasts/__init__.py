"""Send one text to many guests."""
