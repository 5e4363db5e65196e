"""The venue and its catalogue. Anybody may read them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends, Path, Query

from app.api import schemas
from app.api.callers import ServedVenue, limit_by_address
from app.api.problems import public_responses
from app.catalogue.files import VenueFiles
from app.catalogue.schema import WEEKDAYS
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import DAY_MINUTES, local_date
from app.domain.venues import Hours, Place, Service, Venue
from app.runtime.clock import Clock
from app.usecases.availability.search_catalogue import SearchCatalogue

WantedSpecialty = Annotated[
    str | None, Query(max_length=32, description="Only doctors of this specialty.", examples=["therapy"])
]
WantedPartySize = Annotated[
    int | None, Query(ge=1, le=1000, description="Only tables with this many seats, the smallest first.")
]
WantedService = Annotated[
    str | None, Query(max_length=32, description="Only people who perform this service.", examples=["haircut"])
]
WantedResource = Annotated[
    str, Path(max_length=32, description="The resource's id, or those of joined tables with `+`.", examples=["t3"])
]


def read_wish(
    specialty: WantedSpecialty = None, party_size: WantedPartySize = None, service: WantedService = None
) -> Wish:
    """The wish that the query names, for `Depends`."""
    return Wish(party_size, specialty, service)


WantedWish = Annotated[Wish, Depends(read_wish)]

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Catalogue"],
    route_class=DishkaRoute,
    dependencies=[Depends(limit_by_address)],
    responses=public_responses(),
    generate_unique_id_function=lambda route: route.name,
)


@router.get("", summary="The venue")
async def show_venue(venue: ServedVenue, clock: FromDishka[Clock], files: FromDishka[VenueFiles]) -> schemas.VenueView:
    """Name, address, phone, time zone, opening hours and booking rules of the venue."""
    rules = venue.booking
    now = clock.now()
    today = local_date(venue, now)
    return schemas.VenueView(
        id=venue.id,
        name=schemas.LocalizedText.model_validate(venue.name),
        address=schemas.LocalizedText.model_validate(venue.address),
        phone=venue.phone,
        timezone=venue.zone.key,
        locale=venue.locale,
        asks=rules.asks,
        max_party_size=rules.max_party_size,
        slot_minutes=_minutes(rules.slot_length),
        start_every_minutes=_minutes(Offering(venue).step),
        horizon_days=rules.horizon_days,
        min_notice_minutes=_minutes(rules.min_notice),
        cancel_until_minutes=_minutes(rules.cancel_until),
        max_active_per_guest=rules.max_active_per_guest,
        for_others=rules.for_others,
        opening_hours=_opening_hours(venue),
        closures=sorted(venue.closures),
        special_hours={day: _hours(hours) for day, hours in sorted(venue.special_hours.items())},
        now=now.astimezone(venue.zone),
        today=today,
        last_day=today + timedelta(days=rules.horizon_days),
        floor_plan_url=f"/api/v1/venues/{venue.id}/floor-plan" if files.floor_plan(venue) else None,
    )


@router.get("/specialties", summary="Specialties")
async def list_specialties(venue: ServedVenue) -> list[schemas.SpecialtyView]:
    """The specialties of the venue's doctors, in the venue's order. Empty where a guest chooses a table."""
    return [schemas.SpecialtyView.model_validate(specialty) for specialty in venue.specialties.values()]


@router.get("/services", summary="Services")
async def list_services(venue: ServedVenue) -> list[schemas.ServiceView]:
    """The services that a guest may choose, in the venue's order. Empty where all visits are alike."""
    return [_service(service) for service in venue.services.values()]


@router.get("/search", summary="Search in the catalogue")
async def search_catalogue(
    venue: ServedVenue,
    search: FromDishka[SearchCatalogue],
    query: Annotated[
        str, Query(min_length=1, max_length=64, description="In Russian or in English.", examples=["ухо"])
    ],
) -> schemas.CatalogueHits:
    """The specialties, services, tables and people that people's words mean: beginnings of words, their forms, synonyms
    and complaints, also misspelt. The chat understands the same."""
    return schemas.CatalogueHits.model_validate(search(venue, query))


@router.get("/resources", summary="Tables or people")
async def list_resources(
    venue: ServedVenue, files: FromDishka[VenueFiles], wish: WantedWish
) -> list[schemas.ResourceView]:
    """All tables or people, or those that match every given filter; for a party also tables that can be joined."""
    return [_resource(venue, place, files) for place in Offering(venue).fitting(wish)]


@router.get("/resources/{resource_id}", summary="One table or person")
async def show_resource(
    venue: ServedVenue, resource_id: WantedResource, files: FromDishka[VenueFiles]
) -> schemas.ResourceView:
    """One table or person by its id, or joined tables."""
    return _resource(venue, venue.place(resource_id), files)


def _service(service: Service) -> schemas.ServiceView:
    text = schemas.LocalizedText.model_validate
    return schemas.ServiceView(
        id=service.id,
        name=text(service.name),
        description=text(service.description) if service.description else None,
        minutes=_minutes(service.length),
        price=text(service.price) if service.price else None,
        resource_ids=list(service.resources),
    )


def _resource(venue: Venue, place: Place, files: VenueFiles) -> schemas.ResourceView:
    """The resource; of joined tables the description and the photo of the first one."""
    resource = place.resource
    has_photo = files.photo(venue, resource) is not None
    photo_url = f"/api/v1/venues/{venue.id}/photos/{quote(str(resource.photo))}" if has_photo else None
    return schemas.ResourceView(
        id=place.id,
        resource_ids=[each.id for each in place.resources],
        name=schemas.LocalizedText.model_validate(place.name),
        description=schemas.LocalizedText.model_validate(resource.description),
        capacity=place.capacity or None,
        specialty=resource.specialty,
        experience_years=resource.experience_years,
        photo_url=photo_url,
    )


def _opening_hours(venue: Venue) -> schemas.OpeningHours:
    return schemas.OpeningHours(
        **{weekday: _hours(venue.opening_hours.get(number, ())) for number, weekday in enumerate(WEEKDAYS)}
    )


def _hours(several: Iterable[Hours]) -> list[schemas.HoursView]:
    return [schemas.HoursView(opens=_on_clock(hours.opens), closes=_on_clock(hours.closes)) for hours in several]


def _on_clock(minute: int) -> str:
    """The time on the clock; 24:00 at the end of the day, and the next day's time after it."""
    minute -= DAY_MINUTES if minute > DAY_MINUTES else 0
    return f"{minute // 60:02}:{minute % 60:02}"


def _minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60
