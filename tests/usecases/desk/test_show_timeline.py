"""The day of the desk's page and its version, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin
from app.domain.attendance import Attendance
from app.domain.availability.slots import Slot, local_date
from app.domain.closures import NewClosure
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from app.usecases.desk.record_attendance import RecordAttendance
from app.usecases.desk.show_card import ShowCard
from app.usecases.desk.show_timeline import ShowTimeline
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR = timedelta(hours=1)
VENUE = replace(a_venue(start_every=HOUR), resources={"t1": TABLE, "t2": replace(TABLE, id="t2")}, admin_ids=(900,))
VERA = Admin(VENUE, 900)
DAY = local_date(VENUE, EVENING)
OF_TABLE, OF_HOUSE = NewClosure("t2", Slot(EVENING, EVENING + HOUR)), NewClosure(None, Slot(EVENING, EVENING + HOUR))


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def test_every_closing_and_reopening_makes_another_version_and_nothing_else_does(harness: Harness) -> None:
    versions: list[str] = []

    async def expect_another_version() -> None:
        timeline = await harness.get(ShowTimeline)(VERA, DAY, versions)
        assert timeline is not None
        versions.append(timeline.version)
        assert await harness.get(ShowTimeline)(VERA, DAY, versions) is None

    await expect_another_version()
    for closure in (OF_TABLE, OF_HOUSE):
        seen = (await harness.get(PreviewClosure)(VERA, closure)).digest
        await harness.get(Close)(VERA, closure, seen)
        await expect_another_version()
    for closure in await harness.get(ListClosures)(VERA):
        await harness.get(Reopen)(VERA, closure.id)
        await expect_another_version()
    timeline = await harness.get(ShowTimeline)(VERA, DAY)
    assert timeline is not None
    assert timeline.closures == []


async def test_a_card_counts_what_the_guest_has_done_so_far(harness: Harness) -> None:
    guest = await harness.register()
    came = await harness.book(guest)
    missed = await harness.book(guest, starts_at=EVENING + 3 * HOUR)
    to_come = await harness.book(guest, starts_at=EVENING + timedelta(days=1))

    async def counted() -> tuple[int, int]:
        visits = (await harness.get(ShowCard)(VERA, to_come.id)).visits
        return visits.visits, visits.no_shows

    assert await counted() == (0, 0)
    harness.clock.move_to(EVENING + 3 * HOUR)
    assert await counted() == (1, 0), "before the sweep, too"
    await harness.get(RecordAttendance)(VERA, missed.id, Attendance.NO_SHOW, missed.time_version)
    assert await counted() == (1, 1)
    await harness.get(RecordAttendance)(VERA, came.id, Attendance.NO_SHOW, came.time_version)
    assert await counted() == (0, 2)
