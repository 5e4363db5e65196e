"""Which web processes serve which venue, so that start and stop are announced once, not once for each process."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import service_processes

ADVISORY_LOCK = 8_273_001
"""An arbitrary number: the advisory lock of PostgreSQL under which processes count each other."""


class ServiceProcesses:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """Let no other process start or stop until this transaction ends (PostgreSQL; SQLite has one writer anyway)."""
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})

    async def forget_silent(self, seen_before: datetime) -> None:
        """Delete the processes without a heartbeat since then: they crashed."""
        await self._connection.execute(delete(service_processes).where(service_processes.c.seen_at < seen_before))

    async def is_any_seen(self, since: datetime) -> bool:
        """Whether a process of any venue has given a sign of life since then."""
        is_seen = exists().where(service_processes.c.seen_at > since)
        return (await self._connection.execute(select(is_seen))).scalar_one()

    async def count(self, venue_id: str) -> int:
        counted = select(func.count()).where(service_processes.c.venue_id == venue_id)
        return (await self._connection.execute(counted)).scalar_one()

    async def add(self, process_id: str, venue_id: str, now: datetime) -> None:
        await self._connection.execute(insert(service_processes).values(id=process_id, venue_id=venue_id, seen_at=now))

    async def see(self, process_id: str, venue_ids: Collection[str], now: datetime) -> None:
        """Record a heartbeat; the process is added again if it was deleted as crashed."""
        seen = update(service_processes).where(service_processes.c.id == process_id).values(seen_at=now)
        if (await self._connection.execute(seen)).rowcount == 0:
            for venue_id in venue_ids:
                await self.add(process_id, venue_id, now)

    async def remove(self, process_id: str, venue_id: str) -> bool:
        """Returns whether the process was recorded."""
        mine = (service_processes.c.id == process_id) & (service_processes.c.venue_id == venue_id)
        return (await self._connection.execute(delete(service_processes).where(mine))).rowcount > 0
