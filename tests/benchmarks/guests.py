"""Simulated guests who book in the chat, at a given pace."""

import asyncio
import re
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.sandbox.sandbox import Sandbox

CHOICES = ("book", r"(size|specialty|service):.+", r"service:.+", r"days:\d.+", r"time:.+")
"""The buttons from the menu to the summary, as patterns of their callback data, which is the same in both languages.
Only some specialties ask for a service, too."""
CONFIRM = "confirm"
LEAVE_DIALOG = "menu|drop"

MILLISECOND = timedelta(milliseconds=1)


class BookingGuest:
    """Goes through the booking dialog with random choices, the same at each run with the same `seed`."""

    def __init__(self, user: ChatUser, seed: int) -> None:
        self.user = user
        self._random = Random(seed)  # noqa: S311  nothing secret
        self._round = cycle((*CHOICES, CONFIRM, LEAVE_DIALOG))

    async def arrive(self) -> None:
        await self.user.write("/start")

    async def press(self, button: str) -> None:
        """Press one of the window's buttons that match, and wait for the answer. Do nothing if none matches.

        Where no message has a dialog, because the confirmation has taken its place, begin again from the menu.
        """
        window = self._window()
        if window is None:
            await self.arrive()
            return
        found = [data for data in _callback_data(window) if re.fullmatch(button, data.partition("\x1d")[2])]
        if found:
            await self.user.press_data(window, self._random.choice(found))

    async def choose(self) -> None:
        """From the menu to the summary."""
        for button in CHOICES:
            await self.press(button)

    async def keep_booking(self, until: float, shortest_pause: float, longest_pause: float) -> None:
        """Book again and again until `until` on the monotonic clock. A guest who may not book more starts over.

        All arguments are in seconds; before each press there is a random pause.
        """
        while True:
            await asyncio.sleep(self._random.uniform(shortest_pause, longest_pause))
            if time.monotonic() >= until:
                return
            await self.go_on()

    async def go_on(self) -> None:
        """Press the next button of the round from the menu to the confirmation."""
        await self.press(next(self._round))

    def _window(self) -> Message | None:
        """The message with the dialog. Notifications have buttons too, but without the dialog's separator."""
        return next(
            (message for message in reversed(self.user.messages) if any("\x1d" in d for d in _callback_data(message))),
            None,
        )


def _callback_data(message: Message) -> list[str]:
    return [button["callback_data"] for row in message.inline_keyboard for button in row if "callback_data" in button]


def answer_times(sandbox: Sandbox, guests: Sequence[BookingGuest], since: datetime) -> list[float]:
    """Milliseconds from each press after `since` to its `answerCallbackQuery`, measured at the Bot API server."""
    answered = {call.parameters["callback_query_id"]: call.at for call in sandbox.api.calls_of("answerCallbackQuery")}
    presses = [press for guest in guests for press in guest.user.chat.presses if press.pressed_at >= since]
    silent = [press.data for press in presses if press.id not in answered]
    if silent:
        raise RuntimeError(f"{len(silent)} of {len(presses)} presses were never answered, {silent[0]!r} first")
    return [(answered[press.id] - press.pressed_at) / MILLISECOND for press in presses]
