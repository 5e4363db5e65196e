"""The guest who signed the request."""

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Depends

from app.api import schemas
from app.api.callers import ServedVenue, SignedGuest, limit_reads
from app.api.problems import guest_responses
from app.domain.access import Visitor
from app.usecases.bookings.find_usual_places import FindUsualPlaces
from app.usecases.bookings.list_relatives import ListRelatives

router = APIRouter(
    prefix="/api/v1/venues/{venue}/me",
    tags=["Guests"],
    route_class=DishkaRoute,
    generate_unique_id_function=lambda route: route.name,
)


@router.get(
    "",
    summary="Me",
    dependencies=[Depends(limit_reads)],
    responses=guest_responses(),
)
async def show_me(
    venue: ServedVenue,
    guest: SignedGuest,
    find_usual: FromDishka[FindUsualPlaces],
    list_relatives: FromDishka[ListRelatives],
) -> schemas.GuestView:
    """The guest who signs the request: the language that the chat uses for them, where they come usually, and for whom
    they have booked."""
    has_desk = venue.is_admin(guest.telegram_id)
    has_own_day = not has_desk and bool(venue.resources_of(guest.telegram_id))
    visitor = Visitor(venue, guest)
    usual, relatives = await find_usual(visitor), await list_relatives(visitor)
    return schemas.GuestView(
        locale=guest.locale(venue),
        has_desk=has_desk,
        has_own_day=has_own_day,
        usual_places=[schemas.UsualPlaceView(resource_id=each.place_id, party_size=each.party_size) for each in usual],
        relatives=[schemas.RelativeView.model_validate(each) for each in relatives.values()],
    )
