"""Availability: find free slots, and show the whole grid."""
