"""The venue and its catalogue. Anybody may read them."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Path, Query

from app.api import schemas
from app.api.callers import ServedVenue, limit_by_address
from app.api.problems import documented
from app.catalogue.files import VenueFiles
from app.catalogue.schema import WEEKDAYS
from app.domain.availability.slots import local_date
from app.domain.venues import Resource, Venue
from app.runtime.clock import Clock

WantedSpecialty = Annotated[
    str | None, Query(max_length=32, description="Only doctors of this specialty.", examples=["therapy"])
]
WantedPartySize = Annotated[
    int | None, Query(ge=1, le=1000, description="Only tables with this many seats, the smallest first.")
]
WantedResource = Annotated[str, Path(max_length=32, description="The resource's id.", examples=["t3"])]

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Catalogue"],
    route_class=DishkaRoute,
    dependencies=[Depends(limit_by_address)],
    responses=documented("not_found", "validation_failed", "too_many_requests", "service_unavailable"),
    generate_unique_id_function=lambda route: route.name,
)


@router.get("", summary="The venue")
async def show_venue(venue: ServedVenue, clock: FromDishka[Clock], files: FromDishka[VenueFiles]) -> schemas.VenueView:
    """Name, address, time zone, opening hours and booking rules of the venue."""
    rules = venue.booking
    now = clock.now()
    today = local_date(venue, now)
    return schemas.VenueView(
        id=venue.id,
        name=schemas.LocalizedText.model_validate(venue.name),
        address=schemas.LocalizedText.model_validate(venue.address),
        timezone=venue.zone.key,
        locale=venue.locale,
        asks=rules.asks,
        max_party_size=rules.max_party_size,
        slot_minutes=_minutes(rules.slot_length),
        horizon_days=rules.horizon_days,
        min_notice_minutes=_minutes(rules.min_notice),
        cancel_until_minutes=_minutes(rules.cancel_until),
        max_active_per_guest=rules.max_active_per_guest,
        opening_hours=_opening_hours(venue),
        closures=sorted(venue.closures),
        now=now.astimezone(venue.zone),
        today=today,
        last_day=today + timedelta(days=rules.horizon_days),
        floor_plan_url=f"/api/v1/venues/{venue.id}/floor-plan" if files.floor_plan(venue) else None,
    )


@router.get("/specialties", summary="Specialties")
async def list_specialties(venue: ServedVenue) -> list[schemas.SpecialtyView]:
    """The specialties of the venue's doctors, in the venue's order. Empty where a guest chooses a table."""
    return [schemas.SpecialtyView.model_validate(specialty) for specialty in venue.specialties.values()]


@router.get("/resources", summary="Tables or doctors")
async def list_resources(
    venue: ServedVenue,
    files: FromDishka[VenueFiles],
    specialty: WantedSpecialty = None,
    party_size: WantedPartySize = None,
) -> list[schemas.ResourceView]:
    """All tables or doctors, or those that match every given filter."""
    return [_resource(venue, resource, files) for resource in find_fitting(venue, specialty, party_size)]


@router.get("/resources/{resource_id}", summary="One table or doctor")
async def show_resource(
    venue: ServedVenue, resource_id: WantedResource, files: FromDishka[VenueFiles]
) -> schemas.ResourceView:
    """One table or doctor by its id."""
    return _resource(venue, venue.resource(resource_id), files)


def find_fitting(venue: Venue, specialty: str | None, party_size: int | None) -> list[Resource]:
    """Return the resources with this specialty and at least this many seats. None means any."""
    resources = list(venue.resources.values()) if party_size is None else venue.tables_for(party_size)
    return [resource for resource in resources if specialty in (None, resource.specialty)]


def _resource(venue: Venue, resource: Resource, files: VenueFiles) -> schemas.ResourceView:
    has_photo = files.photo(venue, resource) is not None
    photo_url = f"/api/v1/venues/{venue.id}/photos/{quote(str(resource.photo))}" if has_photo else None
    return schemas.ResourceView(
        id=resource.id,
        name=schemas.LocalizedText.model_validate(resource.name),
        description=schemas.LocalizedText.model_validate(resource.description),
        capacity=resource.capacity,
        specialty=resource.specialty,
        experience_years=resource.experience_years,
        photo_url=photo_url,
    )


def _opening_hours(venue: Venue) -> schemas.OpeningHours:
    return schemas.OpeningHours(
        **{
            weekday: [
                schemas.HoursView(opens=_on_clock(hours.opens), closes=_on_clock(hours.closes))
                for hours in venue.opening_hours.get(number, ())
            ]
            for number, weekday in enumerate(WEEKDAYS)
        }
    )


def _on_clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60
