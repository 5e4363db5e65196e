"""Where aiogram-dialog is made to do what it does not do by itself."""
