"""Renew the leases of the messages that this worker is sending."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

from app.database.retrying import write_when_available
from app.database.transaction import Database
from app.domain.messages.notifications import AnyNotification
from app.runtime.background import Background
from app.runtime.clock import Clock

RENEW_AFTER = 3.0
"""Seconds between two renewals: a third of `SEND_LEASE`."""


class Lease:
    """Keeps the leases of messages that this process is sending: however slow Telegram is, no other worker takes one
    over from a process that lives."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._background = Background()

    @asynccontextmanager
    async def keep(self, held: Collection[AnyNotification]) -> AsyncIterator[None]:
        """Renew the leases every `RENEW_AFTER` while the block runs, also of those that it adds to `held`."""
        done = asyncio.Event()
        self._background.run(self._renew(held, done), name="renew leases")
        try:
            yield
        finally:
            done.set()

    async def _renew(self, held: Collection[AnyNotification], done: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_AFTER):
                    await done.wait()
                    return
            await write_when_available(self._database, lambda tx: tx.ledger.renew_leases(held, self._clock.now()))
