"""Fixtures that every test may ask for, and the order of the run."""

import os
import shutil
from pathlib import Path

import pytest

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
def _checked_texts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all processes of the run, also those that tests start, note the checked texts in one folder of this run."""
    # With pytest-xdist each process has a folder of its own in the folder of the run.
    of_process = tmp_path_factory.getbasetemp()
    of_run = of_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_process
    os.environ["CACHE_DIR"] = str(of_run / "cache")
