"""The pictures of a catalogue. Anybody may read them, as often as pages show them: they are not counted."""

from typing import Annotated

from dishka.integrations.fastapi import DishkaRoute, FromDishka
from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from app.api.callers import ServedVenue
from app.api.problems import documented
from app.catalogue.files import PHOTO_TYPES, VenueFiles
from app.domain.errors import NotFound

PICTURE_HEADERS = {
    # A day: guests see a new picture on the next day at the latest.
    "Cache-Control": "public, max-age=86400",
    # An SVG that is opened by its address is a page. The start refuses scripts in it; here the browser does, too.
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
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
    responses={200: {"content": {media_type: {} for media_type in PHOTO_TYPES.values()}, "description": "The picture"}},
)
async def show_photo(
    venue: ServedVenue,
    file: Annotated[str, Path(description="The last part of a `photo_url`.", examples=["belova.webp"])],
    files: FromDishka[VenueFiles],
) -> FileResponse:
    """A photo of a resource."""
    # Only a name from the catalogue becomes a path, never a part of the request.
    named = (resource for resource in venue.resources.values() if resource.photo == file)
    path = next((path for resource in named if (path := files.photo(venue, resource))), None)
    if path is None:
        raise NotFound(f"no photo {file!r}")
    return FileResponse(path, headers=PICTURE_HEADERS, media_type=PHOTO_TYPES[path.suffix.lower()])


@router.get(
    "/floor-plan",
    summary="The floor plan",
    response_class=FileResponse,
    responses={200: {"content": {"image/svg+xml": {}}, "description": "An SVG"}},
)
async def show_floor_plan(venue: ServedVenue, files: FromDishka[VenueFiles]) -> FileResponse:
    """The floor plan as SVG. Each table is a group whose `data-resource` is the table's id."""
    path = files.floor_plan(venue)
    if path is None:
        raise NotFound(f"{venue.id} has no floor plan")
    return FileResponse(path, headers=PICTURE_HEADERS, media_type="image/svg+xml")
