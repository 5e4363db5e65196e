"""Admins hear when their venue's service starts and stops: once, however many processes serve it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from app.database.transaction import Database, Transaction
from app.domain.messages.notifications import Claimed, Kind, plan_service_news
from app.domain.venues import Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock

HEARTBEAT = timedelta(seconds=30)
SILENT_AFTER = timedelta(seconds=90)
"""A process not seen for so long died without a word."""


class ServicePresence:
    """One web process among others. The first to arrive announces the start, the last to leave the stop."""

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._process_id = uuid4().hex

    async def arrive(self, venues: Sequence[Venue]) -> None:
        """This process serves the venues from now on."""
        due: list[Claimed] = []
        async with self._roll_call() as tx:
            for venue in venues:
                others = await tx.service_processes.count(venue.id)
                await tx.service_processes.add(self._process_id, venue.id, self._clock.now())
                if not others:
                    due += await self._announce(tx, venue, Kind.SERVICE_STARTED)
        await self._queue.push(due)

    async def stay(self, venues: Sequence[Venue]) -> None:
        """Say every `HEARTBEAT` that this process lives."""
        async with self._database.write() as tx:
            await tx.service_processes.see(self._process_id, [venue.id for venue in venues], self._clock.now())

    async def leave(self, venues: Sequence[Venue]) -> None:
        """This process stops serving the venues. Leaving without having arrived announces nothing."""
        due: list[Claimed] = []
        async with self._roll_call() as tx:
            for venue in venues:
                was_here = await tx.service_processes.remove(self._process_id, venue.id)
                if was_here and not await tx.service_processes.count(venue.id):
                    due += await self._announce(tx, venue, Kind.SERVICE_STOPPED)
        await self._queue.push(due)

    @asynccontextmanager
    async def _roll_call(self) -> AsyncIterator[Transaction]:
        async with self._database.write() as tx:
            await tx.service_processes.lock()
            await tx.service_processes.forget_silent(self._clock.now() - SILENT_AFTER)
            yield tx

    async def _announce(self, tx: Transaction, venue: Venue, kind: Kind) -> list[Claimed]:
        now = self._clock.now()
        return await tx.ledger.plan(venue.id, None, plan_service_news(kind, venue.admin_ids, now), now)
