"""A guest's bookings: only the guest who signs the request sees and changes them."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Header, Path, Query

from app.api import schemas
from app.api.callers import ServedVenue, SignedGuest, limit_reads, limit_writes
from app.api.problems import documented
from app.domain.access import Visitor
from app.domain.bookings import LARGEST_ID, Booking, BookingStatus
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
        description="Yours to choose, one for each confirmation, such as a UUID. For 24 hours the same key is the same "
        "booking and the same answer, however often it is sent.",
        examples=["6f1d9a52-0b0e-4c41-9f0c-0d7b6c9f2a11"],
    ),
]
WRONG_BODY = ("bad_request", "body_too_large")
WRONG_TIME = ("outside_hours", "too_soon", "too_far_ahead", "resource_does_not_fit")

router = APIRouter(
    prefix="/api/v1/venues/{venue}/bookings",
    tags=["Bookings"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


def _answers(*codes: str) -> dict[int | str, dict[str, object]]:
    always = ("unauthorized", "session_expired", "not_found", "validation_failed", "too_many_requests")
    return documented(*always, *codes, "service_unavailable")


@router.post(
    "",
    status_code=201,
    summary="Book",
    dependencies=[Depends(limit_writes)],
    responses=_answers(
        *WRONG_BODY, *WRONG_TIME, "slot_taken", "guest_is_busy", "too_many_bookings", "idempotency_key_reused"
    ),
)
async def book(
    venue: ServedVenue,
    guest: SignedGuest,
    wish: schemas.NewBooking,
    book_slot: FromDishka[BookSlot],
    idempotency_key: IdempotencyKey = None,
) -> schemas.Booking:
    """Take a slot for the guest who signs. The confirmation comes into the chat; admins are told.

    With an `Idempotency-Key` it is safe to send the request again when the answer was lost: a second booking is never
    made, and the answer is the first one again. A refusal is not remembered: the same request may succeed later.
    """
    request = BookingRequest(wish.resource_id, wish.starts_at, wish.party_size, idempotency_key or uuid4().hex)
    receipt = await book_slot(venue, guest, request)
    booking = receipt.booking
    return _view(venue, booking, booking.status, receipt.changeable_until, is_changeable=receipt.was_changeable)


@router.get("", summary="My bookings", dependencies=[Depends(limit_reads)], responses=_answers())
async def list_bookings(
    venue: ServedVenue,
    guest: SignedGuest,
    list_my_bookings: FromDishka[ListMyBookings],
    clock: FromDishka[Clock],
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to skip.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
) -> schemas.BookingPage:
    """The guest's own bookings: upcoming ones first, soonest first; then past and canceled ones, newest first."""
    page = await list_my_bookings(guest, offset, limit)
    now = clock.now()
    return schemas.BookingPage(bookings=[_view_now(venue, one, now) for one in page.bookings], total=page.total)


@router.get("/{booking_id}", summary="One of my bookings", dependencies=[Depends(limit_reads)], responses=_answers())
async def show_booking(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> schemas.Booking:
    """A booking of the guest who signs; anybody else's is not found."""
    card = await show(Visitor(venue, guest), booking_id)
    return _view_now(venue, card.booking, clock.now())


@router.post(
    "/{booking_id}/cancel",
    summary="Cancel",
    dependencies=[Depends(limit_writes)],
    responses=_answers("not_standing", "too_late_to_change"),
)
async def cancel(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    cancel_booking: FromDishka[CancelBooking],
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> schemas.Booking:
    """Give a booking up, until the venue's limit before its start. The slot is free at once; admins are told."""
    visitor = Visitor(venue, guest)
    await cancel_booking(visitor, booking_id)
    card = await show(visitor, booking_id)
    return _view_now(venue, card.booking, clock.now())


@router.post(
    "/{booking_id}/move",
    summary="Move to another time or resource",
    dependencies=[Depends(limit_writes)],
    responses=_answers(*WRONG_BODY, *WRONG_TIME, "slot_taken", "guest_is_busy", "not_standing", "too_late_to_change"),
)
async def move(
    venue: ServedVenue,
    guest: SignedGuest,
    booking_id: BookingId,
    wish: schemas.Move,
    move_booking: FromDishka[MoveBooking],
    show: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
) -> schemas.Booking:
    """Change a booking's slot in one step, until the venue's limit before its start: the old slot is kept until the new
    one is taken. Reminders follow; the chat gets a new confirmation; admins are told. Where it stands already it stays.
    """
    visitor = Visitor(venue, guest)
    card = await show(visitor, booking_id)
    resource_id = wish.resource_id or card.booking.resource_id
    booking = await move_booking(visitor, booking_id, resource_id, wish.starts_at)
    return _view_now(venue, booking, clock.now())


def _view_now(venue: Venue, booking: Booking, now: datetime) -> schemas.Booking:
    """The booking as it is now, by today's rules of the venue."""
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
) -> schemas.Booking:
    return schemas.Booking(
        id=booking.id,
        resource_id=booking.resource_id,
        resource_name=schemas.Text.model_validate(venue.resource_name(booking.resource_id)),
        starts_at=booking.starts_at.astimezone(venue.zone),
        ends_at=booking.ends_at.astimezone(venue.zone),
        party_size=booking.party_size,
        status=status,
        changeable_until=changeable_until.astimezone(venue.zone),
        is_changeable=is_changeable,
        created_at=booking.created_at.astimezone(venue.zone),
    )
