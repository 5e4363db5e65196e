"""How slow the machine just was: what is promised within seconds is promised of a machine that has them to give."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.databases import OpenDatabase
from tests.ledger import count_by_status
from tests.services.instances import RabbitMQ
from tests.services.workers import publishing

EVERY = 0.1
"""Seconds between two questions."""


@dataclass
class Lag:
    """Each question that was answered late: when the answer came, and how much too late."""

    noted: list[tuple[datetime, timedelta]] = field(default_factory=list)

    def note(self, seconds: float) -> None:
        self.noted.append((datetime.now(UTC), timedelta(seconds=seconds)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much time was lost to the machine."""
        return sum((late for at, late in self.noted if at - late <= end and at >= start), timedelta(0))


async def watch_lag(
    ask: Callable[[], Awaitable[object]], over: float, note: Callable[[float], None], done: asyncio.Event
) -> None:
    """Note how late a nap and the answer to a question are, each time that it is more than `over` seconds."""
    while not done.is_set():
        started = time.monotonic()
        await asyncio.sleep(EVERY)
        await ask()
        late = time.monotonic() - started - EVERY
        if late > over:
            note(late)


@asynccontextmanager
async def measured_lag(ask: Callable[[], Awaitable[object]]) -> AsyncIterator[Lag]:
    """Let the test `ask` what the product asks, beside it. Look at the lag when this has ended."""
    lag, done = Lag(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(watch_lag(ask, EVERY, lag.note, done))
        yield lag
        done.set()


@asynccontextmanager
async def measured_lag_of(rabbitmq: RabbitMQ, database: OpenDatabase) -> AsyncIterator[Lag]:
    """Measure the lag of what a scheduler asks at each tick: RabbitMQ and the database."""
    async with publishing(rabbitmq.url) as broker:

        async def ask() -> None:
            await broker.is_connected()
            await count_by_status(database)

        async with measured_lag(ask) as lag:
            yield lag
