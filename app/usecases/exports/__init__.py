"""The bookings of a period as a file."""
