"""What all routes of the desk share."""

from dishka.integrations.fastapi import DishkaRoute
from fastapi import APIRouter

from app.api.problems import documented


def desk_router() -> APIRouter:
    """Return a router for some of the desk's routes. Each of them must ask for a `DeskAdmin`,
    or for a `DeskPerson` where staff may do it with their own bookings."""
    return APIRouter(
        prefix="/api/v1/venues/{venue}/desk",
        tags=["Desk"],
        route_class=DishkaRoute,
        generate_unique_id_function=lambda route: route.name,
    )


def desk_responses(*codes: str) -> dict[int | str, dict[str, object]]:
    """Document these error codes, and those that every route of the desk may answer with."""
    always = ("session_expired", "not_found", "validation_failed", "too_many_requests")
    return documented(*always, *codes, "service_unavailable")
