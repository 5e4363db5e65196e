"""Guests: register them, and change their preferences."""
