"""Migration 0007 on a ledger of the release before, once on each backend: no data is lost, and guests do not wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.engine import create_engine
from app.database.migrate import migrate_down, migrate_up
from app.database.transaction import Database
from app.domain.broadcasts import Audience, NewBroadcast
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import AlertCanceled, BroadcastText, Moved, Payload, Reminder, ServiceStarted
from app.domain.messages.planning import Chats, plan_broadcast, plan_for_booking, plan_news
from tests.databases import BACKENDS, sqlite_url
from tests.domain.builders import a_booking, a_venue
from tests.services.deployment import until
from tests.services.workers import PATIENCE

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
MOVED = (
    '{"old_resource_id": "t1", "old_starts_at": "2026-11-24T15:00:00+00:00", '
    '"old_ends_at": "2026-11-24T17:00:00+00:00"}'
)
STARTED = '{"at": "2026-11-23T09:00:00+00:00"}'

GUEST = "INSERT INTO guests (id, venue_id, telegram_id, name, created_at) VALUES (1, 'cafe', 7, 'Anna', :now)"
BOOKING = """
INSERT INTO bookings (id, venue_id, guest_id, resource_id, starts_at, ends_at, party_size, status, time_version,
                      created_at)
VALUES (1, 'cafe', 1, 't1', :now, :later, 2, 'booked', 1, :now)
"""
NOTIFICATION = """
INSERT INTO notifications (id, venue_id, booking_id, broadcast_id, kind, variant, chat_id, time_version, urgency, facts,
                           status, planned_for, due_at, expires_at, attempts)
VALUES (:id, 'cafe', :booking_id, :broadcast_id, :kind, :variant, 7, :version, 'urgent', :facts, 'pending', :now, :now,
        :later, 0)
"""
"""In the words of the release before."""
OLD_ROWS: list[tuple[str, str, int | None, int | None, str]] = [
    ("reminder", "24h", 1, None, "{}"),
    ("moved", "", 1, None, MOVED),
    ("broadcast", "", None, 5, "{}"),
    ("service_started", "", None, None, STARTED),
    ("service_started", "", None, None, STARTED),
]
SUBJECTS = [
    ("booking", 1, "reminder/24h/7/1"),
    ("booking", 1, "moved//7/1"),
    ("broadcast", 5, "broadcast//7/0"),
    ("service", None, "service_started//7/0"),
    ("service", None, "service_started//7/0"),
]
AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
PAYLOADS: list[Payload] = [
    Reminder(variant="24h"),
    Moved(old_resource_id="t1", old_starts_at=AT, old_ends_at=AT + timedelta(hours=2)),
    BroadcastText(),
    ServiceStarted(at=NOW),
    ServiceStarted(at=NOW),
]


@pytest.fixture(params=BACKENDS)
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database as the release before left it, without rows."""
    sqlite = request.param == "sqlite"
    url: str = sqlite_url(tmp_path / "old.sqlite3") if sqlite else request.getfixturevalue("empty_postgresql")
    migrate_up(url, "0006")
    return url


