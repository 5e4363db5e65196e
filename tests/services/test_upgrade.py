"""The drill of an upgrade: guests book while the processes of a former release are replaced one by one."""

import asyncio
import io
import os
import subprocess
import sys
import tarfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from app.catalogue.loader import load_venues
from app.database.tables import bookings, notifications
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.messages.kinds import Kind
from tests.services.deployment import CLEAN_ENDS, ROOT, TOKEN, VENUE, Deployment, Process, deployed, until
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import eventually

FORMER = "4d5fa6e"
"""The commit whose code is replaced: revision 0014. No release is tagged yet; with the first one, name its tag."""
OF_PROCESSES = ("app", "worker", "scheduler", "data", "alembic.ini")
BETWEEN = 3
"""Bookings that are made between two steps."""
PAUSE = 0.2
"""Seconds between two bookings, and before a request that was not answered is repeated."""
CONFIRMED = "Ждём вас!"


@pytest.fixture
def former_code(tmp_path: Path) -> Path:
    """The code of `FORMER`, from the history of this repository."""
    # The folder may be another user's, as in a container.
    git = ["git", "-c", f"safe.directory={ROOT}", "archive", FORMER, *OF_PROCESSES]
    packed = subprocess.run(git, cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        # Also in CI: a shallow clone, or a copy of the files alone, has no history, which nothing installs.
        pytest.skip(f"the history of this repository has no {FORMER}: {packed.stderr.decode()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tmp_path / "former", filter="data")
    return tmp_path / "former"


def migrate(code: Path, database_url: str) -> None:
    """The release step of this code."""
    environment = os.environ | {"DATABASE_URL": database_url, "PYTHONPATH": str(code)}
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=code, env=environment, check=True, capture_output=True
    )


class Traffic:
    """Guests who book one after the other, and send a request again until it is answered, as the Mini App does."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        venue = load_venues(ROOT / "data/venues")[VENUE]
        today = local_date(venue, datetime.now(UTC))
        days = (today + timedelta(days=ahead) for ahead in range(2, 20))
        # Both releases have these: the former one knows a slot every two hours, until midnight.
        self._starts = [slot.starts_at for day in days for slot in grid_of_day(venue, day)[::4][:8]]
        self.booked: dict[int, int] = {}
        """The chat of each booking."""

    async def run(self) -> None:
        """Book until canceled."""
        async with httpx.AsyncClient(base_url=self._deployment.address, timeout=30) as client:
            while True:
                await self._book(client)
                await asyncio.sleep(PAUSE)

    async def _book(self, client: httpx.AsyncClient) -> None:
        person = self._deployment.sandbox.add_person("Guest")
        user = self._deployment.sandbox.user(person.id, TOKEN)
        user.chat.started = True
        starts_at = self._starts[len(self.booked) % len(self._starts)]
        while True:
            headers = {"Authorization": f"tma {user.open_mini_app()}", "Idempotency-Key": str(person.id)}
            body = {"starts_at": starts_at.isoformat(), "party_size": 2}
            try:
                answer = await client.post(f"/api/v1/venues/{VENUE}/bookings", headers=headers, json=body)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE)
                continue
            if answer.status_code < 500:
                assert answer.status_code == 201, answer.text
                self.booked[answer.json()["id"]] = person.id
                return
            await asyncio.sleep(PAUSE)

    async def goes_on(self) -> None:
        """Wait until some more guests have booked."""
        enough = len(self.booked) + BETWEEN
        await eventually(lambda: len(self.booked) >= enough)


async def replace(former: Process, deployment: Deployment) -> None:
    """As an operator does: workers and schedulers overlap, web comes back on the same port."""
    if former.name == "web":
        await _stop(former)
        await deployment.start(former.name)
    else:
        await deployment.start(former.name)
        await _stop(former)


async def _stop(process: Process) -> None:
    assert await process.stop() in CLEAN_ENDS[process.name], process.output


@pytest.mark.timeout(600)
async def test_guests_book_while_each_process_of_a_former_release_is_replaced(
    unmigrated_url: str, former_code: Path, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    await asyncio.to_thread(migrate, former_code, unmigrated_url)
    async with deployed(unmigrated_url, rabbitmq, redis, tmp_path) as deployment:
        deployment.forks = False
        deployment.configure("PYTHONPATH", str(former_code))
        deployment.configure("VENUES_DIR", str(former_code / "data/venues"))
        web, worker, scheduler = await deployment.start("web", "worker", "scheduler")
        traffic = Traffic(deployment)
        async with asyncio.TaskGroup() as group:
            guests = group.create_task(traffic.run())
            await traffic.goes_on()
            await asyncio.to_thread(migrate, ROOT, unmigrated_url)
            await traffic.goes_on()
            deployment.configure("PYTHONPATH", str(ROOT))
            deployment.configure("VENUES_DIR", str(ROOT / "data/venues"))
            for former in (worker, scheduler, web):
                await replace(former, deployment)
                await traffic.goes_on()
            guests.cancel()

        async def are_told() -> bool:
            return len(deployment.received(CONFIRMED)) >= len(traffic.booked)

        await until(are_told)
        assert '"trace"' not in web.output, "the former release, which served the first guests, has none"
        assert '"trace"' in deployment.processes[-1].output
        assert "Traceback" not in "".join(process.output for process in deployment.processes)
        stored = await deployment.database.rows(select(bookings.c.id))
        assert {row["id"] for row in stored} >= set(traffic.booked)
        confirmations = select(notifications.c.status).where(notifications.c.kind == Kind.CONFIRMATION)
        assert Counter(row["status"] for row in await deployment.database.rows(confirmations)) == {"sent": len(stored)}
        told = Counter(chat for chat, _ in deployment.received(CONFIRMED))
        assert set(told.values()) == {1}
        assert set(told) >= set(traffic.booked.values())
