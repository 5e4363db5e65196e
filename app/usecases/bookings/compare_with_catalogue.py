"""Compare the live bookings with the catalogue of today."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import structlog

from app.database.transaction import Database, Transaction
from app.domain.availability.slots import Slot
from app.domain.bookings import Misfit
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import AlertMisfits
from app.domain.messages.planning import plan_service_news
from app.domain.misfits import compare, undecided
from app.domain.venues import Venue, Venues
from app.queue import TaskQueue
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

BATCH = 500
"""Bookings in each transaction, so that guests never wait long for it."""


class CompareWithCatalogue:
    """Record which live bookings no longer fit the catalogue of their venue, and alert the admins of new ones.

    Runs when web starts, since the catalogue is read then, and before each sweep; then the waiting list looks at all
    days, which may have got longer. It may run twice, also at the same time: admins are told once. Bookings of a venue
    that is not in the catalogue are left as they are. For bookings of an earlier release it records the wall-clock time
    that their guests were promised: the one in the present zone.
    """

    def __init__(self, database: Database, queue: TaskQueue, venues: Venues, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._venues = venues
        self._clock = clock

    async def __call__(self) -> None:
        for venue in self._venues.values():
            last_id: int | None = 0
            while last_id is not None:
                async with self._database.write() as tx:
                    last_id, due = await self._compare_batch(tx, venue, last_id)
                    if last_id is None:
                        await self._look_for_openings(tx, venue)
                await self._queue.push(due)

    async def _look_for_openings(self, tx: Transaction, venue: Venue) -> None:
        """Let the waiting list look at all days: the catalogue may offer more than before, and nothing may be lost."""
        now = self._clock.now()
        all_days = Slot(now, now + timedelta(days=venue.booking.horizon_days + 1))
        await tx.openings.add(venue.id, all_days, now)

    async def _compare_batch(self, tx: Transaction, venue: Venue, after_id: int) -> tuple[int | None, list[Claimed]]:
        """Return the last id of the batch, or None after the last batch, and the alerts that are due."""
        now = self._clock.now()
        batch = await tx.venue_bookings.live_locked(venue.id, after_id, BATCH)
        standings = {booking: compare(venue, booking, now) for booking in batch}
        await tx.bookings.set_standings(
            {booking: standing for booking, standing in standings.items() if standing != booking.standing}
        )
        new = [
            booking
            for booking, standing in standings.items()
            if standing.undecided_since and not (booking.standing and booking.standing.undecided_since)
        ]
        due: list[Claimed] = []
        if new:
            reasons = Counter(str(misfit) for booking in new for misfit in undecided(venue, booking, now))
            log.warning(
                "bookings no longer fit the catalogue", venue=venue.id, bookings=len(new), reasons=dict(reasons)
            )
            alerts = plan_service_news(AlertMisfits(number=len(new)), venue.alert_chats, now)
            due = await tx.ledger.plan(venue.id, alerts, now)
        return (batch[-1].id if len(batch) == BATCH else None), due


async def count_undecided(database: Database, venue: Venue, clock: Clock) -> Mapping[Misfit, int]:
    """How many bookings of the venue wait for a decision of its admins, by the reason; one may have several."""
    now = clock.now()
    async with database.read() as tx:
        found = await tx.venue_bookings.live(venue.id, now)
    return Counter(misfit for booking in found for misfit in undecided(venue, booking, now))


async def count_without_venue(database: Database, venues: Venues, clock: Clock) -> Mapping[str, int]:
    """How many bookings are still to come at venues that are not there, by the id: a folder was removed or renamed."""
    async with database.read() as tx:
        upcoming = await tx.venue_bookings.count_upcoming(clock.now())
    return {venue_id: number for venue_id, number in upcoming.items() if venue_id not in venues}
