"""What people do in the chat, and what they see there."""

from app.sandbox.person import Hand
from app.sandbox.world import Message

TABLE_FOR_TWO = "У окна на переулок"
TUESDAY = "24"


async def press_all(hand: Hand, *buttons: str) -> None:
    """Press one button after the other, each under the newest message that has it."""
    for button in buttons:
        await hand.press(button)


async def choose_time(hand: Hand, time: str = "18:00", table: str = TABLE_FOR_TWO) -> None:
    """From the menu to the last look before the booking: a table for two on Tuesday."""
    await hand.write("/start")
    await press_all(hand, "📝 Записаться", "2", table, TUESDAY, time)


async def book(hand: Hand, time: str = "18:00", table: str = TABLE_FOR_TWO) -> None:
    await choose_time(hand, time, table)
    await hand.press("✅ Подтвердить")


def window(hand: Hand) -> Message:
    """The one message whose buttons belong to a dialog: those of notifications do not."""
    windows = [message for message in hand.messages if _is_window(message)]
    assert len(windows) == 1, f"expected one window, got {[each.text for each in windows]}"
    return windows[0]


def _is_window(message: Message) -> bool:
    return any("\x1d" in button.get("callback_data", "") for row in message.inline_keyboard for button in row)


def buttons(hand: Hand) -> list[str]:
    """The window's buttons, row after row."""
    return [button for row in window(hand).buttons for button in row]


def said(hand: Hand) -> str:
    """The last toast or alert."""
    return hand.toasts[-1].text


def data_of(message: Message, text: str) -> str:
    """What the button carries: to press it when it is gone."""
    return next(str(each["callback_data"]) for row in message.inline_keyboard for each in row if each["text"] == text)
