"""Every hot query reads a range of an index, on both databases: no plan falls off its index unnoticed.

The plans are those of the statements that the repositories send, in a database with enough rows that a wrong plan would
cost more. `EXPLAIN` runs none of them.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.transaction import Transaction
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import Claimed
from tests.databases import OpenDatabase
from tests.domain.builders import a_booking, a_notification, utc

NOW = utc("2026-11-23 09:00")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
VENUES, DAYS, A_DAY = 20, 30, 20
"""So many venues have had so many bookings on each of the days before and after now."""
BOOKINGS = VENUES * DAYS * A_DAY
LARGE = (
    "guests",
    "bookings",
    "booking_resources",
    "booking_changes",
    "notifications",
    "waits",
    "wait_offers",
    "ratings",
)
"""Tables that grow with the bookings."""
SMALL = ("ix_notifications_lease", "ix_waits_day", "ix_wait_offers_held", "uq_wait_offers_open")
"""Indexes that have rows only of what is under way: messages that are being sent, guests who wait, places that are
held. To read them all costs little."""
VENUE, RESOURCES = "v7", [f"t{number}" for number in range(A_DAY)]
TODAY = Slot(NOW, NOW + DAY)
A_FEW = 10
"""Rows that a query asks for: as small a share as 500 are of a large database."""
CLAIM = Claimed(1, Kind.REMINDER, Urgency.URGENT, NOW)

Query = Callable[[Transaction], Awaitable[object]]


def hot_queries(guest: Guest) -> Mapping[str, tuple[Query, str]]:
    """What guests, admins and processes wait for, or ask again and again; each with an index that it must use."""
    booking = a_booking(NOW, id=BOOKINGS // 2, venue_id=VENUE, guest_id=guest.id)
    alert = a_notification(Kind.ALERT_MOVED, NOW, venue_id=VENUE, subject_id=booking.id, chat_id=guest.id)
    followed = {"visits_since": NOW - 4 * DAY, "sent_since": NOW - DAY}
    quarter = (VENUE, NOW - 2 * DAY, NOW + 2 * DAY)
    subject, settled = "uq_notifications_subject", "ix_notifications_settled"
    return {
        # The scheduler, each second.
        "due messages": (lambda tx: tx.ledger.claim_due(NOW, NOW, NOW, A_FEW), "ix_notifications_urgent"),
        "due bulk messages": (lambda tx: tx.ledger.claim_due(NOW, NOW, NOW, A_FEW), "ix_notifications_bulk"),
        "expired leases": (lambda tx: tx.ledger.claim_due(NOW, NOW, NOW, A_FEW), "ix_notifications_lease"),
        "due openings": (lambda tx: tx.openings.claim_due(NOW), "ix_openings_due"),
        "nobody waits": (lambda tx: tx.openings.claim_due(NOW), "ix_waits_day"),
        # Each message.
        "claims that RabbitMQ has accepted": (lambda tx: tx.ledger.mark_enqueued([CLAIM], NOW), "pk_notifications"),
        "one message claimed": (lambda tx: tx.ledger.claim_for_sending(1, NOW), "pk_notifications"),
        "messages claimed": (lambda tx: tx.ledger.claim_unlocked([1, 2], NOW), "pk_notifications"),
        "messages sent": (lambda tx: tx.ledger.mark_unlocked_sent([(alert, 1, NOW)]), "pk_notifications"),
        "the guests of messages": (lambda tx: tx.guests.get_many([1, guest.id]), "pk_guests"),
        "other recipients of messages": (lambda tx: tx.guests.of_chats(VENUE, [1, 2]), "uq_guests_venue_id"),
        "the bookings of messages": (lambda tx: tx.bookings.find_many([1, booking.id]), "pk_bookings"),
        "a lease renewed": (lambda tx: tx.ledger.renew_leases([alert], NOW), "pk_notifications"),
        "a message sent": (lambda tx: tx.ledger.mark_sent(alert, 1, NOW), "pk_notifications"),
        "alerts gathered": (lambda tx: tx.ledger.claim_gathered(alert, NOW), "ix_notifications_urgent"),
        "the message that is replaced": (lambda tx: tx.earlier_messages.find_replaced(alert), subject),
        "another follow-up of today": (
            lambda tx: tx.earlier_messages.find_other_follow_up(alert, guest.id, {"review"}, **followed, now=NOW),
            "ix_bookings_guest",
        ),
        # A guest.
        "the guest": (lambda tx: tx.guests.find(VENUE, guest.telegram_id or 0), "uq_guests_venue_id"),
        "the guest by phone": (lambda tx: tx.guests.with_phone(VENUE, "+7"), "ix_guests_phone"),
        "the guest of a calendar": (
            lambda tx: tx.guests.with_calendar_code(VENUE, "code"),
            "uq_guests_calendar_code",
        ),
        "usual places": (lambda tx: tx.guest_bookings.places_of_visits(guest.id, NOW - DAY, NOW), "ix_bookings_guest"),
        "the bookings in a calendar": (lambda tx: tx.guest_bookings.since(guest.id, NOW), "ix_bookings_guest"),
        "availability": (
            lambda tx: tx.busy_times.within(VENUE, RESOURCES, NOW, NOW + DAY),
            "ix_booking_resources_busy",
        ),
        "closures": (lambda tx: tx.closures.within(VENUE, NOW, NOW + DAY), "ix_closures_venue"),
        "arrivals": (lambda tx: tx.busy_times.arrivals(VENUE, NOW, NOW + HOUR), "ix_bookings_day"),
        "an overlap of the guest's": (lambda tx: tx.guest_bookings.overlaps(guest.id, TODAY), "ix_bookings_guest"),
        "upcoming bookings counted": (lambda tx: tx.guest_bookings.count_upcoming(guest.id, NOW), "ix_bookings_guest"),
        "cancellations of a day": (
            lambda tx: tx.booking_history.canceled_at(guest, "code", NOW - DAY, 10),
            "ix_bookings_guest",
        ),
        "my bookings": (lambda tx: tx.guest_bookings.page(guest.id, NOW, 0, 8), "ix_bookings_guest"),
        "my waits": (lambda tx: tx.waitlist.of_guest(guest.id, NOW), "ix_waits_guest"),
        "messages of a booking canceled": (lambda tx: tx.ledger.cancel_unsent(booking.id, "no", NOW), subject),
        # The desk.
        "the timeline of a day": (lambda tx: tx.venue_bookings.between(VENUE, NOW, NOW + DAY), "ix_bookings_day"),
        "a poll of the desk": (
            lambda tx: tx.venue_bookings.version_between(VENUE, NOW, NOW + DAY, NOW),
            "ix_booking_changes_booking_id",
        ),
        "a repeated request of the desk": (
            lambda tx: tx.booking_requests.find_of_desk(VENUE, "key"),
            "ix_bookings_request_of_desk",
        ),
        "a broadcast paused": (lambda tx: tx.broadcast_messages.pause(1), subject),
        "figures of a period: visits": (lambda tx: tx.booking_figures.visits(*quarter), "ix_bookings_day"),
        "figures of a period: origins": (lambda tx: tx.booking_figures.origins(*quarter), "ix_bookings_day"),
        "figures of a period: stars": (lambda tx: tx.ratings.summary(*quarter), "ix_ratings_venue"),
        "bookings that may be undecided": (lambda tx: tx.venue_bookings.live(VENUE, NOW), "ix_bookings_sweep"),
        "the history of a booking": (
            lambda tx: tx.booking_history.of_booking(booking.id, 8),
            "ix_booking_changes_booking_id",
        ),
        "receipts of a booking": (lambda tx: tx.receipts.of_booking(booking.id), subject),
        "relatives of the guest": (lambda tx: tx.guest_bookings.relatives(guest.id, 100), "ix_bookings_guest"),
        "visits of the guest": (lambda tx: tx.guest_bookings.count_visits(guest.id, NOW), "ix_bookings_guest"),
        "undelivered messages": (lambda tx: tx.failed_messages.since(VENUE, NOW - DAY, 50), settled),
        # The waiting list.
        "who waits for a day": (
            lambda tx: tx.waitlist.reachable_of_day(VENUE, date(2026, 11, 24), NOW),
            "ix_waits_day",
        ),
        "expired offers": (lambda tx: tx.waitlist.expired_offers(VENUE, NOW), "ix_wait_offers_held"),
        # Jobs and metrics.
        "the sweep": (lambda tx: tx.bookings.complete_ended(SYSTEM, NOW, A_FEW), "ix_bookings_sweep"),
        "the upkeep": (lambda tx: tx.ledger.delete_settled(NOW - 40 * DAY, A_FEW), settled),
        "the upkeep of the waiting list": (lambda tx: tx.waitlist.delete_old(NOW - 40 * DAY), "ix_waits_end"),
        "late messages counted": (lambda tx: tx.ledger_figures.late([VENUE], NOW), "ix_notifications_urgent"),
        "settled messages counted": (lambda tx: tx.ledger_figures.settled(NOW - HOUR), settled),
    }


NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})",
    "postgresql": "WITH numbers AS (SELECT generate_series(0, {last}) AS n)",
}
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', '2026-11-23 09:00:00', ({minutes}) || ' minutes') || '.000000'",
    "postgresql": "timestamptz '2026-11-23 09:00:00+00' + ({minutes}) * interval '1 minute'",
}


def rows(backend: str) -> Iterator[str]:
    """Statements that fill the tables with `BOOKINGS` bookings, half of them past, and what belongs to each."""

    def at(minutes: str) -> str:
        return LATER[backend].format(minutes=minutes)

    def fill(table: str, **columns: str) -> str:
        numbers = NUMBERS[backend].format(last=BOOKINGS - 1)
        values = ", ".join(columns.values())
        return f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {values} FROM numbers"  # noqa: S608  our own words

    venue, day = f"'v' || (n % {VENUES})", f"(n / {VENUES * A_DAY} - {DAYS // 2})"
    starts = f"{day} * 1440"
    past = f"{day} < 0"
    who = {"id": "n + 1", "venue_id": venue, "telegram_id": "n + 1", "name": "'Anna'", "calendar_code": "'c' || n"}
    yield fill("guests", **who, created_at=at("0"))
    yield fill(
        "bookings",
        id="n + 1",
        venue_id=venue,
        guest_id=f"n / {VENUES * 5} * {VENUES} + n % {VENUES} + 1",
        resource_id=f"'t' || (n / {VENUES} % {A_DAY})",
        starts_at=at(starts),
        ends_at=at(f"{starts} + 60"),
        status=f"CASE WHEN {past} THEN 'completed' ELSE 'booked' END",
        time_version="1",
        created_at=at(f"{starts} - 3000"),
    )
    yield fill("booking_changes", booking_id="n + 1", what="'booked'", actor_role="'guest'", changed_at=at("0"))
    yield fill("ratings", booking_id="n + 1", venue_id=venue, stars="5", rated_at=at(starts), changed_at=at(starts))
    for number, urgency in enumerate(("urgent", "bulk")):
        yield fill(
            "notifications",
            venue_id=venue,
            booking_id="n + 1",
            kind="'reminder'",
            variant=f"'{urgency}'",
            chat_id="n + 1",
            time_version="1",
            urgency=f"'{urgency}'",
            facts="'{}'",
            status=f"CASE WHEN {past} THEN 'sent' WHEN n % 100 = 0 THEN 'sending' ELSE 'pending' END",
            planned_for=at(starts),
            due_at=at(f"{starts} + {number}"),
            expires_at=at(f"{starts} + 600"),
            leased_until=f"CASE WHEN NOT {past} AND n % 100 = 0 THEN {at(starts)} END",
            attempts="1",
            settled_at=f"CASE WHEN {past} THEN {at(starts)} END",
            subject_type="'booking'",
            subject_id="n + 1",
            deduplication_key=f"'{urgency}'",
        )
    yield fill(
        "waits",
        venue_id=venue,
        guest_id="n + 1",
        day="'2026-11-24'" if backend == "sqlite" else f"date '2026-11-24' + {day}",
        begins_at=at(starts),
        ends_at=at(f"{starts} + 60"),
        joined_at=at("0"),
        ended_at=f"CASE WHEN {past} OR n % 10 > 0 THEN {at(starts)} END",
    )
    yield fill(
        "wait_offers",
        wait_id="n + 1",
        place_id="'t1'",
        starts_at=at(starts),
        ends_at=at(f"{starts} + 60"),
        offered_at=at("0"),
        held_until=at(starts),
        ended_at=f"CASE WHEN {past} OR n % 100 > 0 THEN {at(starts)} END",
    )
    yield fill("openings", venue_id=venue, begins_at=at(starts), ends_at=at(f"{starts} + 1"), due_at=at(starts))
    yield fill(
        "closures", venue_id=venue, begins_at=at(starts), ends_at=at(f"{starts} + 1"), closed_by="1", closed_at=at("0")
    )
    yield "ANALYZE"


@pytest.fixture
async def filled(database: OpenDatabase) -> AsyncIterator[AsyncConnection]:
    """A connection to a database with enough rows, whose statistics are up to date, as autovacuum keeps them."""
    async with database.engine.execution_options(writes=True).connect() as connection:
        for statement in rows(database.engine.dialect.name):
            await connection.execute(text(statement))
        yield connection


async def plan_of(connection: AsyncConnection, query: Query) -> list[str]:
    """The steps of all statements of a query that read or change rows: `Index Scan using ... on ...`."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    savepoint = await connection.begin_nested()
    try:
        await query(Transaction(connection))
    finally:
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        await savepoint.rollback()
    return [
        step
        for statement, parameters in said
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")) and "advisory" not in statement
        for step in await _steps(connection, statement, parameters)
    ]


