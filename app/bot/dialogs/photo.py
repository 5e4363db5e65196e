"""The photo of a doctor or a table in a window."""

from aiogram.enums import ContentType
from aiogram_dialog.api.entities import MediaAttachment

from app.catalogue.files import VenueFiles
from app.domain.venues import Resource, Venue


def photo_of(files: VenueFiles, venue: Venue, resource: Resource) -> MediaAttachment | None:
    """Return the photo for a window; None for a resource without one, or whose file has disappeared."""
    path = files.photo(venue, resource)
    return MediaAttachment(ContentType.PHOTO, path=path) if path else None
