"""A process is killed with -9 while an admin closes a table, once on each backend: the sweep's worker does the rest."""

import asyncio
import os
import signal
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.access import Admin
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import Closure, NewClosure, Remedy
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Claimed
from app.domain.messages.payloads import CanceledByVenue
from app.queue import TaskQueue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.closures.apply_remedy import ApplyRemedy, Closed
from app.usecases.closures.close import Close
from app.usecases.closures.finish_closures import FinishClosures
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from tests.databases import OpenDatabase, opened
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness
from tests.services.forks import CONTEXT

HOUR = timedelta(hours=1)
TABLES = {each: replace(TABLE, id=each) for each in ("t1", "t2")}
VENUE = replace(a_venue(start_every=HOUR), resources=TABLES, admin_ids=(900,))
VERA = Admin(VENUE, 900)
NUMBERS = [1, 3, 5]
"""The guests: visits last two hours."""
OF_TABLE = NewClosure("t1", Slot(EVENING - 2 * HOUR, EVENING + 4 * HOUR))


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


def close_and_die(url: str, now: datetime, seen: str, remedy: Remedy) -> None:
    """Close in this process, which is killed when the first booking is canceled or moved."""
    asyncio.run(_close_and_die(url, now, seen, remedy))


async def _close_and_die(url: str, now: datetime, seen: str, remedy: Remedy) -> None:
    async def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    TaskQueue.push = die  # type: ignore[method-assign, assignment]
    async with opened(url) as database:
        await Harness(database, VENUE, now=now).get(Close)(VERA, OF_TABLE, seen, "A leak", remedy)


async def three_booked(harness: Harness) -> list[Booking]:
    """Three guests have booked the table, one after the other."""
    return [await harness.book(await harness.register(each), EVENING + (each - 2) * HOUR) for each in NUMBERS]


async def killed_closing(harness: Harness, url: str, remedy: Remedy = Remedy.CANCEL) -> list[Booking]:
    """The process that closes the table is killed when it has canceled or moved the first of the bookings."""
    booked = await three_booked(harness)
    seen = (await harness.get(PreviewClosure)(VERA, OF_TABLE)).digest
    process = CONTEXT.Process(target=close_and_die, args=(url, harness.clock.now(), seen, remedy))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    return booked


async def places(harness: Harness, booked: list[Booking]) -> list[str | None]:
    """Where each booking is; None: it was canceled."""
    stored = [await harness.stored(each) for each in booked]
    return [None if each.status is BookingStatus.CANCELED else each.resource_id for each in stored]


async def told(harness: Harness) -> list[tuple[int, object]]:
    """The guests who got a message, and of what."""
    await harness.deliver_until(harness.clock.now() + timedelta(minutes=10))
    sent = [letter.envelope.notification for letter in harness.sender.sent]
    ours = [each for each in sent if each.kind in {Kind.MOVED, Kind.CANCELED_BY_VENUE}]
    return sorted((each.chat_id, each.payload) for each in ours)


async def is_finished(harness: Harness) -> bool:
    """Whether nothing is left to be done of any closure in force."""
    closures = await harness.get(ListClosures)(VERA)
    return all((each.remedy, each.reason) == (None, None) for each in closures)


async def test_the_rest_is_canceled_once_and_its_guests_are_told_why(harness: Harness, database_url: str) -> None:
    booked = await killed_closing(harness, database_url)
    assert await places(harness, booked) == [None, "t1", "t1"], "without the rest these would stand"
    assert not await is_finished(harness)

    for _ in range(2):
        await harness.get(FinishClosures)()

    assert await places(harness, booked) == [None, None, None]
    assert await is_finished(harness)
    assert await told(harness) == [(number, CanceledByVenue(reason="A leak")) for number in NUMBERS]


async def test_the_rest_is_moved_where_the_admin_wanted_that(harness: Harness, database_url: str) -> None:
    booked = await killed_closing(harness, database_url, Remedy.MOVE)
    assert await places(harness, booked) == ["t2", "t1", "t1"]

    await harness.get(FinishClosures)()

    assert await places(harness, booked) == ["t2", "t2", "t2"]
    assert [guest for guest, _ in await told(harness)] == NUMBERS


