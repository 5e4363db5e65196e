"""Which slots are free. Anybody may read it; to which slots a booking can move, only its guest."""

from datetime import date, timedelta
from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Query

from app.api import schemas
from app.api.callers import SIGNED_OR_NOT, MaybeMoved, ServedVenue, limit_by_address
from app.api.instants import WrittenDay
from app.api.problems import documented, public_responses
from app.api.venues import WantedResource, WantedWish
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import ANYTHING, Offering
from app.domain.availability.slots import day_of
from app.domain.errors import ResourceDoesNotFit
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots

FirstDay = Annotated[WrittenDay | None, Query(alias="from", description="The first day. Default: today.")]

SIGNATURE_CODES = ("unauthorized", "session_expired")

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Slots"],
    route_class=DishkaRoute,
    dependencies=[Depends(limit_by_address)],
    responses=public_responses(),
    generate_unique_id_function=lambda route: route.name,
)


@router.get(
    "/resources/{resource_id}/slots",
    summary="The slots of one table or person",
    responses=documented("resource_does_not_fit", *SIGNATURE_CODES),
    openapi_extra=SIGNED_OR_NOT,
)
async def list_slots(
    venue: ServedVenue,
    resource_id: WantedResource,
    wish: WantedWish,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    moved: MaybeMoved,
    first_day: FirstDay = None,
    days: Annotated[int, Query(ge=1, le=31, description="The number of days.")] = 7,
) -> schemas.ResourceSlots:
    """All slots of each day, free or not. A day off has none; on a day after the venue's `last_day` none is free.

    With `booking` the answer is what that booking can move to: its own visit takes no time, and only its present start
    is not free. Then the request needs the signature of its guest; another guest's booking is not found.
    """
    place = venue.place(resource_id)
    if wish != ANYTHING and place not in Offering(venue).fitting(wish):
        raise ResourceDoesNotFit(f"{place.id} does not fit {wish}")
    grid = await find_slots(venue, wish, _days(venue, first_day, days, clock), place, moved)
    return schemas.ResourceSlots(
        resource_id=place.id,
        days=[
            schemas.ResourceDay(date=day, slots=[_resource_slot(venue, slot) for slot in slots])
            for day, slots in grid.items()
        ],
    )


@router.get(
    "/availability",
    summary="Free tables or people, time by time",
    responses=documented(*SIGNATURE_CODES),
    openapi_extra=SIGNED_OR_NOT,
)
async def show_availability(
    venue: ServedVenue,
    find_slots: FromDishka[FindSlots],
    clock: FromDishka[Clock],
    wish: WantedWish,
    moved: MaybeMoved,
    first_day: FirstDay = None,
    days: Annotated[int, Query(ge=1, le=7, description="The number of days.")] = 1,
) -> schemas.Availability:
    """For each time at which a visit may start, the free resources among those that fit, the best first: all that a
    choice of times or a floor plan needs, in one call.

    With `booking` the answer is what that booking can move to: its own visit takes no time and its party does not
    arrive, and only its own place at its present start is not free. Then the request needs the signature of its guest;
    another guest's booking is not found.
    """
    grid = await find_slots(venue, wish, _days(venue, first_day, days, clock), None, moved)
    return schemas.Availability(
        resource_ids=[place.id for place in Offering(venue).fitting(wish)],
        days=[
            schemas.VenueDay(date=day, slots=[_venue_slot(venue, slot) for slot in slots])
            for day, slots in grid.items()
        ],
    )


def _days(venue: Venue, first_day: date | None, days: int, clock: Clock) -> list[date]:
    first_day = first_day or day_of(venue, clock.now())
    return [first_day + timedelta(days=number) for number in range(days)]


def _resource_slot(venue: Venue, offered: GridSlot) -> schemas.ResourceSlot:
    return schemas.ResourceSlot(
        starts_at=offered.slot.starts_at.astimezone(venue.zone),
        ends_at=offered.slot.ends_at.astimezone(venue.zone),
        is_free=bool(offered.free),
        changeable_until=venue.booking.changeable_until(offered.slot.starts_at).astimezone(venue.zone),
    )


def _venue_slot(venue: Venue, offered: GridSlot) -> schemas.VenueSlot:
    return schemas.VenueSlot(
        starts_at=offered.slot.starts_at.astimezone(venue.zone),
        ends_at=offered.slot.ends_at.astimezone(venue.zone),
        best_resource_id=offered.best.id if offered.best else None,
        free_resource_ids=[place.id for place in offered.free],
        changeable_until=venue.booking.changeable_until(offered.slot.starts_at).astimezone(venue.zone),
    )
