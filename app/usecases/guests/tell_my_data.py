"""Tell a guest what is kept about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database.transaction import Database
from app.domain.access import NO_DATA, DataReader, Visitor
from app.domain.bookings import Booking, BookingChange
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.pseudonyms import pseudonym_of
from app.domain.ratings import Rating
from app.domain.waitlist import Wait


@dataclass(frozen=True, slots=True)
class MyData:
    """All that a venue keeps about a guest."""

    guest: Guest
    bookings: Sequence[Booking]
    """Also those that the guest has removed from the list; the oldest first."""
    histories: Mapping[int, Sequence[BookingChange]]
    """By the booking's id, the oldest change first."""
    ratings: Mapping[int, Rating]
    """By the booking's id."""
    answers: Sequence[tuple[int, str]]
    """What the guest has written about a visit, as long as the alerts about it are kept: the booking's id and the
    text."""
    waits: Sequence[Wait]
    """What the guest waits for, or waited for, as long as that is kept."""
    kept_cancellations: Sequence[datetime]
    """Of a guest who came back within a day after they were forgotten: when they had canceled before, UTC."""


class TellMyData:
    """Tell a guest all that the venue keeps about them, and nothing about anybody else.

    A `DataReader` is told it, too, until the guest is forgotten: then raises `NotFound`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, who: Visitor | DataReader) -> MyData:
        guest_id = who.guest.id if isinstance(who, Visitor) else who.guest_id
        async with self._database.read() as tx:
            guest = await tx.guests.get(guest_id)
            if isinstance(who, DataReader) and (guest.telegram_id is None or guest.venue_id != who.venue.id):
                raise NotFound(NO_DATA)
            bookings = await tx.guest_bookings.all(guest_id)
            return MyData(
                guest,
                bookings,
                await tx.booking_history.of_guest(guest_id),
                await tx.ratings.of_bookings([booking.id for booking in bookings]),
                await tx.guest_messages.answers(guest_id),
                await tx.waitlist.all_of_guest(guest_id),
                await tx.booking_history.kept_cancellations(who.venue.id, pseudonym_of(who.venue, guest)),
            )
