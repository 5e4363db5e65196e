"""Broadcasts. The messages of a broadcast, and so its progress, are in the ledger."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.messages.rows import is_about
from app.database.tables import broadcasts, notifications
from app.domain.broadcasts import Audience, Broadcast, NewBroadcast, Progress, Typed
from app.domain.errors import NotFound
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.notifications import UNSENT, Failure, NotificationStatus

table = broadcasts.c


class Broadcasts:
    """The repository of broadcasts. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, venue_id: str, new: NewBroadcast, actor_telegram_id: int, now: datetime) -> Broadcast | None:
        """Store a broadcast. Returns None if the venue already has one with the same `request_key`."""
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        statement = (
            insert(broadcasts)
            .values(
                venue_id=venue_id,
                text=new.text,
                typed=asdict(new.typed) if new.typed else None,
                audience=new.audience,
                request_key=new.request_key,
                actor_telegram_id=actor_telegram_id,
                started_at=now,
            )
            .on_conflict_do_nothing(index_elements=["venue_id", "request_key"])
            .returning(broadcasts)
        )
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return _broadcast(row) if row else None

    async def find(self, venue_id: str, broadcast_id: int | None) -> Broadcast | None:
        """The venue's broadcast with this id; None if it does not exist or the id is None."""
        if broadcast_id is None:
            return None
        mine = and_(table.id == broadcast_id, table.venue_id == venue_id)
        row = (await self._connection.execute(select(broadcasts).where(mine))).mappings().one_or_none()
        return _broadcast(row) if row else None

    async def get_locked(self, venue_id: str, broadcast_id: int) -> Broadcast:
        """The venue's broadcast with this id, locked: who pauses and who resumes it wait for each other. Raises
        `NotFound`."""
        mine = and_(table.id == broadcast_id, table.venue_id == venue_id)
        found = select(broadcasts).where(mine).with_for_update()
        row = (await self._connection.execute(found)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no broadcast {broadcast_id}")
        return _broadcast(row)

    async def set_paused(self, broadcast_id: int, paused_at: datetime | None) -> None:
        """Record since when it is paused; None: it goes on."""
        await self._connection.execute(update(broadcasts).where(table.id == broadcast_id).values(paused_at=paused_at))

    async def stop(self, broadcast_id: int, now: datetime) -> None:
        """Record when the broadcast was stopped; a second stop changes nothing."""
        mine = and_(table.id == broadcast_id, table.stopped_at.is_(None))
        await self._connection.execute(update(broadcasts).where(mine).values(stopped_at=now))

    async def progress(self, broadcast_id: int) -> Progress:
        """Count the broadcast's messages in the ledger, which deletes settled ones after 90 days."""
        theirs = and_(is_about(Subject.BROADCAST, broadcast_id), notifications.c.kind == Kind.BROADCAST)
        counted = select(notifications.c.status, notifications.c.failure, func.count()).where(theirs)
        by_status: Counter[NotificationStatus] = Counter()
        failed: Counter[Failure] = Counter()
        grouped = counted.group_by(notifications.c.status, notifications.c.failure)
        for status, failure, count in await self._connection.execute(grouped):
            if failure:
                failed[Failure(failure)] += count
            else:
                by_status[NotificationStatus(status)] += count
        return Progress(
            sent=by_status[NotificationStatus.SENT],
            unsent=sum(by_status[status] for status in UNSENT),
            failed=failed,
            skipped=by_status[NotificationStatus.CANCELED] + by_status[NotificationStatus.MISSED],
        )


def _broadcast(row: RowMapping) -> Broadcast:
    return Broadcast(
        id=row["id"],
        venue_id=row["venue_id"],
        text=row["text"],
        typed=_typed(row["typed"]) if row["typed"] else None,
        audience=Audience(row["audience"]),
        request_key=row["request_key"],
        stopped_at=row["stopped_at"],
        paused_at=row["paused_at"],
    )


def _typed(stored: Mapping[str, Any]) -> Typed:
    """What an admin wrote. Releases that knew no photos stored none."""
    return Typed(stored["text"], tuple(stored["entities"]), stored.get("photo"))
