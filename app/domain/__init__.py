"""The rules of booking: pure, no input or output, no framework."""
