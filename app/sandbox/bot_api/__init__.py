"""The Bot API of the sandbox: what Telegram's servers check and do when a bot calls a method."""
