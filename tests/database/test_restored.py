"""The drill after a disaster, on each backend: restore an older backup, decide about the lost time, deliver."""

import argparse
import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.commands.deployment import Deployment, LeftToScheduler
from app.commands.restored import restored
from app.database.tables import notifications
from app.domain.access import Visitor
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.bookings import Booking
from app.runtime.logs import SafeFormatter, configure_logs
from app.runtime.settings import LogFormat, Settings
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from tests.database.backups import Drill
from tests.databases import OpenDatabase, opened
from tests.domain.builders import TABLE, a_venue
from tests.harness import Harness
from tests.logs import own_logging

VENUE = replace(a_venue(), resources={id_: replace(TABLE, id=id_) for id_ in ("t1", "t2", "t3")})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ANNA, BEN, MARIA = 1, 2, 3


@dataclass(frozen=True)
class Disaster:
    """A deployment whose database was restored to an older state, and what it had done since."""

    url: str
    log: Path
    backup_at: datetime
    failed_at: datetime
    sent_before: set[int]
    """Messages that were sent before the backup."""
    sent_since: set[int]
    """Those that the backup has unsent, and that were sent in the lost time."""
    lost: Booking
    canceled: Booking

    async def decide(self, *flags: str) -> int:
        """Run the command. Returns its exit status."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--log", action="append", default=[], type=Path)
        parser.add_argument("--others")
        chosen = parser.parse_args(flags, argparse.Namespace(backup_at=self.backup_at, failed_at=self.failed_at))
        async with self.continued() as harness:
            settings = Settings(_env_file=None, database_url=SecretStr(self.url))
            venues = {VENUE.id: VENUE}
            return await restored(
                Deployment(settings, venues, harness.database, LeftToScheduler(), harness.clock), chosen
            )

    async def deliver_for(self, time: timedelta) -> list[int]:
        """Run the restored deployment. Returns the messages that it has sent."""
        async with self.continued() as harness:
            await deliver_for(harness, time)
            return harness.sender.sent_ids

    @asynccontextmanager
    async def continued(self) -> AsyncIterator[Harness]:
        async with opened(self.url) as database:
            yield Harness(database, VENUE, now=self.failed_at)


async def deliver_for(harness: Harness, time: timedelta) -> None:
    """Advance the clock, and deliver what falls due."""
    until = harness.clock.now() + time
    claim_due, deliver = harness.get(ClaimDue), harness.get(DeliverNotification)
    while (left := until - harness.clock.now()) > timedelta(0):
        harness.clock.advance(min(left, HOUR / 2))
        for claimed in await claim_due():
            await deliver(claimed.id)


@contextmanager
def logged_to(path: Path) -> Iterator[None]:
    """Write the log into a file."""
    with own_logging(), path.open("w") as file:
        configure_logs(Settings(_env_file=None, log_format=LogFormat.JSON))
        (handler,) = (each for each in logging.getLogger().handlers if isinstance(each.formatter, SafeFormatter))
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(file)
        yield


@pytest.fixture
async def disaster(database: OpenDatabase, back_up_and_restore: Drill, tmp_path: Path) -> Disaster:
    """Two guests have booked. After the backup both are reminded, Ben cancels, and Maria books; then all is lost."""
    harness = Harness(database, VENUE, now=datetime.now(UTC))
    day = local_date(VENUE, harness.clock.now()) + timedelta(days=3)
    starts_at = grid_of_day(VENUE, day)[0].starts_at
    log = tmp_path / "worker.log"
    with logged_to(log):
        visitors = {guest: Visitor(VENUE, await harness.register(guest)) for guest in (ANNA, BEN, MARIA)}
        await harness.book(visitors[ANNA].guest, starts_at, "t1")
        bens = await harness.book(visitors[BEN].guest, starts_at, "t2")
        await deliver_for(harness, MINUTE)
        sent_before = set(harness.sender.sent_ids)
        backup_at = datetime.now(UTC)
        url = await asyncio.to_thread(back_up_and_restore)

        await deliver_for(harness, starts_at - 23 * HOUR - harness.clock.now())
        lost = await harness.book(visitors[MARIA].guest, starts_at, "t3")
        await harness.get(CancelBooking)(visitors[BEN], bens.id)
        await deliver_for(harness, MINUTE)
    sent_since = (set(harness.sender.sent_ids) - sent_before) & {row["id"] for row in await rows(url)}
    return Disaster(url, log, backup_at, harness.clock.now(), sent_before, sent_since, lost, bens)


async def rows(url: str) -> list[dict[str, object]]:
    async with opened(url) as database:
        return [dict(row) for row in await database.rows(select(notifications))]


async def test_what_the_receipts_say_was_sent_is_not_sent_again(disaster: Disaster) -> None:
    assert len(disaster.sent_before) == 2, "two confirmations"
    assert not disaster.sent_before & set(await disaster.deliver_for(96 * HOUR))


async def test_without_a_decision_the_reminders_of_the_lost_time_come_twice(disaster: Disaster) -> None:
    """The control of the tests below."""
    assert len(disaster.sent_since) == 2, "a reminder for each"
    assert disaster.sent_since <= set(await disaster.deliver_for(HOUR))


async def test_with_the_log_nothing_is_sent_twice_and_nothing_is_left_out(
    disaster: Disaster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await disaster.decide("--log", str(disaster.log), "--others", "send") == 0
    again = await disaster.deliver_for(96 * HOUR)
    assert not disaster.sent_since & set(again)
    assert len(again) == len(set(again))
    assert Counter(row["status"] for row in await rows(disaster.url)) == {"sent": 12, "canceled": 2}, (
        "offers need consent"
    )
    said = capsys.readouterr().out
    assert "Sent after the backup, by the log: 2\n" in said
    assert "nobody knows: 0\n" in said


async def test_a_message_that_the_log_has_can_be_edited_later(disaster: Disaster) -> None:
    """Telegram's id of it is in the log."""
    await disaster.decide("--log", str(disaster.log), "--others", "send")
    mine = [row for row in await rows(disaster.url) if row["id"] in disaster.sent_since]
    assert all(row["message_id"] for row in mine)
    assert all(row["status"] == "sent" for row in mine)