async def _steps(connection: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    if connection.dialect.name == "sqlite":
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [str(row[-1]) for row in found]
    found = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    plan = found.scalar_one()
    return list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _nodes(node: Mapping[str, Any], table: str = "") -> Iterator[str]:
    """The scans of a plan of PostgreSQL, as SQLite says it: SEARCH for a range of an index, else SCAN.

    `table` is that of the node above, because a bitmap index scan does not name it.
    """
    table = node.get("Relation Name", table)
    if "Scan" in node["Node Type"] and node["Node Type"] != "Bitmap Heap Scan":
        searched = "SEARCH" if "Index Cond" in node else "SCAN"
        yield f"{searched} {table} USING INDEX {node.get('Index Name', '')}"
    for each in node.get("Plans", []):
        yield from _nodes(each, table if node["Node Type"].startswith("Bitmap") else "")


def faults_of(steps: list[str], index: str) -> list[str]:
    """What is wrong with a plan: it reads a whole table that grows, or does without the index."""
    scans = [step for step in steps if step.startswith("SCAN") and any(f" {table} " in f"{step} " for table in LARGE)]
    wrong = [step for step in scans if not any(small in step for small in SMALL)]
    return wrong if any(_uses(step, index) for step in steps) else [*wrong, f"{index} is not used: {steps}"]


def _uses(step: str, index: str) -> bool:
    """SQLite has no names for the indexes of primary keys and of unique constraints."""
    if index.startswith("pk_") and "USING INTEGER PRIMARY KEY" in step:
        return True
    return index in step or (index == "uq_guests_venue_id" and "sqlite_autoindex_guests" in step)


async def test_every_hot_query_reads_a_range_of_an_index(filled: AsyncConnection) -> None:
    guest = await Transaction(filled).guests.get(BOOKINGS // 2)
    queries = hot_queries(guest)
    found = {name: faults_of(await plan_of(filled, query), index) for name, (query, index) in queries.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}

    # The check is worth something: it notices each index that is gone. Those of constraints cannot be dropped.
    for name, (query, index) in queries.items():
        if not index.startswith(("pk_", "uq_guests")):
            without = await filled.begin_nested()
            await filled.execute(text(f"DROP INDEX {index}"))
            assert faults_of(await plan_of(filled, query), index), name
            await without.rollback()
