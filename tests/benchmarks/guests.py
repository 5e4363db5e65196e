"""Guests who book in the chat, as fast as they are told to."""

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

CHOICES = ("book", r"(size|specialty):.+", r"resource:.+", r"days:\d.+", r"time:.+")
"""The buttons on the way to the summary, by what stands in their callback data: the same in both languages."""
CONFIRM = "confirm"
LEAVE = "menu|drop"

MILLISECOND = timedelta(milliseconds=1)


class BookingGuest:
    """Goes through the booking dialog with choices of their own, the same ones at each run."""

    def __init__(self, user: ChatUser, seed: int) -> None:
        self.user = user
        self._random = Random(seed)  # noqa: S311  nothing secret
        self._round = cycle((*CHOICES, CONFIRM, LEAVE))

    async def arrive(self) -> None:
        await self.user.write("/start")

    async def press(self, button: str) -> None:
        """Press one of the window's buttons that match, and wait for the end; nothing when there is none."""
        window = self._window()
        found = [data for data in _callback_data(window) if re.fullmatch(button, data.partition("\x1d")[2])]
        if found:
            await self.user.press_data(window, self._random.choice(found))

    async def choose(self) -> None:
        """From the menu to the summary."""
        for button in CHOICES:
            await self.press(button)

    async def keep_booking(self, until: float, shortest_pause: float, longest_pause: float) -> None:
        """Book round after round until a moment of the monotonic clock. Who may book no more leaves and tries again."""
        while True:
            await asyncio.sleep(self._random.uniform(shortest_pause, longest_pause))
            if time.monotonic() >= until:
                return
            await self.press(next(self._round))

    def _window(self) -> Message:
        """The dialog's message: notifications have buttons too, but of another kind."""
        return next(
            message for message in reversed(self.user.messages) if any("\x1d" in d for d in _callback_data(message))
        )


def _callback_data(message: Message) -> list[str]:
    return [button["callback_data"] for row in message.inline_keyboard for button in row if "callback_data" in button]


def answer_times(sandbox: Sandbox, guests: Sequence[BookingGuest], since: datetime) -> list[float]:
    """Milliseconds from each press since then to its answerCallbackQuery, as the Bot API's server saw them."""
    answered = {call.parameters["callback_query_id"]: call.at for call in sandbox.api.calls_of("answerCallbackQuery")}
    presses = [press for guest in guests for press in guest.user.chat.presses if press.pressed_at >= since]
    silent = [press.data for press in presses if press.id not in answered]
    if silent:
        raise RuntimeError(f"{len(silent)} of {len(presses)} presses were never answered, {silent[0]!r} first")
    return [(answered[press.id] - press.pressed_at) / MILLISECOND for press in presses]
