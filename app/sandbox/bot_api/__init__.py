"""The sandbox's Bot API: the checks and effects of its methods, as on Telegram's servers."""
