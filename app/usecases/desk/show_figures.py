"""Show the figures of a period."""

import asyncio
from dataclasses import replace
from datetime import date

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.availability.slots import span_of_days
from app.domain.figures import PeriodFigures, figures_of
from app.runtime.clock import Clock


class ShowFigures:
    """Count the bookings of the admin's venue that begin on the local days from the first to the last.

    Stars are those that were given on these days. All queries are of one snapshot.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, first_day: date, last_day: date) -> PeriodFigures:
        venue, now = admin.venue, self._clock.now()
        begin, end = span_of_days(venue, [first_day, last_day])
        async with self._database.read() as tx:
            visits = await tx.booking_figures.visits(venue.id, begin, end)
            origins = await tx.booking_figures.origins(venue.id, begin, end)
            closures = await tx.closures.within(venue.id, begin, end)
            ratings = await tx.ratings.summary(venue.id, begin, end)
        # In a thread: a year of days takes a few hundred milliseconds.
        figures = await asyncio.to_thread(figures_of, venue, (first_day, last_day), visits, origins, closures, now)
        return replace(figures, ratings=ratings)
