"""The files of photos and floor plans: which kinds are accepted, and where they are while the product runs."""

from pathlib import Path

import structlog

from app.domain.venues import Resource, Venue
from app.runtime.settings import Settings

log = structlog.stdlib.get_logger()

PHOTO_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
"""The accepted kinds of photos by the end of the file's name. Telegram shows each of them as a photo."""


class VenueFiles:
    """Finds the files that the catalogue names. The start has checked them.

    A file that has disappeared since then is logged once, and the venue goes on without it.
    """

    def __init__(self, settings: Settings) -> None:
        self._venues_dir = settings.venues_dir
        self._missing: set[Path] = set()

    def photo(self, venue: Venue, resource: Resource) -> Path | None:
        """The file of a resource's photo. None when it has none, or when the file has disappeared."""
        return self._present(photo_path(self._venues_dir, venue, resource))

    def floor_plan(self, venue: Venue) -> Path | None:
        """The file of the venue's floor plan. None when it has none, or when the file has disappeared."""
        return self._present(floor_plan_path(self._venues_dir, venue))

    def _present(self, path: Path | None) -> Path | None:
        if path is None:
            return None
        if _is_file(path):
            self._missing.discard(path)
            return path
        if path not in self._missing:
            self._missing.add(path)
            log.error("file of a venue is missing", file=str(path))
        return None


def photo_path(venues_dir: Path, venue: Venue, resource: Resource) -> Path | None:
    """Where the file of a resource's photo belongs, or None when it has none."""
    return venues_dir / venue.id / "photos" / resource.photo if resource.photo else None


def floor_plan_path(venues_dir: Path, venue: Venue) -> Path | None:
    """Where the file of the venue's floor plan belongs, or None when it has none."""
    return venues_dir / venue.id / venue.floor_plan if venue.floor_plan else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
