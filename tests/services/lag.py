"""Measure the lag of a busy machine, by which tests lengthen their limits: those in seconds are for an idle machine."""

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
"""Seconds between two measurements."""


@dataclass
class Lag:
    """The late measurements: when each ended, and by how much it was late."""

    noted: list[tuple[datetime, timedelta]] = field(default_factory=list)

    def note(self, seconds: float) -> None:
        self.noted.append((datetime.now(UTC), timedelta(seconds=seconds)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The sum of the lags that overlap the interval."""
        return sum((late for at, late in self.noted if at - late <= end and at >= start), timedelta(0))


async def watch_lag(
    ask: Callable[[], Awaitable[object]], over: float, note: Callable[[float], None], done: asyncio.Event
) -> None:
    """Repeat a short sleep and an `ask`, and `note` by how many seconds they are late, if by more than `over`."""
    while not done.is_set():
        started = time.monotonic()
        await asyncio.sleep(EVERY)
        await ask()
        late = time.monotonic() - started - EVERY
        if late > over:
            note(late)


@asynccontextmanager
async def measured_lag(ask: Callable[[], Awaitable[object]]) -> AsyncIterator[Lag]:
    """Repeat `ask`, a request as the product makes it, during the block. Read the lag after the block."""
    lag, done = Lag(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(watch_lag(ask, EVERY, lag.note, done))
        yield lag
        done.set()


@asynccontextmanager
async def measured_lag_of(rabbitmq: RabbitMQ, database: OpenDatabase) -> AsyncIterator[Lag]:
    """Measure the lag of a scheduler's requests at each tick, to RabbitMQ and the database."""
    async with publishing(rabbitmq.url) as broker:

        async def ask() -> None:
            await broker.is_connected()
            await count_by_status(database)

        async with measured_lag(ask) as lag:
            yield lag
