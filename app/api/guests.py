"""The guest who signed the request."""

from dishka.integrations.fastapi import DishkaRoute
from fastapi import APIRouter, Depends

from app.api import schemas
from app.api.callers import ServedVenue, SignedGuest, limit_reads
from app.api.problems import documented

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
    responses=documented(
        "unauthorized", "session_expired", "not_found", "validation_failed", "too_many_requests", "service_unavailable"
    ),
)
async def show_me(venue: ServedVenue, guest: SignedGuest) -> schemas.GuestView:
    """The guest who signs the request, with the language that the chat uses for them."""
    has_desk = venue.is_admin(guest.telegram_id)
    has_own_day = not has_desk and bool(venue.resources_of(guest.telegram_id))
    return schemas.GuestView(locale=guest.locale(venue), has_desk=has_desk, has_own_day=has_own_day)
