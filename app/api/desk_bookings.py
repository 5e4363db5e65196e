"""At the desk an admin books for guests who call or come, and searches bookings."""

from typing import Annotated
from uuid import uuid4

from dishka.integrations.fastapi import FromDishka
from fastapi import Depends, Query

from app.api import desk_schemas
from app.api.bookings import BODY_CODES, SLOT_CODES, IdempotencyKey
from app.api.callers import DeskAdmin, limit_reads_at_desk, limit_writes_at_desk
from app.api.desk_routes import desk_responses, desk_router
from app.api.desk_views import view_card, view_found, view_times
from app.api.instants import WrittenDay
from app.api.venues import WantedWish
from app.domain.names import NAME_LENGTH, clean_name
from app.domain.phones import Contact, read_phone
from app.domain.search import read_search
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.regions import region_of
from app.usecases.bookings.book_slot import BookingRequest
from app.usecases.desk.book_for_guest import BookForGuest
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk
from app.usecases.desk.search_bookings import SearchBookings
from app.usecases.desk.show_card import ShowCard

MOST_FOUND = 30
"""Bookings that a search returns."""

router = desk_router()


@router.get(
    "/availability",
    summary="What can be booked for a guest",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def show_desk_availability(
    admin: DeskAdmin,
    wish: WantedWish,
    find_slots: FromDishka[FindSlotsOfDesk],
    day: Annotated[WrittenDay, Query(alias="date")],
) -> desk_schemas.DeskTimes:
    """The times of a day at which something that fits is free, with all that is: also a slot that is under way, and
    those that start too soon for guests to book."""
    return view_times(admin.venue, (await find_slots(admin, wish, [day]))[day])


@router.post(
    "/bookings",
    status_code=201,
    summary="Book for a guest",
    dependencies=[Depends(limit_writes_at_desk)],
    responses=desk_responses(
        *BODY_CODES, *SLOT_CODES, "slot_taken", "guest_is_busy", "invalid_phone", "idempotency_key_reused"
    ),
)
async def book_at_desk(
    admin: DeskAdmin,
    body: desk_schemas.DeskBookingBody,
    book_for_guest: FromDishka[BookForGuest],
    show_card: FromDishka[ShowCard],
    clock: FromDishka[Clock],
    idempotency_key: IdempotencyKey = None,
) -> desk_schemas.DeskCard:
    """Book for a guest who has called or come. With the phone number of a guest whom the venue knows it is theirs, and
    if they use the bot, they get its messages. Otherwise nobody gets any, until a guest shares that number with it.

    The bounds for guests do not hold: of notice, of upcoming bookings, of arrivals at one time.
    """
    request = BookingRequest(
        body.resource_id,
        body.starts_at,
        body.party_size,
        idempotency_key or uuid4().hex,
        body.service_id,
        source=body.source,
    )
    receipt = await book_for_guest(admin, _contact(admin.venue, body), request)
    return view_card(admin, await show_card(admin, receipt.booking.id), clock.now())


@router.get(
    "/bookings",
    summary="Search bookings",
    dependencies=[Depends(limit_reads_at_desk)],
    responses=desk_responses(),
)
async def search_at_desk(
    admin: DeskAdmin,
    search_bookings: FromDishka[SearchBookings],
    clock: FromDishka[Clock],
    search: Annotated[
        str,
        Query(
            min_length=1,
            max_length=NAME_LENGTH,
            description="A part of the guest's name, the number of a booking, a phone number, or its last digits.",
            examples=["Анна"],
        ),
    ],
) -> list[desk_schemas.DeskFound]:
    """Bookings of any day: upcoming ones first, soonest first; then the newest. At most 30."""
    venue, now = admin.venue, clock.now()
    found = await search_bookings(admin, read_search(search, region_of(venue.zone)), MOST_FOUND)
    return [view_found(venue, booking, guest, now) for booking, guest in found]


def _contact(venue: Venue, body: desk_schemas.DeskBookingBody) -> Contact:
    """Raises `InvalidPhone`."""
    phone = (body.phone or "").strip()
    return Contact(clean_name(body.name), read_phone(phone, region_of(venue.zone)) if phone else None)
