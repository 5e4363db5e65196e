"""The venues' bots: handling of updates, the dialogs, and the sending of letters."""
