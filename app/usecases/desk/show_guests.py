"""Count a venue's guests."""

from dataclasses import dataclass

from app.database.guests import GuestCount
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.guests import Guest
from app.texts.facts import NEWEST_GUESTS

BARRED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ShownGuests:
    """The guests of a venue: how many they are, and some of them."""

    count: GuestCount
    newest: list[Guest]
    barred: list[Guest]
    """Those who were barred last, at most `BARRED_SHOWN`."""


class ShowGuests:
    """Count the guests of the admin's venue, and name its newest and its barred ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin) -> ShownGuests:
        venue = admin.venue
        async with self._database.read() as tx:
            return ShownGuests(
                count=await tx.guests.count(venue.id),
                newest=await tx.guests.newest(venue.id, limit=NEWEST_GUESTS),
                barred=await tx.guests.barred(venue.id, limit=BARRED_SHOWN),
            )
