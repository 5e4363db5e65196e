"""What happens when a button under a notification is pressed. The notification itself stays as it is."""

from aiogram import Router


def router() -> Router:
    return Router(name="notification buttons")
