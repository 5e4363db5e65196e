"""Fixtures that every test may ask for, and the order of the run."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.bot.text_checks import text_mistakes
from app.domain.venues import Locale, Venue
from app.texts.translator import Translator, venue_path

pytest_plugins = (
    "tests.starts",
    "tests.databases",
    "tests.database.backups",
    "tests.metrics",
    "tests.product",
    "tests.services.fixtures",
)


IN_MEMORY = Path("/dev/shm")  # noqa: S108  a file system of Linux, in which pytest makes folders of its own
ROOM = 4 * 1024**3
"""Bytes that the files of a whole run may take."""


def pytest_configure() -> None:
    """Keep the databases of tests in memory where that has room: there, no commit waits for a disk."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no process of the run is left with one when the others end."""
    items.sort(key=_timeout, reverse=True)


def _timeout(item: pytest.Item) -> float:
    """Seconds that the test asks for; 0 without a limit of its own."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0


@pytest.fixture(scope="session", autouse=True)
def _render_equal_texts_once() -> Iterator[None]:
    """Check equal texts of equal venues once in a process: otherwise each start spends half a second on it."""
    known: dict[tuple[object, ...], list[str]] = {}

    def remembered(venues_dir: Path, venues: Iterable[Venue], translator: Translator) -> list[str]:
        venues = list(venues)
        texts = [venue_path(venues_dir, venue, locale).read_bytes() for venue in venues for locale in Locale]
        key = (venues_dir, repr(venues), *texts)
        if key not in known:
            known[key] = list(text_mistakes(venues_dir, venues, translator))
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.container.bots.text_mistakes", remembered)
        yield
