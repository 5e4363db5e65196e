"""People who press buttons, known by what they carry: the same in every language."""

import re

from app.sandbox.person import Hand, PressDelivery
from app.sandbox.world import Message

TO_SUMMARY = ("book", "size:2", "resource:t3", "days:to .+", r"days:\d{4}-\d\d-15", "time:.+")
"""From the menu to the last look before the booking: a table for two, on the 15th of next month, as early as can be."""
TO_CANCELED = ("my", r"booking:\d+", "cancel", "yes_cancel")
"""From the end of a booking to its cancellation."""


def press(hand: Hand, button: str) -> PressDelivery:
    """Press the first button whose data matches, in the newest message that has one. Raises LookupError for none."""
    for message in reversed(hand.messages):
        for data in carried(message):
            if re.fullmatch(button, data.rpartition("\x1d")[2]):
                return hand.press_data(message, data)
    raise LookupError(f"no button {button!r} among {[carried(each) for each in hand.messages]}")


async def press_each(hand: Hand, *buttons: str) -> None:
    """Press one after the other, and see each answered."""
    for button in buttons:
        pressed = await press(hand, button)
        assert pressed.answered, button


def carried(message: Message) -> list[str]:
    """What the buttons under a message carry."""
    return [button["callback_data"] for row in message.inline_keyboard for button in row if "callback_data" in button]


async def choose(hand: Hand) -> None:
    """Go as far as the summary."""
    await hand.write("/start")
    await press_each(hand, *TO_SUMMARY)


async def book(hand: Hand) -> None:
    await choose(hand)
    await press_each(hand, "confirm")
