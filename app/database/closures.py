"""Closures."""

from datetime import datetime

from sqlalchemy import RowMapping, and_, bindparam, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.openings import Openings
from app.database.tables import closures
from app.domain.availability.slots import Slot
from app.domain.closures import Closure, NewClosure, Remedy
from app.domain.errors import NotFound

IN_FORCE = (
    select(closures)
    .where(
        closures.c.venue_id == bindparam("venue"),
        closures.c.ends_at > bindparam("begin"),
        closures.c.reopened_at.is_(None),
    )
    .order_by(closures.c.begins_at, closures.c.id)
)
IN_FORCE_BEFORE = IN_FORCE.where(closures.c.begins_at < bindparam("end"))
"""Built once, as nearly each press of a guest who books asks it."""


class Closures:
    """The repository of closures. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, venue_id: str, new: NewClosure, admin_id: int, remedy: Remedy, reason: str | None, now: datetime
    ) -> Closure:
        """Store a closure, which is not finished. `admin_id` is the Telegram id of the admin who closes.

        One of the same resource and time that is in force is begun anew instead, and stays that of the admin who closed
        first: two of them would have to be reopened one after the other. The resources are locked.
        """
        same = and_(
            closures.c.venue_id == venue_id,
            closures.c.resource_id.is_not_distinct_from(new.resource_id),
            closures.c.begins_at == new.span.starts_at,
            closures.c.ends_at == new.span.ends_at,
            closures.c.reopened_at.is_(None),
        )
        anew = update(closures).where(same).values(remedy=remedy.value, reason=reason).returning(closures)
        if row := (await self._connection.execute(anew)).mappings().first():
            return _closure(row)
        statement = (
            insert(closures)
            .values(
                venue_id=venue_id,
                resource_id=new.resource_id,
                begins_at=new.span.starts_at,
                ends_at=new.span.ends_at,
                closed_by=admin_id,
                closed_at=now,
                remedy=remedy.value,
                reason=reason,
            )
            .returning(closures)
        )
        return _closure((await self._connection.execute(statement)).mappings().one())

    async def finish(self, closure_id: int) -> None:
        """Record that nothing is left to be done with the bookings that fall into it."""
        finished = update(closures).where(closures.c.id == closure_id).values(remedy=None, reason=None)
        await self._connection.execute(finished)

    async def reopen(self, venue_id: str, closure_id: int, admin_id: int, now: datetime) -> None:
        """End a closure before its time. Raises `NotFound`, also for one that was reopened already."""
        mine = and_(closures.c.venue_id == venue_id, closures.c.id == closure_id, closures.c.reopened_at.is_(None))
        reopened = update(closures).where(mine).values(reopened_by=admin_id, reopened_at=now).returning(closures)
        row = (await self._connection.execute(reopened)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no closure {closure_id}")
        await Openings(self._connection).add(venue_id, _closure(row).span, now)

    async def is_in_force(self, closure_id: int) -> bool:
        """Whether it was not reopened."""
        mine = and_(closures.c.id == closure_id, closures.c.reopened_at.is_(None))
        return bool((await self._connection.execute(select(exists().where(mine)))).scalar_one())

    async def within(self, venue_id: str, begin: datetime, end: datetime | None = None) -> list[Closure]:
        """Return the closures that are in force at some time of [begin, end), the earliest first; None: no end."""
        asked: dict[str, object] = {"venue": venue_id, "begin": begin}
        if end is not None:
            asked["end"] = end
        found = await self._connection.execute(IN_FORCE if end is None else IN_FORCE_BEFORE, asked)
        return [_closure(row) for row in found.mappings()]


def _closure(row: RowMapping) -> Closure:
    return Closure(
        row["resource_id"],
        Slot(row["begins_at"], row["ends_at"]),
        row["id"],
        row["closed_by"],
        Remedy(row["remedy"]) if row["remedy"] else None,
        row["reason"],
    )
