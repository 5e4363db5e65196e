"""Pictures for the chat, drawn from facts: the sheet of a day, and the plots of a period."""
