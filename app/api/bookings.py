"""A guest's bookings. Only the guest who signed the request sees and changes them."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Header, Path, Query

from app.api import schemas
from app.api.callers import ServedVenue, SignedGuest, limit_reads, limit_writes
from app.api.problems import guest_responses
from app.api.relatives import read_for_whom, view_for_whom
from app.domain.access import Visitor
from app.domain.availability.slots import local_date
from app.domain.bookings import LARGEST_ID, Booking, BookingStatus, Source
from app.domain.misfits import fits_place
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.list_my_bookings import ListMyBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking

BookingId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The booking's id.", examples=[17])]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,64}$",
        description="A key that you choose for one confirmation, such as a UUID. For 24 hours, a request with the same "
        "key makes no second booking and gets the first answer again.",
        examples=["6f1d9a52-0b0e-4c41-9f0c-0d7b6c9f2a11"],
    ),
]
SeenVersion = Annotated[
    int | None,
    Query(
        alias="version",
        ge=1,
        le=LARGEST_ID,
        description="The `version` of the booking that the guest was shown. If it was moved since, nothing is changed.",
        examples=[1],
    ),
]
BODY_CODES = ("bad_request", "body_too_large")
SLOT_CODES = ("outside_hours", "too_soon", "too_far_ahead", "resource_does_not_fit")

router = APIRouter(
    prefix="/api/v1/venues/{venue}/bookings",
    tags=["Bookings"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.post(
    "",
    status_code=201,
    summary="Book",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(
        *BODY_CODES,
        *SLOT_CODES,
        "slot_taken",
        "guest_is_busy",
        "guest_barred",
        "too_many_no_shows",
        "too_many_bookings",
        "too_many_cancellations",
        "invalid_relative",
        "not_for_others",
        "idempotency_key_reused",
    ),
)
async def book(
    venue: ServedVenue,
    guest: SignedGuest,
    body: schemas.BookingBody,
    book_slot: FromDishka[BookSlot],
    clock: FromDishka[Clock],
    idempotency_key: IdempotencyKey = None,
) -> schemas.BookingView:
    """Book a slot for the guest, or with `for_whom` for somebody else: one person is at one place at a time. The guest
    gets a confirmation in the chat, and the admins an alert.

    With an `Idempotency-Key` it is safe to send the request again when the answer was lost: it makes no second booking
    and gets the first answer again. An error is not kept: the same request may succeed later.
    """
    request = BookingRequest(
        body.resource_id,
        body.starts_at,
        body.party_size,
        idempotency_key or uuid4().hex,
        body.service_id,
        body.specialty,
        Source.APP,
        for_whom=read_for_whom(body.for_whom, local_date(venue, clock.now())),
    )
    receipt = await book_slot(venue, guest, request)
    booking = receipt.booking
    return _view(venue, booking, booking.status, receipt.changeable_until, is_changeable=receipt.was_changeable)


@router.get("", summary="My bookings", dependencies=[Depends(limit_reads)], responses=guest_responses())
async def list_bookings(
    venue: ServedVenue,
    guest: SignedGuest,
    list_my_bookings: FromDishka[ListMyBookings],
    clock: FromDishka[Clock],
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="The number of bookings to skip.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100, description="The largest number of bookings to return.")] = 20,
) -> schemas.BookingPage:
    """The guest's own bookings: upcoming ones first, soonest first; then past and canceled ones, newest first."""
    page = await list_my_bookings(guest, offset, limit)
    now = clock.now()
    return schemas.BookingPage(
        bookings=[view_booking(venue, booking, now) for booking in page.bookings], total=page.total
    )


@router.get(
    "/{booking_id}", summary="One of my bookings", dependencies=[Depends(limit_reads)], responses=guest_responses()
)
async def show_booking(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> schemas.BookingView:
    """One booking of the guest. Another guest's booking is not found."""
    return view_booking(venue, await show(Visitor(venue, guest), booking_id), clock.now())


@router.post(
    "/{booking_id}/cancel",
    summary="Cancel",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses("not_standing", "too_late_to_change", "changed_meanwhile"),
)
async def cancel(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    cancel_booking: FromDishka[CancelBooking],
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    version: SeenVersion = None,
) -> schemas.BookingView:
    """Cancel a booking, until its `changeable_until`. The slot is free at once, and the admins get an alert."""
    visitor = Visitor(venue, guest)
    await cancel_booking(visitor, booking_id, version)
    return view_booking(venue, await show(visitor, booking_id), clock.now())


@router.post(
    "/{booking_id}/move",
    summary="Move to another time or resource",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(
        *BODY_CODES,
        *SLOT_CODES,
        "slot_taken",
        "guest_is_busy",
        "guest_barred",
        "not_standing",
        "too_late_to_change",
        "changed_meanwhile",
        "too_many_moves",
    ),
)
async def move(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    body: schemas.MoveBody,
    move_booking: FromDishka[MoveBooking],
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    version: SeenVersion = None,
) -> schemas.BookingView:
    """Move a booking to another slot in one step, until its `changeable_until`: if the new slot is taken, the booking
    keeps its old one. Reminders move with it, the guest gets a new confirmation in the chat, and the admins an alert. A
    move to the present slot changes nothing.
    """
    visitor = Visitor(venue, guest)
    resource_id = body.resource_id or (await show(visitor, booking_id)).resource_id
    booking = await move_booking(visitor, booking_id, resource_id, body.starts_at, version, body.service_id)
    return view_booking(venue, booking, clock.now())


def view_booking(venue: Venue, booking: Booking, now: datetime) -> schemas.BookingView:
    """Return the booking as of `now` (UTC), by the venue's present rules."""
    rules = venue.booking
    return _view(
        venue,
        booking,
        booking.status_at(now),
        booking.changeable_until(rules),
        is_changeable=booking.is_changeable(rules, now),
    )


def _view(
    venue: Venue, booking: Booking, status: BookingStatus, changeable_until: datetime, *, is_changeable: bool
) -> schemas.BookingView:
    service = venue.services.get(booking.service_id) if booking.service_id else None
    return schemas.BookingView(
        id=booking.id,
        resource_id=booking.resource_id,
        resource_name=schemas.LocalizedText.model_validate(venue.resource_name(booking.resource_id)),
        starts_at=booking.starts_at.astimezone(venue.zone),
        ends_at=booking.ends_at.astimezone(venue.zone),
        party_size=booking.party_size,
        service_id=booking.service_id,
        service_name=schemas.LocalizedText.model_validate(service.name) if service else None,
        for_whom=view_for_whom(booking.for_whom),
        status=status,
        changeable_until=changeable_until.astimezone(venue.zone),
        is_changeable=is_changeable,
        is_movable=is_changeable and fits_place(venue, booking),
        version=booking.time_version,
        created_at=booking.created_at.astimezone(venue.zone),
    )
