"""Telegram's side of a webhook: guests who write `/start`, at a given pace."""

import asyncio
import time
from collections.abc import Mapping
from itertools import count
from time import perf_counter
from types import TracebackType
from typing import Self

import aiohttp

GUESTS = 200
"""They take turns, so that none of them exceeds the product's limit of updates a minute."""
FIRST_GUEST = 1_000
AT_FIRST = 20
"""How many start at the same time before anything is measured."""


class StartingGuests:
    """Send updates to one webhook, at most one of each guest at a time. Use it as a context."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0))
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()

    async def start(self) -> float:
        """Let the next guest write `/start`. Returns the milliseconds until the webhook has answered."""
        begun = perf_counter()
        async with self._session.post(self._url, json=start_of(next(self._numbers))) as response:
            response.raise_for_status()
        return (perf_counter() - begun) * 1000

    async def start_all(self) -> None:
        """Let each guest write it twice: afterwards all are known, and have a menu that the next one replaces."""
        for _ in range(2 * GUESTS // AT_FIRST):
            await asyncio.gather(*(self.start() for _ in range(AT_FIRST)))

    async def saturate(self, at_once: int, seconds: float) -> list[float]:
        """So many are always on their way. Returns the milliseconds of each that was answered."""
        until = perf_counter() + seconds
        values: list[float] = []

        async def keep_starting() -> None:
            while perf_counter() < until:
                values.append(await self.start())

        await asyncio.gather(*(keep_starting() for _ in range(at_once)))
        return values

    async def keep_pace(self, a_second: float, seconds: float) -> list[float]:
        """One after the other at equal intervals, whether the one before is answered or not."""
        async with asyncio.TaskGroup() as group:
            tasks = []
            for _ in range(int(a_second * seconds)):
                tasks.append(group.create_task(self.start()))
                await asyncio.sleep(1 / a_second)
        return [task.result() for task in tasks]


def start_of(number: int) -> dict[str, object]:
    """An update of the Bot API as Telegram sends it."""
    guest = {"id": FIRST_GUEST + number % GUESTS, "first_name": "Анна", "last_name": "Смирнова", "username": "anna_s"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {**guest, "type": "private"},
        "from": {**guest, "is_bot": False, "language_code": "ru"},
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return {"update_id": number, "message": message}
