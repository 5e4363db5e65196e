"""Exports, for admins."""
