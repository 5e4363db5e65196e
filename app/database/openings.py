"""Openings: spans of time in which a place may have become free. The waiting list looks after each of them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import openings, waits
from app.domain.availability.slots import Slot
from app.domain.waitlist import Opening

CLAIMED_FOR = timedelta(seconds=20)
"""How long a worker may take to look after an opening before another one is asked to. Twice does no harm."""

CLAIMABLE = and_(
    openings.c.due_at <= bindparam("now"),
    or_(openings.c.claimed_until.is_(None), openings.c.claimed_until <= bindparam("now")),
)
IS_ANY_DUE = select(exists().where(CLAIMABLE))
"""Built once: every scheduler asks once a second."""

LONGEST_HOLD = timedelta(days=1)
"""From the end of a wish until all that was held for it is let go, however long the schedulers were stopped."""


class Openings:
    """The repository of openings. All instants are UTC.

    An opening is stored in the transaction that frees the place, whether or not somebody waits for it: a guest who
    joins the list at the same moment stores one, too, so that one of the two is looked after when both are committed.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, venue_id: str, span: Slot, due_at: datetime) -> None:
        """Let the waiting list look at the days of a span at `due_at`."""
        row = {"venue_id": venue_id, "begins_at": span.starts_at, "ends_at": span.ends_at, "due_at": due_at}
        await self._connection.execute(insert(openings).values(row))

    async def is_any_due(self, now: datetime) -> bool:
        """Whether any can be claimed."""
        return bool((await self._connection.execute(IS_ANY_DUE, {"now": now})).scalar_one())

    async def claim_due(self, now: datetime) -> set[str]:
        """Claim all that are due, and return their venues. Those of venues at which nobody waits are deleted."""
        # A hold may outlast the wish by seconds: it is let go by the opening at its end.
        nobody_waits = ~exists().where(
            waits.c.venue_id == openings.c.venue_id, waits.c.ended_at.is_(None), waits.c.ends_at > now - LONGEST_HOLD
        )
        await self._connection.execute(delete(openings).where(openings.c.due_at <= now, nobody_waits))
        claim = update(openings).where(CLAIMABLE).values(claimed_until=now + CLAIMED_FOR).returning(openings.c.venue_id)
        return set((await self._connection.execute(claim, {"now": now})).scalars())

    async def due(self, venue_id: str, now: datetime) -> list[Opening]:
        """The venue's openings that are due, claimed or not."""
        mine = and_(openings.c.venue_id == venue_id, openings.c.due_at <= now)
        columns = (openings.c.id, openings.c.begins_at, openings.c.ends_at)
        found = await self._connection.execute(select(*columns).where(mine).order_by(openings.c.id))
        return [Opening(opening_id, Slot(begins_at, ends_at)) for opening_id, begins_at, ends_at in found]

    async def delete(self, ids: Collection[int]) -> None:
        """They have been looked after."""
        await self._connection.execute(delete(openings).where(openings.c.id.in_(ids)))

    async def postpone(self, ids: Collection[int], due_at: datetime) -> None:
        """Look after them later."""
        later = update(openings).where(openings.c.id.in_(ids)).values(due_at=due_at, claimed_until=None)
        await self._connection.execute(later)