@asynccontextmanager
async def engine_of(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.execution_options(writes=True).begin() as connection:
        yield connection


async def execute(connection: AsyncConnection, statement: str, **values: object) -> None:
    # SQLite keeps instants as text.
    on_sqlite = connection.dialect.name == "sqlite"
    instants = {
        name: f"{at:%Y-%m-%d %H:%M:%S.%f}" if on_sqlite else at for name, at in (("now", NOW), ("later", LATER))
    }
    used = {name: value for name, value in instants.items() if f":{name}" in statement}
    await connection.execute(text(statement), {**used, **values})


async def write_old_rows(url: str, first_id: int = 1) -> None:
    async with engine_of(url) as engine, writing(engine) as connection:
        for number, (kind, variant, booking_id, broadcast_id, facts) in enumerate(OLD_ROWS, start=first_id):
            row = {"kind": kind, "variant": variant, "booking_id": booking_id, "broadcast_id": broadcast_id}
            await execute(connection, NOTIFICATION, id=number, version=1 if booking_id else 0, facts=facts, **row)


async def write_guest_and_booking(url: str) -> None:
    async with engine_of(url) as engine, writing(engine) as connection:
        await execute(connection, GUEST)
        await execute(connection, BOOKING)


async def rows_of(url: str) -> list[RowMapping]:
    async with engine_of(url) as engine, engine.connect() as connection:
        found = await connection.execute(text("SELECT * FROM notifications ORDER BY id"))
        return list(found.mappings())


async def subjects_of(url: str) -> list[tuple[str, int | None, str]]:
    return [(row["subject_type"], row["subject_id"], row["deduplication_key"]) for row in await rows_of(url)]


async def claimed_payloads(url: str) -> list[Payload]:
    """What a worker of this release reads of every pending message."""
    async with engine_of(url) as engine:
        database, payloads = Database(engine), []
        ids = [row["id"] for row in await rows_of(url)]
        async with database.write() as tx:
            for each in ids:
                claimed = await tx.ledger.claim_for_sending(each, NOW)
                assert isinstance(claimed, Notification)
                payloads.append(claimed.payload)
    return payloads


async def test_messages_of_the_release_before_keep_their_subjects_and_are_read(old_url: str) -> None:
    await write_guest_and_booking(old_url)
    await write_old_rows(old_url)
    await asyncio.to_thread(migrate_up, old_url)
    assert await subjects_of(old_url) == SUBJECTS
    assert await claimed_payloads(old_url) == PAYLOADS


async def test_what_a_web_process_of_the_release_before_plans_afterwards_is_read_and_canceled(old_url: str) -> None:
    await write_guest_and_booking(old_url)
    await asyncio.to_thread(migrate_up, old_url)
    await write_old_rows(old_url)
    assert await subjects_of(old_url) == SUBJECTS
    assert await claimed_payloads(old_url) == PAYLOADS
    async with engine_of(old_url) as engine, Database(engine).write() as tx:
        await tx.ledger.cancel_unsent(1, "the booking was canceled", NOW)
        await tx.broadcast_messages.cancel(5, "an admin stopped it", NOW)
    assert [row["status"] for row in await rows_of(old_url)] == ["canceled"] * 3 + ["sending"] * 2


async def test_a_worker_of_the_release_before_finds_the_booking_and_the_broadcast_of_new_messages(old_url: str) -> None:
    await write_guest_and_booking(old_url)
    await asyncio.to_thread(migrate_up, old_url)
    async with engine_of(old_url) as engine, Database(engine).write() as tx:
        booking = plan_for_booking(a_venue(), a_booking(LATER), Chats(7, [900]), NOW)
        await tx.ledger.plan("cafe", booking, NOW)
        new = NewBroadcast("Jazz", Audience.EVERYBODY, "key")
        broadcast = await tx.broadcasts.add("cafe", new, 900, NOW)
        assert broadcast
        await tx.ledger.plan("cafe", plan_broadcast(broadcast.id, [7], [900], NOW), NOW)
    rows = await rows_of(old_url)
    assert {(row["booking_id"], row["broadcast_id"]) for row in rows[: len(booking)]} == {(1, None)}
    assert {(row["booking_id"], row["broadcast_id"]) for row in rows[len(booking) :]} == {(None, broadcast.id)}
    reminders = [row["variant"] for row in rows if row["kind"] == "reminder"]
    assert reminders == ["24h", "6h", "30m"]


async def test_an_interrupted_migration_goes_on_where_it_was(old_url: str) -> None:
    await interrupt(old_url)
    async with engine_of(old_url) as engine, writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            await execute(
                connection,
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'uq_notifications_subject'::regclass",
            )
    await asyncio.to_thread(migrate_up, old_url)
    assert await subjects_of(old_url) == SUBJECTS


async def interrupt(url: str) -> None:
    """Migrate, but leave all rows but the first as they were."""
    await write_guest_and_booking(url)
    await write_old_rows(url)
    await asyncio.to_thread(migrate_up, url, "0007")
    async with engine_of(url) as engine, writing(engine) as connection:
        await execute(connection, "UPDATE alembic_version SET version_num = '0006'")
        await execute(
            connection,
            "UPDATE notifications SET subject_type = NULL, subject_id = NULL, deduplication_key = NULL WHERE id > 1",
        )


async def test_the_way_back_keeps_every_message_and_the_way_up_again_works(old_url: str) -> None:
    await write_guest_and_booking(old_url)
    await write_old_rows(old_url)
    before = [dict(row) for row in await rows_of(old_url)]
    await asyncio.to_thread(migrate_up, old_url)
    await asyncio.to_thread(migrate_down, old_url, "0006")
    assert [dict(row) for row in await rows_of(old_url)] == before
    await asyncio.to_thread(migrate_up, old_url)
    assert await subjects_of(old_url) == SUBJECTS


@pytest.mark.services
async def test_a_row_that_somebody_has_locked_is_filled_when_it_is_free(empty_postgresql: str) -> None:
    url = empty_postgresql
    await asyncio.to_thread(migrate_up, url, "0006")
    await interrupt(url)
    async with engine_of(url) as engine:
        async with engine.connect() as holder:
            await holder.execute(text("SELECT id FROM notifications WHERE id = 2 FOR UPDATE"))
            migration = asyncio.get_running_loop().run_in_executor(None, migrate_up, url)

            async def others_are_filled() -> bool:
                return [key is None for *_, key in await subjects_of(url)] == [False, True, False, False, False]

            await until(others_are_filled)
            await holder.rollback()
        await migration
    assert await subjects_of(url) == SUBJECTS


@pytest.mark.services
async def test_nobody_waits_long_behind_a_migration_that_waits_for_a_backup(empty_postgresql: str) -> None:
    await asyncio.to_thread(migrate_up, empty_postgresql, "0006")
    await write_guest_and_booking(empty_postgresql)
    async with engine_of(empty_postgresql) as engine:
        async with engine.connect() as backup:
            await backup.execute(text("LOCK TABLE notifications IN ACCESS SHARE MODE"))
            migration = asyncio.get_running_loop().run_in_executor(None, migrate_up, empty_postgresql)
            await until(partial(_waits_for_a_lock, engine))
            # The backup ends after this: behind a migration that waits for it, this would wait without end.
            async with asyncio.timeout(PATIENCE):
                await write_old_rows(empty_postgresql)
            await backup.rollback()
        await migration
    assert await subjects_of(empty_postgresql) == SUBJECTS


async def _waits_for_a_lock(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool((await connection.execute(waiting)).scalar_one())


async def test_an_alert_of_the_release_before_is_replaced_by_news_of_this_one(old_url: str) -> None:
    await write_guest_and_booking(old_url)
    async with engine_of(old_url) as engine, writing(engine) as connection:
        row = {"kind": "alert_booked", "variant": "", "booking_id": 1, "broadcast_id": None, "facts": "{}"}
        await execute(connection, NOTIFICATION, id=1000, version=1, **row)
        await execute(connection, "UPDATE notifications SET status = 'sent', message_id = 42")
    await asyncio.to_thread(migrate_up, old_url)
    async with engine_of(old_url) as engine, Database(engine).write() as tx:
        (due,) = await tx.ledger.plan("cafe", plan_news(AlertCanceled(), a_booking(LATER), Chats(None, [7]), NOW), NOW)
        news = await tx.ledger.claim_for_sending(due.id, NOW)
        assert isinstance(news, Notification)
        assert await tx.earlier_messages.find_replaced(news) == 42
