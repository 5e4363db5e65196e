"""The pictures of a catalogue. Anybody may read them, as often as pages show them: they are not counted."""

from pathlib import Path as FilePath
from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from app.api.callers import ServedVenue
from app.api.problems import documented
from app.catalogue.loader import floor_plan_path, photo_path
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.runtime.settings import Settings

PICTURE_HEADERS = {
    # A day: guests see a new picture on the next day at the latest.
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
}
MEDIA_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
"""Of photos. Python's own table has WebP only where the system has a list of types."""

router = APIRouter(
    prefix="/api/v1/venues/{venue}",
    tags=["Catalogue"],
    route_class=DishkaRoute,
    responses=documented("not_found", "validation_failed"),
    generate_unique_id_function=lambda route: route.name,
)


@router.get(
    "/photos/{file}",
    summary="A photo",
    response_class=FileResponse,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}, "description": "The picture"}},
)
async def show_photo(
    venue: ServedVenue,
    file: Annotated[str, Path(description="The last part of a `photo_url`.", examples=["belova.webp"])],
    settings: FromDishka[Settings],
) -> FileResponse:
    """A photo of a resource."""
    path = _photo(settings.venues_dir, venue, file)
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    return FileResponse(path, headers=PICTURE_HEADERS, media_type=media_type)


@router.get(
    "/floor-plan",
    summary="The floor plan",
    response_class=FileResponse,
    responses={200: {"content": {"image/svg+xml": {}}, "description": "An SVG"}},
)
async def show_floor_plan(venue: ServedVenue, settings: FromDishka[Settings]) -> FileResponse:
    """The floor plan as SVG. Each table is a group whose `data-resource` is the table's id."""
    path = floor_plan_path(settings.venues_dir, venue)
    if path is None:
        raise NotFound(f"{venue.id} has no floor plan")
    return FileResponse(path, headers=PICTURE_HEADERS, media_type="image/svg+xml")


def _photo(venues_dir: FilePath, venue: Venue, file: str) -> FilePath:
    # Only a name from the catalogue becomes a path, never a part of the request.
    for resource in venue.resources.values():
        path = photo_path(venues_dir, venue, resource)
        if path and resource.photo == file:
            return path
    raise NotFound(f"no photo {file!r}")
