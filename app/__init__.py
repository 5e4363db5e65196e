"""Bronya: bookings in Telegram, with a ledger of every message owed."""
