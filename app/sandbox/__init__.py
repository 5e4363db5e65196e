"""A local stand-in for Telegram's Bot API, with people who write to the bots. For development, demo and tests only."""
