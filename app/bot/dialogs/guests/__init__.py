"""The main menu and a guest's preferences."""
