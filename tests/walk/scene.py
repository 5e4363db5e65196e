"""What a venue has before a walk begins: bookings about which an admin must decide, and guests who wait for a place."""

from sqlalchemy import select, update

from app.database.tables import bookings, notifications
from app.database.transaction import Database
from app.domain.availability.offering import Wish
from app.domain.availability.slots import day_of
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.venues import Venue, Venues
from app.domain.waitlist import NewWait
from tests.databases import OpenDatabase
from tests.product import ANNA, BEN, MARIA, SECOND, Product

UNSENT_CONFIRMATIONS = select(notifications.c.id).where(
    notifications.c.kind == Kind.CONFIRMATION, notifications.c.settled_at.is_(None)
)
UNDECIDED = 3
"""Bookings whose table, doctor or barber the catalogue does not have any more."""


async def set_the_scene(product: Product, database: OpenDatabase, venue_id: str) -> None:
    """Leave an admin of the venue something to decide, and let guests wait for places that others have."""
    venue = (await product.container.get(Venues))[venue_id]
    async with (await product.container.get(Database)).read() as tx:
        booked = await tx.venue_bookings.live(venue_id, product.clock.now())
    # An undecided booking's confirmation is not sent, and this is not what the walk looks for.
    while await database.rows(UNSENT_CONFIRMATIONS):
        await product.advance(SECOND)
    misfits, wanted = booked[:UNDECIDED], booked[UNDECIDED:]
    for each in misfits:
        mine = update(bookings).where(bookings.c.id == each.id)
        await database.change(mine.values(resource_id=f"gone_{each.id}"))
    for telegram_id, booking in zip((ANNA, BEN, MARIA), wanted, strict=False):
        await product.person(telegram_id, venue_id).write("/start")
        await _wait_for(product, venue, telegram_id, booking)


async def _wait_for(product: Product, venue: Venue, telegram_id: int, taken: Booking) -> None:
    """Let a guest wait for a place that another one has booked."""
    wish = Wish(taken.party_size, service=taken.service_id)
    new = NewWait.around(venue, day_of(venue, taken.starts_at), wish, taken.starts_at, taken.resource_id)
    async with (await product.container.get(Database)).write() as tx:
        guest = await tx.guests.find(venue.id, telegram_id)
        assert guest
        await tx.waitlist.join(venue.id, guest.id, new, product.clock.now())
