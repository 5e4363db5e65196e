"""An export is written and sent once, with what the desk may see of the period, once on each backend."""

import asyncio
import logging
import os
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.database.tables import bookings, exports, guests, notifications
from app.domain.access import Admin
from app.domain.bookings import SYSTEM, Actor, Booking, Role
from app.domain.errors import NotFound
from app.domain.exports import ExportProgress, FileFormat, NewExport
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import ExportLetter, Letter
from app.domain.messages.notifications import NotificationStatus
from app.domain.venues import Locale
from app.texts.translator import Translator, venue_path
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.exports import export_bookings
from app.usecases.exports.booking_rows import BookingRows, BookingsPage
from app.usecases.exports.cancel_export import CancelExport
from app.usecases.exports.count_bookings import CountBookings
from app.usecases.exports.export_bookings import FOLDER, ExportBookings, delete_left_over
from app.usecases.exports.request_export import RequestExport
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import PermanentError, RateLimited, TransientError
from app.usecases.messages.list_failed_messages import ListFailedMessages
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import EVENING, NOW, Harness
from tests.usecases.exports.sheets import read_csv, read_xlsx

ADMIN_ID, OTHER_ADMIN_ID = 900, 901
TODAY = date(2026, 11, 23)
NOVEMBER = NewExport(date(2026, 11, 1), date(2026, 11, 30), FileFormat.CSV, "key")
HEADER = [
    *("Номер", "Состояние", "День", "Время", "Где или у кого", "Услуга", "Гостей", "Имя", "Для кого", "Телефон"),
    *("Откуда", "Заметка", "Создана", "Кто отменил", "Оценка", "Отзыв"),
]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class ExportHarness(Harness):
    """The use cases of exports; `files` has what was sent, read before it is deleted."""

    def __init__(self, database: OpenDatabase, folder: Path) -> None:
        here = replace(a_venue(), admin_ids=(ADMIN_ID, OTHER_ADMIN_ID))
        other = replace(a_venue(), id="other", admin_ids=(7,))
        for venue, locale in product((here, other), Locale):
            path = venue_path(folder, venue, locale)
            path.parent.mkdir(exist_ok=True)
            path.touch()
        super().__init__(database, here, other)
        self.admin, self.stranger = Admin(here, ADMIN_ID), Admin(other, 7)
        translator = Translator.load(folder, [here, other])
        venues = {here.id: here, other.id: other}
        self.export = ExportBookings(database, venues, translator, self.sender, self.clock)
        self.told: list[ExportProgress] = []
        self.names: list[str] = []
        self.files: list[list[list[str]]] = []
        self.sender.before_send = self._keep_file

    async def _keep_file(self, letter: Letter) -> None:
        if isinstance(letter, ExportLetter):
            assert letter.file
            assert letter.file.parent.stat().st_mode & 0o077 == 0, "nobody else on the machine can read it"
            self.names.append(letter.file.name)
            read = read_xlsx if letter.file.suffix == ".xlsx" else read_csv
            self.files.append(await asyncio.to_thread(read, letter.file))

    async def tell(self, progress: ExportProgress) -> None:
        self.told.append(progress)

    async def fill(self, number: int, first: datetime = NOW - 20 * DAY) -> None:
        """Store so many completed bookings of one guest, an hour apart."""
        guest = await self.register()
        row = {
            "venue_id": self.venue.id,
            "guest_id": guest.id,
            "resource_id": "t1",
            "status": "completed",
            "time_version": 1,
            "party_size": 2,
            "created_at": first - DAY,
        }
        rows = [
            {
                **row,
                "starts_at": first + each * timedelta(seconds=10),
                "ends_at": first + each * timedelta(seconds=10) + DAY / 24,
            }
            for each in range(number)
        ]
        await self.database.change(bookings.insert(), rows)

    async def file_id(self) -> int:
        """The notification of the newest file."""
        found = (
            select(notifications.c.id).where(notifications.c.kind == Kind.EXPORT).order_by(notifications.c.id.desc())
        )
        return int((await self.database.rows(found))[0]["id"])

    async def run(self) -> int:
        """What the task does with the newest file."""
        return await self.export(await self.file_id(), self.tell)

    async def status(self) -> tuple[str, str | None]:
        """The status and the error of the newest file."""
        found = select(notifications.c.status, notifications.c.last_error).where(
            notifications.c.id == await self.file_id()
        )
        (row,) = await self.database.rows(found)
        return row["status"], row["last_error"]

    async def set(self, booking: Booking, **values: object) -> None:
        await self.database.change(update(bookings).where(bookings.c.id == booking.id).values(**values))


