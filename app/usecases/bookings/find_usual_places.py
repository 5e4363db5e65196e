"""Find the places to which a guest comes again and again."""

from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.usual_places import USUAL_WITHIN, UsualPlace, usual_places
from app.runtime.clock import Clock


class FindUsualPlaces:
    """Return the visitor's usual places, the most usual one first, by their visits of the last year.

    Canceled bookings, no-shows and visits that the guest has removed from their list do not count.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, visitor: Visitor) -> list[UsualPlace]:
        now = self._clock.now()
        async with self._database.read() as tx:
            return usual_places(await tx.guest_bookings.places_of_visits(visitor.guest.id, now - USUAL_WITHIN, now))
