"""Users who press buttons, which are found by their callback data: that is the same in every language."""

import re

from app.sandbox.chat_user import ChatUser, PressDelivery
from app.sandbox.model import Message

TO_SUMMARY = ("book", "size:2", "days:to .+", r"days:\d{4}-\d\d-15", "time:.+")
"""From the menu to the summary: a table for two, on the 15th of next month, at the first free time."""
TO_CANCELED = (r"cancel:\d+", "yes_cancel")
"""From the confirmation of a booking to its cancellation."""


def press(user: ChatUser, button: str) -> PressDelivery:
    """Press the first button whose data matches, in the newest message that has one. Raises LookupError for none."""
    for message in reversed(user.messages):
        for data in carried(message):
            if re.fullmatch(button, data.rpartition("\x1d")[2]):
                return user.press_data(message, data)
    raise LookupError(f"no button {button!r} among {[carried(each) for each in user.messages]}")


async def press_each(user: ChatUser, *buttons: str) -> None:
    """Press the buttons one after the other, and check that each press is answered."""
    for button in buttons:
        pressed = await press(user, button)
        assert pressed.answered, button


def carried(message: Message) -> list[str]:
    """The callback data of the buttons under a message."""
    return [button["callback_data"] for row in message.inline_keyboard for button in row if "callback_data" in button]


async def choose(user: ChatUser) -> None:
    """Choose a slot, up to the summary before the booking."""
    await user.write("/start")
    await press_each(user, *TO_SUMMARY)


async def book(user: ChatUser) -> None:
    await choose(user)
    await press_each(user, "confirm")
