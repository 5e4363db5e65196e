"""Which slots are free. Anybody may read it."""

from datetime import date, timedelta
from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Query

from app.api import schemas
from app.api.callers import ServedVenue, limit_by_address
from app.api.instants import WrittenDay
from app.api.problems import documented
from app.api.venues import WantedPartySize, WantedResource, WantedSpecialty, find_fitting
from app.domain.availability.slots import local_date
from app.domain.venues import Resource, Venue
from app.runtime.clock import Clock
from app.usecases.availability.show_slots import GridSlot, ShowSlots

FirstDay = Annotated[WrittenDay | None, Query(alias="from", description="The first day. Default: today.")]

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Slots"],
    route_class=DishkaRoute,
    dependencies=[Depends(limit_by_address)],
    responses=documented("not_found", "validation_failed", "too_many_requests", "service_unavailable"),
    generate_unique_id_function=lambda route: route.name,
)


@router.get("/resources/{resource_id}/slots", summary="The slots of one table or doctor")
async def list_slots(
    venue: ServedVenue,
    resource_id: WantedResource,
    show_slots: FromDishka[ShowSlots],
    clock: FromDishka[Clock],
    first_day: FirstDay = None,
    days: Annotated[int, Query(ge=1, le=31, description="The number of days.")] = 7,
) -> schemas.ResourceSlots:
    """All slots of each day, free or not. A day off has none; on a day after the venue's `last_day` none is free."""
    resource = venue.resource(resource_id)
    grid = await show_slots(venue, [resource], _days(venue, first_day, days, clock))
    return schemas.ResourceSlots(
        resource_id=resource.id,
        days=[
            schemas.ResourceDay(date=day, slots=[_resource_slot(venue, slot, resource) for slot in slots])
            for day, slots in grid.items()
        ],
    )


@router.get("/availability", summary="Free tables or doctors, slot by slot")
async def show_availability(
    venue: ServedVenue,
    show_slots: FromDishka[ShowSlots],
    clock: FromDishka[Clock],
    first_day: FirstDay = None,
    days: Annotated[int, Query(ge=1, le=7, description="The number of days.")] = 1,
    specialty: WantedSpecialty = None,
    party_size: WantedPartySize = None,
) -> schemas.Availability:
    """For each slot, the free resources among those that fit: all that a floor plan needs, in one call."""
    resources = find_fitting(venue, specialty, party_size)
    grid = await show_slots(venue, resources, _days(venue, first_day, days, clock))
    return schemas.Availability(
        resource_ids=[resource.id for resource in resources],
        days=[
            schemas.VenueDay(date=day, slots=[_venue_slot(venue, slot) for slot in slots])
            for day, slots in grid.items()
        ],
    )


def _days(venue: Venue, first_day: date | None, days: int, clock: Clock) -> list[date]:
    first_day = first_day or local_date(venue, clock.now())
    return [first_day + timedelta(days=number) for number in range(days)]


def _resource_slot(venue: Venue, offered: GridSlot, resource: Resource) -> schemas.ResourceSlot:
    return schemas.ResourceSlot(
        starts_at=offered.slot.starts_at.astimezone(venue.zone),
        ends_at=offered.slot.ends_at.astimezone(venue.zone),
        is_free=resource in offered.free,
        changeable_until=venue.booking.changeable_until(offered.slot.starts_at).astimezone(venue.zone),
    )


def _venue_slot(venue: Venue, offered: GridSlot) -> schemas.VenueSlot:
    return schemas.VenueSlot(
        starts_at=offered.slot.starts_at.astimezone(venue.zone),
        ends_at=offered.slot.ends_at.astimezone(venue.zone),
        free_resource_ids=[resource.id for resource in offered.free],
    )
