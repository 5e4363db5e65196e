"""Steps of people in the chat, and what the chat shows them."""

from dataclasses import replace
from typing import Any

from app.bot.venue_bots import VenueBots
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.product import RESTAURANT, Product
from tests.services.guests import carried

TABLE_FOR_TWO = "У окна на переулок"
TUESDAY = "24"
TODAY = "[23]"


async def change_rules(product: Product, **rules: Any) -> None:
    """Change rules of the restaurant for its chat. `rules` are fields of its `BookingRules`."""
    bots = await product.container.get(VenueBots)
    served = bots.of_venue(RESTAURANT)
    changed = replace(served.venue, booking=replace(served.venue.booking, **rules))
    bots._by_bot[served.bot.id] = replace(served, venue=changed)


async def press_all(user: ChatUser, *buttons: str) -> None:
    """Press one button after the other, each under the newest message that has it. A command is written."""
    for button in buttons:
        await (user.write(button) if button.startswith("/") else user.press(button))


async def choose_time(user: ChatUser, time: str = "18:00", table: str | None = None) -> None:
    """Choose a time on Tuesday for two, up to the window that asks for the confirmation.

    The best table is proposed, `TABLE_FOR_TWO` while it is free, unless the guest wants a certain one.
    """
    await user.write("/start")
    wanted = ["🪑 Выбрать столик", table] if table else []
    await press_all(user, "📝 Забронировать столик", "2", *wanted, TUESDAY, time)


async def book(user: ChatUser, time: str = "18:00", table: str | None = None) -> None:
    """Book a table for two on Tuesday. See `choose_time`."""
    await choose_time(user, time, table)
    await user.press("✅ Подтвердить")


def window(user: ChatUser) -> Message:
    """Return the only message whose buttons belong to a dialog. Notifications have buttons of another kind."""
    windows = [message for message in user.messages if _is_window(message)]
    assert len(windows) == 1, f"expected one window, got {[each.text for each in windows]}"
    return windows[0]


def told(user: ChatUser) -> Message:
    """Return the newest message about a booking: it has a button that opens the booking, and none of a dialog."""
    about = [each for each in user.messages if any(data.startswith("open:") for data in carried(each))]
    assert about, f"no message about a booking among {[each.text for each in user.messages]}"
    assert not _is_window(about[-1])
    return about[-1]


def _is_window(message: Message) -> bool:
    return any("\x1d" in button.get("callback_data", "") for row in message.inline_keyboard for button in row)


def buttons(user: ChatUser) -> list[str]:
    """Return the texts of the window's buttons, row after row."""
    return [button for row in window(user).buttons for button in row]


def said(user: ChatUser) -> str:
    """Return the text of the last toast or alert."""
    return user.toasts[-1].text


NOTHING_CHANGED = "Здесь ничего не изменилось"
"""The toast after a press that has no action, or none that the dialog knows."""


def data_of(message: Message, text: str) -> str:
    """Return the callback data of a button, with which it can be pressed after it is gone."""
    return next(str(each["callback_data"]) for row in message.inline_keyboard for each in row if each["text"] == text)
