"""`python -m app ledger`: what became of messages, without a name or a text."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.availability.slots import grid_of_day, local_date
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import NotificationStatus
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import PermanentError
from tests.commands.conftest import ADMIN, PASSWORD, Command
from tests.domain.builders import a_new_notification
from tests.harness import Harness
from tests.ledger import all_notifications, count_by_status

MINUTE = timedelta(minutes=1)


async def book(harness: Harness) -> Booking:
    """Book for the day after tomorrow, so that there are reminders."""
    day = local_date(harness.venue, harness.clock.now()) + timedelta(days=2)
    return await harness.book(await harness.register(), grid_of_day(harness.venue, day)[0].starts_at)


async def deliver(harness: Harness) -> None:
    """Deliver what was pushed when it was planned."""
    for notification in await all_notifications(harness.database):
        await harness.get(DeliverNotification)(notification.id)


async def test_each_message_of_a_booking_has_a_receipt(harness: Harness, command: Command) -> None:
    booking = await book(harness)
    await deliver(harness)
    ended = await command("ledger", "booking", booking.id)
    assert ended.status == 0
    lines = ended.out.splitlines()
    planned = await all_notifications(harness.database)
    assert len(lines) == 1 + len(planned)
    assert f"confirmation to chat 1, owed {booking.created_at:%Y-%m-%d %H:%M:%S}: sent " in ended.out
    assert f"alert_booked to admin {ADMIN}" in ended.out
    reminder = next(line for line in lines if "reminder 24h" in line)
    assert reminder.endswith(f"owed {booking.starts_at - timedelta(days=1):%Y-%m-%d %H:%M:%S}: waits for its time")
    assert "Anna" not in ended.out


async def test_a_failed_message_is_listed_and_sent_again(harness: Harness, command: Command) -> None:
    await book(harness)
    harness.sender.errors = [PermanentError("Bad Request: message is too long")] * 2
    await deliver(harness)
    listed = await command("ledger", "failed")
    assert "refused: Bad Request: message is too long (attempts: 1, the last one " in listed.out
    number = int(listed.out.split()[0])

    again = await command("ledger", "retry", number)
    assert (again.status, again.out) == (0, "It is due again.\n")
    assert (await command("ledger", "retry", number)).status == 1, "it has not failed any more"
    harness.clock.move_to(datetime.now(UTC) + MINUTE)
    await harness.deliver_due()
    assert number in harness.sender.sent_ids


async def test_stuck_messages_are_listed_with_a_status_for_scripts(harness: Harness, command: Command) -> None:
    assert (await command("ledger", "stuck")).status == 0
    now = harness.clock.now()
    for due_at in (now - 5 * MINUTE, now):
        harness.clock.move_to(due_at)
        await harness.plan(a_new_notification(Kind.SERVICE_STARTED, due_at, chat_id=int(due_at.timestamp())))
    stuck, due = await command("ledger", "stuck"), await command("ledger", "due")
    assert (stuck.status, len(stuck.out.splitlines())) == (1, 1)
    assert "its publish was lost" in stuck.out
    assert (due.status, len(due.out.splitlines())) == (0, 2)
    assert (await command("ledger", "stuck", "--venue", "strizh")).out == "none\n"


async def test_what_is_of_no_use_any_more_stays_failed(harness: Harness, command: Command) -> None:
    harness.clock.advance(-5 * MINUTE)
    await harness.plan(a_new_notification(Kind.SERVICE_STARTED, harness.clock.now(), use=MINUTE))
    harness.sender.errors = [PermanentError("Bad Request")]
    await harness.get(DeliverNotification)(1)
    assert (await command("ledger", "retry", 1)).status == 1
    assert await count_by_status(harness.database) == {NotificationStatus.FAILED: 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("retry", 7), "7: no such message"),
        (("booking", 7), "7: no venue has a booking with this number"),
        (("due", "--venue", "nowhere"), "nowhere: no such venue"),
        (("due", "--limit", 0), "--limit: expected a number above 0"),
    ],
)
async def test_a_wrong_argument_is_named(
    database_url: str, command: Command, arguments: tuple[object, ...], said: str
) -> None:
    ended = await command("ledger", *arguments)
    assert ended.status == EX_CONFIG
    assert ended.err.startswith(f"bronya: {said}")


async def test_a_database_that_cannot_be_used_is_named_in_a_line(
    database_url: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://bronya:{PASSWORD}@127.0.0.1:1/bronya")
    ended = await command("ledger", "due")
    assert (ended.status, len(ended.err.splitlines())) == (EX_UNAVAILABLE, 1), ended.err
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:////nowhere/bronya.sqlite3")
    ended = await command("ledger", "due")
    assert ended.status == EX_CONFIG
    assert "alembic upgrade head" in ended.err