async def test_what_an_admin_has_moved_meanwhile_stays_there(harness: Harness, database_url: str) -> None:
    booked = await killed_closing(harness, database_url)
    await harness.get(MoveBooking)(VERA, booked[1].id, "t2", booked[1].starts_at)
    await harness.get(FinishClosures)()
    assert await places(harness, booked) == [None, "t2", None]


async def test_nothing_is_canceled_in_a_closure_that_was_reopened(harness: Harness, database_url: str) -> None:
    booked = await killed_closing(harness, database_url)
    [closure] = await harness.get(ListClosures)(VERA)
    await harness.get(Reopen)(VERA, closure.id)
    await harness.get(FinishClosures)()
    assert await places(harness, booked) == [None, "t1", "t1"]


async def test_the_closure_of_a_former_admin_is_left_as_it_is(
    harness: Harness, database: OpenDatabase, database_url: str
) -> None:
    booked = await killed_closing(harness, database_url)
    await Harness(database, replace(VENUE, admin_ids=(901,))).get(FinishClosures)()
    assert await places(harness, booked) == [None, "t1", "t1"]
    assert not await is_finished(harness)


async def test_an_error_with_one_closure_keeps_no_other_from_being_finished(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(VENUE, id="other")
    harness = Harness(database, VENUE, other)
    async with database.write() as tx:
        for venue in (VENUE, other):
            await tx.closures.add(venue.id, OF_TABLE, 900, Remedy.MOVE, "A leak", harness.clock.now())
    apply = ApplyRemedy.__call__

    async def break_off(self: ApplyRemedy, admin: Admin, closure: Closure, hit: Sequence[Booking]) -> Closed:
        if admin.venue is VENUE:
            raise LookupError
        return await apply(self, admin, closure, hit)

    monkeypatch.setattr(ApplyRemedy, "__call__", break_off)
    with pytest.RaisesGroup(LookupError):
        await harness.get(FinishClosures)()

    assert not await is_finished(harness)
    (of_other,) = await harness.get(ListClosures)(Admin(other, 900))
    assert of_other.remedy is None


async def test_an_error_with_one_booking_keeps_no_other_from_being_canceled(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = await three_booked(harness)
    seen = (await harness.get(PreviewClosure)(VERA, OF_TABLE)).digest
    cancel = CancelBooking.__call__

    async def fail(self: CancelBooking, who: Admin, booking_id: int, *more: Any) -> None:
        if booking_id == booked[0].id:
            raise LookupError
        await cancel(self, who, booking_id, *more)

    with monkeypatch.context() as patch:
        patch.setattr(CancelBooking, "__call__", fail)
        with pytest.RaisesGroup(LookupError):
            await harness.get(Close)(VERA, OF_TABLE, seen, "A leak")
        assert await places(harness, booked) == ["t1", None, None]

    await harness.get(FinishClosures)()
    assert await places(harness, booked) == [None, None, None]
    assert await is_finished(harness)


@pytest.mark.parametrize("remedy", Remedy)
async def test_a_sweep_while_the_admin_closes_does_no_harm(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, remedy: Remedy
) -> None:
    booked = await three_booked(harness)
    seen = (await harness.get(PreviewClosure)(VERA, OF_TABLE)).digest
    push, sweeps = TaskQueue.push, iter([harness.get(FinishClosures)])

    async def push_after_sweep(queue: TaskQueue, due: Iterable[Claimed]) -> None:
        """Sweep, the first time, when one of the three is done."""
        for finish in sweeps:
            await finish()
        await push(queue, due)

    monkeypatch.setattr(TaskQueue, "push", push_after_sweep)
    closed = await harness.get(Close)(VERA, OF_TABLE, seen, "A leak", remedy)

    is_moved = remedy is Remedy.MOVE
    assert closed == (Closed(0, 0, moved=3) if is_moved else Closed(3, 0))
    assert await places(harness, booked) == ["t2" if is_moved else None] * 3
    assert [guest for guest, _ in await told(harness)] == NUMBERS
    assert next(sweeps, None) is None
