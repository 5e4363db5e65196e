"""Admins book for guests who call or come without a booking."""
