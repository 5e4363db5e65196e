"""The venues' bots: updates in, dialogs on the screen, letters out."""
