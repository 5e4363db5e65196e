"""Tell admins when their venue's service starts and stops: once, however many web processes serve it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from app.database.transaction import Database, Transaction
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import ServiceStarted, ServiceStopped
from app.domain.messages.planning import plan_service_news
from app.domain.venues import Venue
from app.queue import TaskQueue
from app.runtime.clock import Clock

HEARTBEAT = timedelta(seconds=30)
SILENT_AFTER = timedelta(seconds=90)
"""A process without a heartbeat for so long has crashed."""


class ServicePresence:
    """The presence of this web process. The first process of a venue announces the start, the last one the stop."""

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._process_id = uuid4().hex

    async def start(self, venues: Sequence[Venue]) -> None:
        """Record that this process serves the venues from now on."""
        now = self._clock.now()
        due: list[Claimed] = []
        async with self._counting_processes() as tx:
            for venue in venues:
                others = await tx.service_processes.count(venue.id)
                await tx.service_processes.add(self._process_id, venue.id, now)
                if not others:
                    due += await self._announce(tx, venue, ServiceStarted(at=now))
        await self._queue.push(due)

    async def beat(self, venues: Sequence[Venue]) -> None:
        """Record, every `HEARTBEAT`, that this process lives."""
        async with self._database.write() as tx:
            await tx.service_processes.see(self._process_id, [venue.id for venue in venues], self._clock.now())

    async def stop(self, venues: Sequence[Venue]) -> list[Claimed]:
        """Record that this process no longer serves the venues. Without a start before, it announces nothing.

        Returns the announcements that the caller has to deliver: the workers may stop at the same moment.
        """
        now = self._clock.now()
        due: list[Claimed] = []
        async with self._counting_processes() as tx:
            for venue in venues:
                was_here = await tx.service_processes.remove(self._process_id, venue.id)
                if was_here and not await tx.service_processes.count(venue.id):
                    due += await self._announce(tx, venue, ServiceStopped(at=now))
        return due

    @asynccontextmanager
    async def _counting_processes(self) -> AsyncIterator[Transaction]:
        """A transaction in which no other process starts or stops, and those that crashed are forgotten."""
        async with self._database.write() as tx:
            await tx.service_processes.lock()
            await tx.service_processes.forget_silent(self._clock.now() - SILENT_AFTER)
            yield tx

    @staticmethod
    async def _announce(tx: Transaction, venue: Venue, news: ServiceStarted | ServiceStopped) -> list[Claimed]:
        return await tx.ledger.plan(venue.id, plan_service_news(news, venue.alert_chats, news.at), news.at)
