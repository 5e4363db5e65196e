"""A deployment with a database of its own, and its commands as a shell runs them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.__main__ import main
from tests.databases import copy_of, opened
from tests.domain.builders import a_venue
from tests.harness import Harness
from tests.logs import own_logging

ROOT = Path(__file__).parents[2]
VENUE = "binary_bites"
ADMIN = 900
PASSWORD = "geheim"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Coroutine[None, None, Ended]]


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a deployment of the ready venues, one of which has an admin."""
    monkeypatch.chdir(tmp_path)
    url = copy_of(sqlite_template, tmp_path)
    for name, value in {
        "VENUES_DIR": str(ROOT / "data/venues"),
        f"VENUES__{VENUE.upper()}__ADMIN_IDS": f"[{ADMIN}]",
        "DATABASE_URL": url,
        "RABBITMQ_URL": f"amqp://bronya:{PASSWORD}@127.0.0.1:1/",
        "REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:1/0",
    }.items():
        monkeypatch.setenv(name, value)
    return url


@pytest.fixture
async def harness(database_url: str) -> AsyncIterator[Harness]:
    """The use cases on the deployment's database, at the present time."""
    async with opened(database_url) as database:
        venue = replace(a_venue(), id=VENUE, admin_ids=(ADMIN,))
        yield Harness(database, venue, now=datetime.now(UTC))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command with its arguments, beside the test's event loop."""

    async def run(*arguments: object) -> Ended:
        monkeypatch.setattr("sys.argv", ["app", *map(str, arguments)])
        capsys.readouterr()
        with own_logging():
            status = await asyncio.to_thread(main)
        written = capsys.readouterr()
        assert PASSWORD not in written.out + written.err
        return Ended(status, written.out, written.err)

    return run
