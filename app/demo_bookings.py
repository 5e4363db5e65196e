"""Bookings of guests whom nobody plays, so that the floor plan and the desk of the demo are not empty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from uuid import uuid4

from dishka import AsyncContainer

from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.availability.slots import Slot, local_date, offered_slots
from app.domain.errors import Refused
from app.domain.venues import Asks, Resource, Venue
from app.sandbox.model import Person
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.guests.register_guest import RegisterGuest

REGULARS = tuple(
    Person(number, first_name, last_name, language_code=language, hidden=True)
    for number, (first_name, last_name, language) in enumerate(
        [
            ("Илья", "Громов", "ru"),
            ("Дарья", "Лебедева", "ru"),
            ("Kenji", "Sato", "en"),
            ("Павел", "Ершов", "ru"),
            ("Софья", "Миронова", "ru"),
            ("Lucia", "Rossi", "en"),
            ("Тимур", "Алиев", "ru"),
            ("Ольга", "Зайцева", "ru"),
            ("Noah", "Fischer", "en"),
            ("Лев", "Абрамов", "ru"),
            ("Нина", "Котова", "ru"),
            ("Emma", "Dubois", "en"),
        ],
        start=201,
    )
)
"""Guests who are not on the chat page."""
BOOKINGS_A_DAY = (14, 8, 5, 3)
"""In each venue, from today on."""
SEED = 20
"""The same demo every time."""


async def add_bookings(container: AsyncContainer, venues: Sequence[Venue], now: datetime) -> bool:
    """Book for the regulars today and on the next days, and return True.

    In a database that knows a guest already do nothing, and return False.
    """
    database = await container.get(Database)
    async with database.read() as tx:
        if any([await tx.guests.newest(venue.id, limit=1) for venue in venues]):
            return False
    for venue in venues:
        # Nobody plays these guests: the admin need not read an alert for each of them.
        await _book_days(container, replace(venue, admin_ids=()), now)
    return True


async def _book_days(container: AsyncContainer, venue: Venue, now: datetime) -> None:
    chance = Random(SEED)  # noqa: S311  not a secret
    guests = cycle(REGULARS)
    for number, wanted in enumerate(BOOKINGS_A_DAY):
        slots = offered_slots(venue, local_date(venue, now) + timedelta(days=number), now)
        for _ in range(wanted if slots else 0):
            await _book(container, venue, next(guests), chance.choice(slots), chance)


async def _book(container: AsyncContainer, venue: Venue, person: Person, slot: Slot, chance: Random) -> None:
    book, register = await container.get(BookSlot), await container.get(RegisterGuest)
    guest = await register(venue, TelegramUser(person.id, person.name, None, person.language_code))
    resource = chance.choice(list(venue.resources.values()))
    request = BookingRequest(resource.id, slot.starts_at, _party(venue, resource, chance), uuid4().hex)
    try:
        await book(venue, guest, request)
    except Refused:
        # The slot or the guest is taken already: one booking fewer.
        return


def _party(venue: Venue, resource: Resource, chance: Random) -> int | None:
    if venue.booking.asks is not Asks.PARTY_SIZE:
        return None
    return chance.randint(1, resource.capacity or 1)
