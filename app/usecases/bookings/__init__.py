"""Book, cancel, move, show and complete bookings."""
