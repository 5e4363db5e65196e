"""A process is killed with -9 while a guest takes the place that is held for a relative, once on each backend."""

import asyncio
import os
import signal
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import select, text

from app.database.messages.ledger import Ledger
from app.database.tables import bookings
from app.domain.access import Visitor
from app.domain.bookings import BookingStatus
from app.domain.messages.kinds import Kind
from app.domain.waitlist import HOLD
from app.queue import TaskQueue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.waitlist.answer_offer import TakeOffer
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.list_waits import ListMyWaits
from tests.databases import OpenDatabase, opened
from tests.harness import Harness
from tests.services.forks import CONTEXT
from tests.usecases.waitlist.test_waiting_for_others import (
    AT_SIX,
    MASHA,
    MOTHER,
    VENUE,
    join,
    taken_evening,
    waits_for,
)
from tests.usecases.waitlist.test_waitlist import MINUTE, ends, has_offer, holders, look, offer_of

NEXT = 3
"""The guest who waits behind the mother."""


class Moment(StrEnum):
    """When the process is killed."""

    BEFORE_COMMIT = "before the commit"
    AFTER_COMMIT = "after it"
    NO_TRANSACTION = "before the messages are planned, with all that comes earlier committed already"


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


def take_and_die(url: str, now: datetime, offer_id: int, moment: Moment) -> None:
    """Take the offer in this process, which is killed at a moment of that."""
    asyncio.run(_take_and_die(url, now, offer_id, moment))


async def _take_and_die(url: str, now: datetime, offer_id: int, moment: Moment) -> None:
    async def die(self: Any, *_: object) -> None:
        if moment is Moment.NO_TRANSACTION:
            await self._connection.execute(text("COMMIT"))
        os.kill(os.getpid(), signal.SIGKILL)

    if moment is Moment.AFTER_COMMIT:
        TaskQueue.push = die  # type: ignore[method-assign, assignment]
    else:
        Ledger.plan = die  # type: ignore[method-assign, assignment]
    async with opened(url) as database:
        harness = Harness(database, VENUE, now=now)
        # The message with the offer becomes the confirmation: the only messages that are planned are the booking's.
        await harness.get(TakeOffer)(await harness.visitor(MOTHER), offer_id, message_id=1001)


async def offered(harness: Harness) -> tuple[Visitor, Visitor, int]:
    """A place is held for the mother, who waits for Masha, and another guest is next in line."""
    holder, booking = await taken_evening(harness)
    mother = await join(harness, MASHA)
    following = await harness.visitor(NEXT)
    await harness.get(JoinWaitlist)(following, AT_SIX)
    await harness.get(CancelBooking)(holder, booking.id)
    await look(harness)
    await harness.deliver_due()
    return mother, following, await offer_of(harness, mother)


async def killed_at(moment: Moment, harness: Harness, url: str, offer_id: int) -> None:
    process = CONTEXT.Process(target=take_and_die, args=(url, harness.clock.now(), offer_id, moment))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL


async def statuses(harness: Harness) -> list[tuple[str, str | None]]:
    """The bookings that take the place, with the names of those who will come."""
    live = [BookingStatus.HELD, BookingStatus.BOOKED]
    found = select(bookings.c.status, bookings.c.for_name).where(bookings.c.status.in_(live))
    return [(row["status"], row["for_name"]) for row in await harness.database.rows(found)]


async def confirmed(harness: Harness) -> int:
    """How often the mother is told that the place is hers, by a worker where no press has done it."""
    harness.clock.advance(MINUTE)
    await harness.deliver_due()
    return harness.sender.kinds.count(Kind.CONFIRMATION)


@pytest.mark.parametrize("moment", [Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT])
async def test_the_next_press_takes_the_place_once(harness: Harness, database_url: str, moment: Moment) -> None:
    mother, following, offer_id = await offered(harness)
    await killed_at(moment, harness, database_url, offer_id)
    is_taken = moment is Moment.AFTER_COMMIT
    assert await statuses(harness) == [(BookingStatus.BOOKED if is_taken else BookingStatus.HELD, MASHA.name)]
    assert await has_offer(harness, mother) is not is_taken
    assert await ends(harness) == (["taken"] if is_taken else [None])

    taken = await harness.get(TakeOffer)(mother, offer_id, message_id=1001)
    await look(harness)

    assert taken.for_whom == MASHA
    assert await statuses(harness) == [(BookingStatus.BOOKED, MASHA.name)]
    assert await holders(harness) == 1
    assert await confirmed(harness) == 1
    assert await waits_for(harness, mother) == []
    assert not await has_offer(harness, following)


async def test_the_next_in_line_gets_what_the_killed_process_did_not_take(harness: Harness, database_url: str) -> None:
    mother, following, offer_id = await offered(harness)
    await killed_at(Moment.BEFORE_COMMIT, harness, database_url, offer_id)

    harness.clock.advance(HOLD)
    await look(harness)

    assert await ends(harness) == ["expired", None]
    assert await has_offer(harness, following)
    assert await holders(harness) == 1
    assert await waits_for(harness, mother) == [MASHA], "she still waits"
    [theirs] = await harness.get(ListMyWaits)(following)
    assert theirs.offer
    await harness.get(TakeOffer)(following, theirs.offer.id)
    assert await statuses(harness) == [(BookingStatus.BOOKED, None)]


async def test_what_was_taken_before_the_kill_is_told_though_nobody_presses_again(
    harness: Harness, database_url: str
) -> None:
    *_, offer_id = await offered(harness)
    await killed_at(Moment.AFTER_COMMIT, harness, database_url, offer_id)
    harness.clock.advance(HOLD)
    await look(harness)
    assert await statuses(harness) == [(BookingStatus.BOOKED, MASHA.name)]
    assert await confirmed(harness) == 1


async def test_without_the_transaction_a_killed_process_would_leave_a_booking_that_nobody_is_told_of(
    harness: Harness, database_url: str
) -> None:
    mother, _, offer_id = await offered(harness)
    await killed_at(Moment.NO_TRANSACTION, harness, database_url, offer_id)
    await harness.get(TakeOffer)(mother, offer_id, message_id=1001)
    harness.clock.advance(HOLD)
    assert await statuses(harness) == [(BookingStatus.BOOKED, MASHA.name)]
    assert await confirmed(harness) == 0