async def test_the_bookings_of_the_lost_time_are_named(disaster: Disaster, capsys: pytest.CaptureFixture[str]) -> None:
    await disaster.decide("--log", str(disaster.log))
    said = capsys.readouterr().out
    lost, canceled = disaster.lost, disaster.canceled
    assert f"their guests have a confirmation: 1\n  {lost.id}  cafe, t3 for {lost.starts_at:%Y-%m-%d %H:%M}, bo" in said
    assert f"and are as before: 1\n  {canceled.id}  cafe, canceled " in said


async def test_without_the_log_it_says_of_which_nobody_knows_and_changes_nothing(
    disaster: Disaster, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await rows(disaster.url)
    assert await disaster.decide() == 1
    assert await rows(disaster.url) == before
    said = capsys.readouterr().out
    assert "nobody knows: 2\n" in said
    for message_id in disaster.sent_since:
        assert f"  {message_id}  cafe, booking " in said
    assert "reminder 24h to chat 1, owed " in said
    assert "Nothing is changed. Decide before" in said


async def test_those_of_which_nobody_knows_may_be_missed(disaster: Disaster) -> None:
    assert await disaster.decide("--others", "miss") == 0
    assert not disaster.sent_since & set(await disaster.deliver_for(96 * HOUR))
    missed = [row for row in await rows(disaster.url) if row["status"] == "missed"]
    assert {row["id"] for row in missed} == disaster.sent_since
    assert {row["last_error"] for row in missed} == {"restored from a backup: it may have been sent"}
