"""A guest's places on the waiting list, and the places that are held for them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Path

from app.api import schemas
from app.api.bookings import BODY_CODES, SLOT_CODES, view_booking
from app.api.callers import ServedVenue, SignedGuest, limit_reads, limit_writes
from app.api.problems import guest_responses
from app.api.relatives import read_for_whom, view_for_whom
from app.domain.access import Visitor
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, local_date
from app.domain.bookings import LARGEST_ID, Source
from app.domain.venues import Venue
from app.domain.waitlist import NewWait, Offer
from app.runtime.clock import Clock
from app.usecases.waitlist.answer_offer import DeclineOffer, TakeOffer
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.leave_waitlist import LeaveWaitlist
from app.usecases.waitlist.list_waits import ListMyWaits, ShowWait, Waiting

WaitId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The id of the guest's wish.", examples=[5])]
OfferId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The id of the offer in the wish.", examples=[8])]

router = APIRouter(
    prefix="/api/v1/venues/{venue}/waitlist",
    tags=["Waiting list"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.get("", summary="What I wait for", dependencies=[Depends(limit_reads)], responses=guest_responses())
async def list_waits(
    venue: ServedVenue, guest: SignedGuest, list_my_waits: FromDishka[ListMyWaits], clock: FromDishka[Clock]
) -> list[schemas.WaitView]:
    """All that the guest waits for, the earliest day first, each with the place that is held for them now."""
    return _view_all(venue, await list_my_waits(Visitor(venue, guest)), clock.now())


@router.post(
    "",
    status_code=201,
    summary="Wait for a place",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(
        *BODY_CODES,
        *SLOT_CODES,
        "guest_barred",
        "too_many_no_shows",
        "too_many_waits",
        "invalid_relative",
        "not_for_others",
    ),
)
async def join_waitlist(
    venue: ServedVenue,
    guest: SignedGuest,
    body: schemas.WaitBody,
    join: FromDishka[JoinWaitlist],
    show_wait: FromDishka[ShowWait],
    clock: FromDishka[Clock],
) -> schemas.WaitView:
    """Put the guest at the end of the waiting list of a day; with `for_whom` they wait for somebody else. When a place
    opens that fits, the first in line is told in the chat, and the place is held for ten minutes; so is one that is
    free already.

    It is safe to send the request again: the same wish is not added twice. A guest may have five.
    """
    visitor = Visitor(venue, guest)
    wait = await join(visitor, _new_wait(venue, body, clock.now()))
    return view_wait(venue, await show_wait(visitor, wait.id), clock.now())


@router.post(
    "/{wait_id}/leave", summary="Wait no longer", dependencies=[Depends(limit_writes)], responses=guest_responses()
)
async def leave_waitlist(
    venue: ServedVenue,
    guest: SignedGuest,
    wait_id: WaitId,
    leave: FromDishka[LeaveWaitlist],
    list_my_waits: FromDishka[ListMyWaits],
    clock: FromDishka[Clock],
) -> list[schemas.WaitView]:
    """Take a wish off the list, and return what the guest still waits for. A place that is held for it goes to the next
    guest. A wish that has ended stays as it is."""
    visitor = Visitor(venue, guest)
    await leave(visitor, wait_id)
    return _view_all(venue, await list_my_waits(visitor), clock.now())


@router.post(
    "/offers/{offer_id}/take",
    status_code=201,
    summary="Take the place that is held",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses(
        "offer_over",
        "guest_is_busy",
        "guest_barred",
        "too_many_no_shows",
        "too_many_bookings",
        "too_many_cancellations",
    ),
)
async def take_offer(
    venue: ServedVenue, guest: SignedGuest, offer_id: OfferId, take: FromDishka[TakeOffer], clock: FromDishka[Clock]
) -> schemas.BookingView:
    """Book the place that is held for the guest, until its `held_until`. The guest gets a confirmation in the chat, the
    admins an alert, and the wish has ended.

    It is safe to send the request again: it makes no second booking and returns the one that was made.
    """
    booking = await take(Visitor(venue, guest), offer_id, Source.APP)
    return view_booking(venue, booking, clock.now())


@router.post(
    "/offers/{offer_id}/decline",
    summary="Let the next guest have the place",
    dependencies=[Depends(limit_writes)],
    responses=guest_responses("offer_over"),
)
async def decline_offer(
    venue: ServedVenue,
    guest: SignedGuest,
    offer_id: OfferId,
    decline: FromDishka[DeclineOffer],
    list_my_waits: FromDishka[ListMyWaits],
    clock: FromDishka[Clock],
) -> list[schemas.WaitView]:
    """Decline the place that is held, and return what the guest waits for: also for this wish, but the same start is
    not offered to them again. A repeated request changes nothing."""
    visitor = Visitor(venue, guest)
    await decline(visitor, offer_id)
    return _view_all(venue, await list_my_waits(visitor), clock.now())


def _new_wait(venue: Venue, body: schemas.WaitBody, now: datetime) -> NewWait:
    """Raises `InvalidRelative`."""
    for_whom = read_for_whom(body.for_whom, local_date(venue, now))
    return replace(_visit(venue, body), for_whom=for_whom)


def _visit(venue: Venue, body: schemas.WaitBody) -> NewWait:
    """The wish of a request, without the person."""
    wish = Wish(body.party_size, body.specialty, body.service_id)
    if body.around is not None:
        return NewWait.around(venue, body.date, wish, body.around, body.resource_id)
    if body.begins_at is not None and body.ends_at is not None:
        return NewWait.between(venue, body.date, wish, Slot(body.begins_at, body.ends_at), body.resource_id)
    return NewWait.for_day(venue, body.date, wish, body.resource_id)


def _view_all(venue: Venue, found: Sequence[Waiting], now: datetime) -> list[schemas.WaitView]:
    return [view_wait(venue, waiting, now) for waiting in found]


def view_wait(venue: Venue, waiting: Waiting, now: datetime) -> schemas.WaitView:
    """Return a wish at `now` (UTC), with the place that is held for it then."""
    wait, text = waiting.wait, schemas.LocalizedText.model_validate
    specialty = venue.specialties.get(wait.wish.specialty) if wait.wish.specialty else None
    service = venue.services.get(wait.wish.service) if wait.wish.service else None
    has_window = wait.wished_at is None and not wait.is_all_day(venue)
    return schemas.WaitView(
        id=wait.id,
        date=wait.day,
        around=wait.wished_at.astimezone(venue.zone) if wait.wished_at else None,
        begins_at=wait.begins_at.astimezone(venue.zone) if has_window else None,
        ends_at=wait.ends_at.astimezone(venue.zone) if has_window else None,
        party_size=wait.wish.party_size,
        specialty=wait.wish.specialty,
        specialty_name=text(specialty.name) if specialty else None,
        service_id=wait.wish.service,
        service_name=text(service.name) if service else None,
        resource_id=wait.place_id,
        resource_name=text(venue.resource_name(wait.place_id)) if wait.place_id else None,
        for_whom=view_for_whom(wait.for_whom),
        joined_at=wait.joined_at.astimezone(venue.zone),
        offer=_view_offer(venue, waiting.offer) if waiting.offer and waiting.offer.is_open(now) else None,
    )


def _view_offer(venue: Venue, offer: Offer) -> schemas.OfferView:
    return schemas.OfferView(
        id=offer.id,
        resource_id=offer.place_id,
        resource_name=schemas.LocalizedText.model_validate(venue.resource_name(offer.place_id)),
        starts_at=offer.slot.starts_at.astimezone(venue.zone),
        ends_at=offer.slot.ends_at.astimezone(venue.zone),
        held_until=offer.held_until.astimezone(venue.zone),
    )
