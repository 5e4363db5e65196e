"""List who waits: a guest's own wishes, and the waiting list of a day for the desk."""

from dataclasses import dataclass
from datetime import date

from app.database.transaction import Database
from app.domain.access import Admin, Visitor
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.waitlist import Offer, Wait
from app.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits."""

    wait: Wait
    guest: Guest
    offer: Offer | None
    """What is held for them now."""


class ListMyWaits:
    """List what the visitor waits for, the earliest day first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, visitor: Visitor) -> list[Waiting]:
        async with self._database.read() as tx:
            waits = await tx.waitlist.of_guest(visitor.guest.id, self._clock.now())
            offers = await tx.waitlist.open_offers([wait.id for wait in waits])
        return [Waiting(wait, visitor.guest, offers.get(wait.id)) for wait in waits]


class ListWaiting:
    """List who waits for a local day of the admin's venue, the longest waiting first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, day: date) -> list[Waiting]:
        async with self._database.read() as tx:
            waits = await tx.waitlist.of_day(admin.venue.id, day, self._clock.now())
            offers = await tx.waitlist.open_offers([wait.id for wait in waits])
            guests = await tx.guests.get_many({wait.guest_id for wait in waits})
        return [Waiting(wait, guests[wait.guest_id], offers.get(wait.id)) for wait in waits]


class ShowWait:
    """Show one wish: to its guest, or to an admin of the venue. Raises `NotFound` for any other, and for one that has
    ended."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Visitor | Admin, wait_id: int) -> Waiting:
        async with self._database.read() as tx:
            wait = await tx.waitlist.get(who.venue.id, wait_id)
            guest = await tx.guests.get(wait.guest_id)
            if not who.may_see(guest) or not wait.is_living(self._clock.now()):
                raise NotFound(f"no wish {wait_id}")
            return Waiting(wait, guest, (await tx.waitlist.open_offers([wait.id])).get(wait.id))
