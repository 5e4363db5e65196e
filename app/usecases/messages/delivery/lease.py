"""Renew the lease of a message while this worker is sending it."""

import asyncio
from collections.abc import AsyncIterator
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
    async def keep(self, notification: AnyNotification) -> AsyncIterator[None]:
        """Renew the lease every `RENEW_AFTER` while the block runs."""
        done = asyncio.Event()
        self._background.run(self._renew(notification, done), name="renew lease")
        try:
            yield
        finally:
            done.set()

    async def _renew(self, notification: AnyNotification, done: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_AFTER):
                    await done.wait()
                    return
            await write_when_available(
                self._database, lambda tx: tx.ledger.renew_lease(notification, self._clock.now())
            )
