"""The card of a table or a doctor in the chat."""

from pathlib import Path

from aiogram.enums import ContentType
from aiogram_dialog.api.entities import MediaAttachment

from app.catalogue.loader import photo_path
from app.domain.venues import Resource, Venue
from app.texts.translator import Html, Words


def resource_card(resource: Resource, words: Words) -> Html:
    """Return the name with capacity or experience, and the description."""
    facts: dict[str, str | int] = {
        "resource": resource.name.to(words.locale),
        "description": resource.description.to(words.locale),
    }
    if resource.capacity is not None:
        return words("table_card", capacity=resource.capacity, **facts)
    if resource.experience_years is not None:
        return words("doctor_card", years=resource.experience_years, **facts)
    return words("resource_card", **facts)


def photo_of(venues_dir: Path, venue: Venue, resource: Resource) -> MediaAttachment | None:
    """Return the photo for a window; None for a resource without one."""
    path = photo_path(venues_dir, venue, resource)
    return MediaAttachment(ContentType.PHOTO, path=path) if path else None