@pytest.fixture
async def harness(database: OpenDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExportHarness:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return ExportHarness(database, tmp_path)


def folders() -> list[Path]:
    """What exports have left on the disk."""
    return list(Path(tempfile.gettempdir()).glob(f"{FOLDER}*"))


async def ask(harness: ExportHarness, new: NewExport = NOVEMBER) -> None:
    await harness.get(RequestExport)(harness.admin, new)


@pytest.mark.parametrize("file_format", FileFormat)
async def test_the_file_has_what_the_desk_sees_of_the_period_in_order(
    harness: ExportHarness, file_format: FileFormat
) -> None:
    anna, ben = await harness.register(1), await harness.register(2)
    await harness.database.change(
        update(guests).where(guests.c.id == ben.id).values(name="=cmd|x", phone="+79161234567")
    )
    later = await harness.book(anna, EVENING + DAY)
    sooner = await harness.book(ben, EVENING)
    await harness.set(sooner, note="У окна", source="phone", for_name="=Маша", for_birth_year=2019)
    await harness.book(anna, EVENING + 8 * DAY)  # in December
    await harness.get(CancelBooking)(harness.admin, later.id)
    async with harness.database.write() as tx:
        await tx.ratings.set_stars(sooner, 4, NOW)
        await tx.ratings.add_comment(sooner, "=soup", NOW)

    await ask(harness, replace(NOVEMBER, file_format=file_format))
    assert await harness.run() == 2

    assert harness.names == [f"cafe-2026-11-01-2026-11-30.{file_format}"]
    ((header, first, second),) = harness.files
    assert header == HEADER
    if file_format is FileFormat.CSV:
        assert first == [
            *(str(sooner.id), "предстоит", "2026-11-24", "18:00", "Стол", "", "2", "'=cmd|x"),
            *("'=Маша, 2019", "'+7 916 123-45-67"),
            *("по телефону", "У окна", "2026-11-23 12:00", "", "4", "'=soup"),
        ]
        assert second[1:5] == ["отменена", "2026-11-25", "18:00", "Стол"]
        assert second[-3:] == ["администратор", "", ""]
    else:
        assert first[0] == str(sooner.id)
        assert first[7:10] == ["=cmd|x", "=Маша, 2019", "+7 916 123-45-67"]
        assert second[-1] == "администратор"
    assert (await harness.status())[0] == NotificationStatus.SENT


async def test_the_canceler_is_named_as_far_as_the_venue_knows_them(harness: ExportHarness) -> None:
    anna = await harness.register(1)
    admin = await harness.register(ADMIN_ID)
    await harness.database.change(update(guests).where(guests.c.id == admin.id).values(name="Vera"))
    hours = [EVENING, EVENING + DAY, EVENING + 2 * DAY]
    actors = [Actor(Role.GUEST, 1), Actor(Role.ADMIN, ADMIN_ID), SYSTEM]
    for starts_at, actor in zip(hours, actors, strict=True):
        booking = await harness.book(anna, starts_at)
        async with harness.database.write() as tx:
            await tx.bookings.cancel(booking, actor, NOW)
    await ask(harness)
    await harness.run()
    assert [row[-3] for row in harness.files[0]] == ["Кто отменил", "гость", "администратор Vera", "автоматически"]


async def test_pages_leave_out_nothing_and_repeat_nothing(
    harness: ExportHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_bookings, "PAGE", 7)
    monkeypatch.setattr(export_bookings, "TELL_AFTER", 0.0)
    await harness.fill(50)
    # Five that begin at the same instant, across the edge of a page.
    await harness.database.change(
        update(bookings).where(bookings.c.id.between(5, 9)).values(starts_at=NOW - 20 * DAY + 50 * SECOND)
    )
    await ask(harness)
    assert await harness.run() == 50
    numbers = [int(row[0]) for row in harness.files[0][1:]]
    assert sorted(numbers) == list(range(1, 51))
    assert [each.done for each in harness.told] == [*range(0, 50, 7), 50]
    assert {each.total for each in harness.told} == {50}


async def test_pressed_twice_it_is_sent_once_and_another_format_is_another_file(harness: ExportHarness) -> None:
    await harness.fill(3)
    await asyncio.gather(*(ask(harness) for _ in range(5)))
    assert len(await harness.database.rows(select(exports))) == 1
    assert await harness.run() == 3
    assert await harness.run() == 0, "the task is delivered again"
    await ask(harness, replace(NOVEMBER, file_format=FileFormat.XLSX, request_key="other key"))
    assert await harness.run() == 3
    assert len(harness.files) == 2


async def test_an_empty_period_and_one_with_too_many_bookings_are_refused(
    harness: ExportHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound):
        await ask(harness)
    await harness.fill(3)
    monkeypatch.setattr("app.usecases.exports.request_export.MOST_BOOKINGS", 2)
    with pytest.raises(NotFound):
        await ask(harness)
    assert await harness.database.rows(select(exports)) == []
    monkeypatch.setattr("app.usecases.exports.request_export.MOST_BOOKINGS", 3)
    await ask(harness)


async def test_an_admin_of_another_venue_counts_exports_and_cancels_nothing_of_this_one(harness: ExportHarness) -> None:
    await harness.fill(3)
    assert await harness.get(CountBookings)(harness.admin, NOVEMBER.first_day, NOVEMBER.last_day) == 3
    assert await harness.get(CountBookings)(harness.stranger, NOVEMBER.first_day, NOVEMBER.last_day) == 0
    with pytest.raises(NotFound):
        await harness.get(RequestExport)(harness.stranger, NOVEMBER)
    await ask(harness)
    with pytest.raises(NotFound):
        await harness.get(CancelExport)(harness.stranger, 1)
    assert await harness.run() == 3


async def test_who_is_an_admin_no_longer_gets_no_file(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    harness.export._gate._venues = {harness.venue.id: replace(harness.venue, admin_ids=(OTHER_ADMIN_ID,))}
    assert await harness.run() == 0
    assert await harness.status() == (NotificationStatus.CANCELED, "its recipient is neither admin nor staff any more")
    assert harness.files == []


async def test_canceled_before_it_began_it_is_neither_written_nor_sent(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    await harness.get(CancelExport)(harness.admin, 1)
    await harness.get(CancelExport)(harness.admin, 1)
    assert await harness.run() == 0
    assert (harness.files, harness.told) == ([], [])
    (row,) = await harness.database.rows(select(exports))
    assert (row["canceled_by"], row["canceled_at"]) == (ADMIN_ID, NOW)


async def test_canceled_while_it_is_written_it_stops_and_is_not_sent(
    harness: ExportHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_bookings, "PAGE", 5)
    monkeypatch.setattr(export_bookings, "TELL_AFTER", 0.0)
    await harness.fill(50)
    await ask(harness)

    async def cancel_in_the_middle(progress: ExportProgress) -> None:
        harness.told.append(progress)
        if progress.done == 20:
            await harness.get(CancelExport)(harness.admin, 1)

    assert await harness.export(await harness.file_id(), cancel_in_the_middle) == 0
    assert harness.told[-1].done == 20, "it read on"
    assert harness.files == []
    assert (await harness.status())[0] == NotificationStatus.CANCELED
    assert not folders(), "the file was left"


async def test_canceled_while_it_waits_for_telegrams_limits_it_is_not_sent(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    harness.sender.errors = [RateLimited(timedelta(0))]

    async def cancel(_: object) -> None:
        harness.sender.before_reserve = None
        await harness.get(CancelExport)(harness.admin, 1)

    harness.sender.before_reserve = cancel
    assert await harness.run() == 0
    assert harness.files == []


async def test_canceled_after_it_was_sent_changes_nothing(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    await harness.run()
    await harness.get(CancelExport)(harness.admin, 1)
    (row,) = await harness.database.rows(select(exports))
    assert row["canceled_at"] is None
    assert (await harness.status())[0] == NotificationStatus.SENT


async def test_after_the_death_of_the_worker_another_one_begins_anew(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    async with harness.database.write() as tx:
        assert await tx.ledger.claim_for_sending(await harness.file_id(), NOW)  # by a worker that then dies
    assert await harness.run() == 0, "RabbitMQ's redelivery finds it claimed"

    harness.clock.advance(timedelta(minutes=1))
    now = harness.clock.now()
    async with harness.database.write() as tx:
        due = await tx.ledger.claim_due(now, now, now, limit=10)
    assert Kind.EXPORT in {each.kind for each in due}
    assert await harness.run() == 3
    (letter,) = [letter for letter in harness.sender.sent if isinstance(letter, ExportLetter)]
    assert letter.envelope.notification.attempts == 2, "the caption says that it may come twice"


async def test_two_workers_send_it_once(harness: ExportHarness) -> None:
    await harness.fill(3)
    await ask(harness)
    assert sorted(await asyncio.gather(harness.run(), harness.run())) == [0, 3]
    assert len(harness.files) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TransientError("502"), NotificationStatus.PENDING),
        (PermanentError("403", is_blocked=True), NotificationStatus.FAILED),
        (RateLimited(timedelta(minutes=5)), NotificationStatus.PENDING),
    ],
)
async def test_what_telegram_refuses_is_recorded_as_of_every_message(
    harness: ExportHarness, error: Exception, status: NotificationStatus
) -> None:
    await harness.fill(3)
    await ask(harness)
    harness.sender.errors = [error]
    assert await harness.run() == 0
    assert (await harness.status())[0] == status
    assert await harness.get(ListFailedMessages)(harness.admin) == [], "its report tells of it"


async def test_a_defect_is_recorded_without_what_a_guest_has_typed(
    harness: ExportHarness,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    await harness.fill(3)
    await ask(harness)

    def fail(_rows: BookingRows, booking: Booking, page: BookingsPage) -> None:
        # As Python's own errors do it: with the value in the text.
        raise ValueError(page.guests[booking.guest_id].name)

    monkeypatch.setattr("app.usecases.exports.booking_rows.BookingRows._row", fail)
    assert await harness.run() == 0
    assert await harness.status() == (NotificationStatus.FAILED, "ValueError")
    logged = caplog.text + str(capfd.readouterr())
    assert "export not written" in logged
    assert "Anna" not in logged


async def test_no_guest_is_named_in_the_log(
    harness: ExportHarness, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    await harness.fill(3)
    await ask(harness)
    await harness.run()
    await harness.get(CancelExport)(harness.admin, 1)
    logged = caplog.text + str(capfd.readouterr())
    assert "export requested" in logged
    assert "Anna" not in logged


async def test_a_task_that_does_not_write_files_leaves_it_to_the_one_that_does(harness: ExportHarness) -> None:
    """A scheduler of the release before enqueues every notification under the same name."""
    await harness.fill(3)
    await ask(harness)
    await harness.get(DeliverNotification)(await harness.file_id())
    assert await harness.status() == (NotificationStatus.PENDING, "for the task that writes files")
    assert await harness.run() == 3


async def test_one_process_writes_one_file_at_a_time(harness: ExportHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    await harness.fill(3)
    await ask(harness)
    monkeypatch.setattr(export_bookings, "TURN_TIMEOUT", 0.05)
    async with harness.export._turn:
        assert await harness.run() == 0
    assert (await harness.status())[0] == NotificationStatus.QUEUED, "its lease brings it back"
    assert await harness.run() == 3


def test_files_of_a_worker_that_was_killed_are_deleted_after_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (f"{FOLDER}old", f"{FOLDER}new", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.csv").write_text("Anna")
    for name in (f"{FOLDER}old", "other"):
        os.utime(tmp_path / name, (0, time.time() - 2 * 3600))
    delete_left_over()
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"{FOLDER}new", "other"]
