"""Closures, for admins."""
