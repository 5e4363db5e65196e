"""The procedure of docs/backup.md, once on each backend: back up while guests book, restore elsewhere, deliver."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from app.database.engine import create_engine
from app.database.tables import bookings, notifications
from app.domain.availability.slots import grid_of_day, local_date
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from tests.database.backups import Drill
from tests.databases import OpenDatabase, opened
from tests.domain.builders import TABLE, a_venue
from tests.harness import NOW, Harness

DAY = timedelta(days=1)
TABLES = [replace(TABLE, id=f"t{number}") for number in range(1, 6)]
VENUE = replace(a_venue(), resources={table.id: table for table in TABLES})
PAUSE = 0.02
"""Seconds between two bookings, so that the slots suffice for a minute, which a slow backup may take."""
MESSAGES = 7
"""Of a booking for more than a day ahead: confirmation and its edit after the visit, three reminders, review, offer."""


class BookingGuests:
    """Guests of one database, who each book a slot of their own."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness
        self.booked: list[int] = []
        """Ids of the committed bookings."""

    async def book_until(self, enough: asyncio.Event) -> None:
        """Book slot after slot until the event is set."""
        first_day = local_date(VENUE, NOW) + 2 * DAY
        slots = [slot for ahead in range(50) for slot in grid_of_day(VENUE, first_day + ahead * DAY)]
        for number, (slot, table) in enumerate(product(slots, TABLES), start=1):
            guest = await self._harness.register(number)
            self.booked.append((await self._harness.book(guest, slot.starts_at, table.id)).id)
            if enough.is_set():
                return
            await asyncio.sleep(PAUSE)
        pytest.fail("the backup took longer than there were slots")

    async def wait_for(self, count: int) -> None:
        """Wait until so many bookings are committed."""
        while len(self.booked) < count:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.01)


async def rows(url: str) -> tuple[set[int], list[tuple[int, int, str]]]:
    """Ids of bookings; id, booking and status of each message."""
    engine = create_engine(url)
    owed = select(notifications.c.id, notifications.c.subject_id, notifications.c.status)
    async with engine.connect() as connection:
        ids = set((await connection.execute(select(bookings.c.id))).scalars())
        found = [(row[0], row[1], row[2]) for row in await connection.execute(owed)]
    await engine.dispose()
    return ids, found


@pytest.fixture
async def restored_url(database: OpenDatabase, back_up_and_restore: Drill) -> str:
    """Of a backup that was taken while guests booked."""
    guests, enough = BookingGuests(Harness(database, VENUE)), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(guests.book_until(enough))
        await guests.wait_for(20)
        before = set(guests.booked)
        url = await asyncio.to_thread(back_up_and_restore)
        await guests.wait_for(len(guests.booked) + 5)
        enough.set()
    restored, _ = await rows(url)
    assert before <= restored, "a committed booking is lost"
    assert restored < set(guests.booked), "guests went on while the backup was taken"
    return url


async def test_every_booking_of_the_backup_has_all_its_messages(restored_url: str) -> None:
    restored, owed = await rows(restored_url)
    assert Counter(booking_id for _, booking_id, _ in owed) == dict.fromkeys(restored, MESSAGES)


async def test_a_restored_deployment_continues_to_deliver(restored_url: str) -> None:
    async with opened(restored_url) as database:
        harness = Harness(database, VENUE)
        claim_due, deliver = harness.get(ClaimDue), harness.get(DeliverNotification)
        while harness.clock.now() < NOW + 10 * DAY:
            harness.clock.advance(timedelta(minutes=30))
            for claimed in await claim_due():
                await deliver(claimed.id)
    restored, owed = await rows(restored_url)
    statuses = Counter(status for *_, status in owed)
    assert statuses == {"sent": len(restored) * (MESSAGES - 1), "canceled": len(restored)}, "an offer needs consent"
    sent = harness.sender.sent_ids
    assert len(sent) == len(set(sent)), "sent twice"
