"""The dialogs in which a guest books, and changes bookings."""
