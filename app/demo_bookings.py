"""Bookings of guests whom nobody plays, so that the floor plan and the desk of the demo are not empty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from uuid import uuid4

from dishka import AsyncContainer

from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.availability.offering import Wish
from app.domain.availability.slots import grid_of_day, is_bookable, local_date
from app.domain.errors import Refused
from app.domain.venues import Asks, Place, Venue
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
        # Nobody plays these guests: admin and staff need not read an alert for each of them.
        await _book_days(container, replace(venue, admin_ids=(), staff={}, staff_group=None), now)
    return True


async def _book_days(container: AsyncContainer, venue: Venue, now: datetime) -> None:
    chance = Random(SEED)  # noqa: S311  not a secret
    guests = cycle(REGULARS)
    for number, wanted in enumerate(BOOKINGS_A_DAY):
        day = local_date(venue, now) + timedelta(days=number)
        for _ in range(wanted):
            if request := _request(venue, day, chance, now):
                await _book(container, venue, next(guests), request)


def _request(venue: Venue, day: date, chance: Random, now: datetime) -> BookingRequest | None:
    """A booking of any table or person with a slot left on a local day; None if there is none."""
    for resource in chance.sample(list(venue.resources.values()), len(venue.resources)):
        place = Place((resource,))
        wish = _wish(venue, place, chance)
        slots = [slot for slot in grid_of_day(venue, day, wish, place) if is_bookable(venue, day, slot, now)]
        if slots:
            return BookingRequest(place.id, chance.choice(slots).starts_at, wish.party_size, uuid4().hex, wish.service)
    return None


async def _book(container: AsyncContainer, venue: Venue, person: Person, request: BookingRequest) -> None:
    book, register = await container.get(BookSlot), await container.get(RegisterGuest)
    guest = await register(venue, TelegramUser(person.id, person.name, None, person.language_code))
    try:
        await book(venue, guest, request)
    except Refused:
        # The slot or the guest is taken already: one booking fewer.
        return


def _wish(venue: Venue, place: Place, chance: Random) -> Wish:
    if venue.booking.asks is Asks.PARTY_SIZE:
        return Wish(chance.randint(1, place.capacity))
    services = [service.id for service in venue.services.values() if place.id in service.resources]
    # Where guests choose a specialty, a visit without a service is an ordinary one.
    ordinary = [None] if venue.booking.asks is Asks.SPECIALTY else []
    return Wish(service=chance.choice([*services, *ordinary]))
