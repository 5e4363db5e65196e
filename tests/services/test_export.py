"""Exports with all processes: a worker is killed in the middle of one, an admin cancels one and sees how far one is."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client
from sqlalchemy import select

from app.database.guests import TelegramUser
from app.database.tables import bookings, exports
from app.domain.messages.kinds import Kind
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.usecases.exports.export_bookings import FOLDER
from tests.services.deployment import ADMIN, TOKEN, VENUE, Deployment, until
from tests.services.guests import press, press_each
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import eventually
from tests.usecases.exports.sheets import read_csv, read_xlsx

NUMBER = 40_000
"""Bookings: their file takes several seconds."""
LONG = 180.0
"""Seconds that a file may take on a busy machine, with half a minute until the lease of a killed worker expires."""
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TO_XLSX = ("export", "period:recent", "xlsx")
TO_CSV = ("export", "period:recent", "csv")


@pytest.fixture
def admin(deployment: Deployment) -> ChatUser:
    return deployment.sandbox.user(ADMIN, TOKEN)


async def fill(deployment: Deployment, number: int = NUMBER) -> None:
    """Store so many completed bookings of the last days."""
    now = datetime.now(UTC)
    async with deployment.database.write() as tx:
        guest = await tx.guests.register(VENUE, TelegramUser(1, "Anna", None, "ru"), now)
    row = {
        "venue_id": VENUE,
        "guest_id": guest.id,
        "resource_id": "t1",
        "status": "completed",
        "time_version": 1,
        "party_size": 2,
        "created_at": now - 20 * DAY,
    }
    starts = (now - 15 * DAY + each * 10 * SECOND for each in range(number))
    rows = [{**row, "starts_at": start, "ends_at": start + 3600 * SECOND} for start in starts]
    for first in range(0, number, 2000):
        await deployment.database.change(bookings.insert(), rows[first : first + 2000])


async def ask(admin: ChatUser, *presses: str) -> None:
    await admin.write("/admin")
    await press_each(admin, *presses)


def files(admin: ChatUser) -> list[Message]:
    return [message for message in admin.messages if message.document]


def reported(admin: ChatUser, words: str) -> bool:
    return any(words in message.text for message in admin.messages)


async def test_an_export_whose_worker_was_killed_is_sent_once_by_another(
    on_each_database: Deployment, redis: Redis, tmp_path: Path
) -> None:
    deployment = on_each_database
    admin = deployment.sandbox.user(ADMIN, TOKEN)
    # A killed worker leaves the file that it was writing.
    deployment.configure("TMPDIR", str(tmp_path))
    _, worker, _ = await deployment.start("web", "worker", "scheduler")
    await fill(deployment)
    await ask(admin, *TO_XLSX)
    await eventually(lambda: any(tmp_path.glob(f"{FOLDER}*")))

    worker.kill()
    assert files(admin) == []
    assert await deployment.statuses(Kind.EXPORT) == ["sending"]
    await deployment.start("worker")

    await eventually(lambda: len(files(admin)) == 1, LONG)
    await eventually(lambda: reported(admin, "Файл готов"))
    (file,) = files(admin)
    assert "может прийти дважды" in file.text
    assert file.document
    path = tmp_path / file.document.name
    path.write_bytes(file.document.content)
    rows = await asyncio.to_thread(read_xlsx, path)
    assert len({row[0] for row in rows[1:]}) == len(rows) - 1 == NUMBER
    await asyncio.sleep(3)
    assert len(files(admin)) == 1
    async with Client.from_url(redis.url) as client:
        kept = [key async for key in client.scan_iter("task:*export_bookings*")]
        assert kept, "the result is kept in Redis"


async def test_an_export_that_is_canceled_while_it_is_written_is_not_sent_and_the_next_one_is(
    deployment: Deployment, admin: ChatUser, tmp_path: Path
) -> None:
    await deployment.start("web", "worker", "scheduler")
    await fill(deployment)
    await ask(admin, *TO_XLSX)
    await eventually(lambda: reported(admin, "Готовим файл"))

    assert (await press(admin, r"cancel_export:\d+")).answered
    await eventually(lambda: reported(admin, "Выгрузка отменена"))
    await until(lambda: _canceled(deployment))
    await ask(admin, *TO_CSV)
    await eventually(lambda: len(files(admin)) == 1, LONG)

    (file,) = files(admin)
    assert file.document
    path = tmp_path / file.document.name
    path.write_bytes(file.document.content)
    assert path.suffix == ".csv"
    assert len(read_csv(path)) == NUMBER + 1
    await until(lambda: _ended(deployment))


async def _ended(deployment: Deployment) -> bool:
    """Whether one export is canceled and the other sent. A worker records that after Telegram's answer."""
    return sorted(await deployment.statuses(Kind.EXPORT)) == ["canceled", "sent"]


async def _canceled(deployment: Deployment) -> bool:
    rows = await deployment.database.rows(select(exports.c.canceled_by, exports.c.canceled_at))
    return [row["canceled_by"] for row in rows] == [ADMIN] and rows[0]["canceled_at"] is not None


async def test_the_progress_of_an_export_comes_through_redis_into_the_report(
    deployment: Deployment, admin: ChatUser
) -> None:
    # A file that does not arrive: the report, which is edited every three seconds, finds that the export goes on.
    deployment.sandbox.api.faults.hang("sendDocument")
    await deployment.start("web", "worker", "scheduler")
    await fill(deployment, 10)
    await ask(admin, *TO_CSV)
    await eventually(lambda: reported(admin, "Готово: "))


async def test_an_export_asked_for_while_rabbitmq_is_down_follows_when_it_is_back(
    deployment: Deployment, admin: ChatUser, rabbitmq: RabbitMQ
) -> None:
    await deployment.start("web", "worker", "scheduler")
    await fill(deployment, 10)
    await asyncio.to_thread(rabbitmq.stop)
    await deployment.until_down("rabbitmq")
    await ask(admin, *TO_CSV)
    assert files(admin) == []
    await asyncio.to_thread(rabbitmq.start)
    await eventually(lambda: len(files(admin)) == 1, LONG)
