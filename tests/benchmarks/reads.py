"""The cost of one snapshot for all reads of a block: the card of a booking, three reads on PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import perf_counter

from app.database import transaction
from app.database.bookings import NewBooking
from app.database.engine import create_engine
from app.database.guests import TelegramUser
from app.database.migrate import migrate_up
from app.database.transaction import Database
from app.domain.availability.slots import Slot
from app.domain.bookings import SYSTEM, Promise
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.table import Row, Times
from tests.databases import create_database, opened, outside_the_loop

VENUE = "cafe"
CARDS = 1_000
WARM_UP = 300
ROUNDS = 5


async def measure(bench: Bench) -> AsyncIterator[Row]:
    server = bench.need(DurablePostgreSQL)
    create_database(server, "reads")
    url = server.database_url("reads")
    outside_the_loop(migrate_up, url)
    say("reads: cards of a booking, with one snapshot and without ...")
    with_snapshot: list[float] = []
    without: list[float] = []
    async with opened(url) as database:
        booking_id = await _book(database)
        other = _without_snapshot(url)
        # Alternating, so that other load of the machine affects both.
        for _ in range(ROUNDS):
            with_snapshot += await _time_cards(database, booking_id)
            without += await _time_cards(other, booking_id)
        await other.close()
    yield Row("card of a booking in one snapshot, PostgreSQL", Times(with_snapshot), "READ COMMITTED", Times(without))


def _without_snapshot(url: str) -> Database:
    options, transaction.ONE_SNAPSHOT = transaction.ONE_SNAPSHOT, {}
    try:
        return Database(create_engine(url))
    finally:
        transaction.ONE_SNAPSHOT = options


async def _book(database: Database) -> int:
    now = datetime.now(UTC)
    slot = Slot(now + timedelta(days=1), now + timedelta(days=1, hours=2))
    async with database.write() as tx:
        guest = await tx.guests.register(VENUE, TelegramUser(1, "Anna", None, "ru"), now)
        new = NewBooking(
            VENUE,
            guest.id,
            "t1",
            slot,
            2,
            slot.starts_at,
            "key",
            "digest",
            Promise(slot.starts_at.replace(tzinfo=None), None),
        )
        return (await tx.bookings.add(new, SYSTEM, now)).id


async def _time_cards(database: Database, booking_id: int) -> list[float]:
    """The milliseconds that each card takes."""
    for _ in range(WARM_UP):
        await _read_card(database, booking_id)
    times = []
    for _ in range(CARDS):
        begun = perf_counter()
        await _read_card(database, booking_id)
        times.append((perf_counter() - begun) * 1000)
    return times


async def _read_card(database: Database, booking_id: int) -> None:
    async with database.read() as tx:
        booking = await tx.bookings.get(VENUE, booking_id)
        await tx.guests.get(booking.guest_id)
        await tx.booking_history.of_booking(booking_id, limit=20)
