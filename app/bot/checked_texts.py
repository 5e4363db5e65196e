"""Remember which venues' texts were found right, so that a start renders only those that have changed."""

import platform
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import structlog

import app
from app.domain.venues import Venue

log = structlog.stdlib.get_logger()

KEPT = timedelta(days=30)
"""Then a venue's texts are rendered again, so that the folder does not grow with each change."""
LIBRARIES = ("babel", "fluent.runtime", "fluent.syntax")
"""Those that render texts."""
OF_VENUE = {".toml", ".ftl"}
"""The files of a venue's folder that texts are rendered from."""
SOURCES = {".py", ".ftl"}
RENDERS_NOTHING = {"miniapp", "__pycache__"}
"""Folders of `app`: the first has thousands of files where it is developed."""


class CheckedTexts:
    """A folder with an empty file for each venue whose texts have no mistake.

    The file's name is a digest of all that the rendered texts depend on: the venue's own files, and the code and the
    libraries of this release. A folder that is missing or cannot be written is as one that is empty: all texts are
    rendered. Several processes may use it at once.
    """

    def __init__(self, folder: Path, venues_dir: Path) -> None:
        """Look at the files of all venues. Create it before these are read: what changes meanwhile is noted as it was.

        `folder` is made when the first venue is remembered.
        """
        self._folder = folder
        self._files: dict[str, Path] = {}
        for path in venues_dir.glob("*/venue.toml"):
            # A file that cannot be read is a mistake that its reader reports.
            with suppress(OSError):
                self._files[path.parent.name] = self._file(path.parent)

    def knows(self, venue: Venue) -> bool:
        """Whether the venue's texts are as they were when they were found right."""
        return venue.id in self._files and self._files[venue.id].exists()

    def remember(self, venues: Iterable[Venue]) -> None:
        """Note that the texts of these venues have no mistake. Forget what was noted a month ago."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for venue in venues:
                if venue.id in self._files:
                    self._files[venue.id].touch()
            self._forget_old()
        except OSError as error:
            log.info("checked texts not remembered", folder=str(self._folder), error=error.strerror)

    def _forget_old(self) -> None:
        oldest = (datetime.now(UTC) - KEPT).timestamp()
        for file in self._folder.iterdir():
            # Another process may forget the same one.
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def _file(self, folder: Path) -> Path:
        digest = sha256(_digest_of_release().encode())
        for file in sorted(path for path in folder.iterdir() if path.suffix in OF_VENUE):
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)} ".encode() + content)
        return self._folder / f"{folder.name}-{digest.hexdigest()}"


@cache
def _digest_of_release() -> str:
    """The digest of the product's code and texts, of the libraries that render, and of Python."""
    digest = sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)} ".encode())
    package = Path(app.__file__).parent
    folders = [folder for folder in package.iterdir() if folder.is_dir() and folder.name not in RENDERS_NOTHING]
    for file in sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in SOURCES):
        digest.update(f"{file.relative_to(package)} ".encode() + file.read_bytes())
    return digest.hexdigest()
