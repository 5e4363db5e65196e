"""A pressed message becomes that of the booking, in this process or, if it dies, in a worker; once on each backend."""

import asyncio
from datetime import timedelta

import pytest

from app.database.messages.ledger import PUSH_LEASE
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, Letter
from app.domain.messages.payloads import Canceled
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.messages import answer_in_message
from app.usecases.messages.answer_in_message import AnswerInMessage
from app.usecases.messages.delivery.send import RateLimited, TransientError
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE
from tests.harness import EVENING, Harness

PRESSED, MOVED_IN = 77, 78
"""Telegram's ids of the messages of two dialogs."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database)


async def book(harness: Harness, visitor: Visitor) -> Booking:
    request = BookingRequest(TABLE.id, EVENING, 2, "dialog 1", message_id=PRESSED)
    return (await harness.get(BookSlot)(visitor.venue, visitor.guest, request)).booking


def told(harness: Harness) -> list[tuple[Kind, int | None, int | None]]:
    """What the guest was told: the kind, the message that became it, and the earlier one that was edited."""
    return [
        (letter.envelope.notification.kind, letter.envelope.notification.message_id, letter.replaced_message_id)
        for letter in harness.sender.sent
        if isinstance(letter, BookingLetter) and letter.envelope.notification.chat_id == letter.guest.telegram_id
    ]


async def test_the_pressed_message_becomes_the_confirmation_once(harness: Harness) -> None:
    visitor = await harness.visitor()
    await book(harness, visitor)
    answer = harness.get(AnswerInMessage)
    assert [await answer(visitor, PRESSED) for _ in range(2)] == [Kind.CONFIRMATION] * 2
    harness.clock.advance(PUSH_LEASE)
    await harness.deliver_due()
    assert told(harness) == [(Kind.CONFIRMATION, PRESSED, None)]


async def test_two_presses_at_the_same_time_edit_the_message_once(harness: Harness) -> None:
    visitor = await harness.visitor()
    await book(harness, visitor)
    answer = harness.get(AnswerInMessage)
    await asyncio.gather(answer(visitor, PRESSED), answer(visitor, PRESSED))
    assert told(harness) == [(Kind.CONFIRMATION, PRESSED, None)]


async def test_a_worker_edits_the_message_of_a_process_that_died(harness: Harness) -> None:
    await book(harness, await harness.visitor())
    await harness.deliver_due()
    assert told(harness) == [], "it is claimed for the process that has the press"
    harness.clock.advance(PUSH_LEASE)
    await harness.deliver_due()
    assert told(harness) == [(Kind.CONFIRMATION, PRESSED, None)]


@pytest.mark.parametrize("failure", [TransientError("502"), RateLimited(SECOND)])
async def test_a_worker_edits_the_message_when_telegram_has_failed(harness: Harness, failure: Exception) -> None:
    visitor = await harness.visitor()
    await book(harness, visitor)
    harness.sender.errors.append(failure)
    assert await harness.get(AnswerInMessage)(visitor, PRESSED) is Kind.CONFIRMATION
    assert told(harness) == []
    harness.clock.advance(SECOND)
    await harness.deliver_due()
    assert told(harness) == [(Kind.CONFIRMATION, PRESSED, None)]


async def test_a_press_does_not_wait_for_an_edit_for_long(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await harness.visitor()
    await book(harness, visitor)
    monkeypatch.setattr(answer_in_message, "PATIENCE", 0.1)

    async def hang(_: Letter) -> None:
        await asyncio.Event().wait()

    harness.sender.before_send = hang
    assert await harness.get(AnswerInMessage)(visitor, PRESSED) is Kind.CONFIRMATION
    harness.sender.before_send = None
    harness.clock.advance(timedelta(minutes=1))
    await harness.deliver_due()
    assert told(harness) == [(Kind.CONFIRMATION, PRESSED, None)]


async def test_a_move_edits_the_confirmation_and_the_message_of_its_own_dialog(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await book(harness, visitor)
    answer, move = harness.get(AnswerInMessage), harness.get(MoveBooking)
    await answer(visitor, PRESSED)
    for _ in range(2):
        await move(visitor, booking.id, TABLE.id, EVENING + timedelta(days=1), message_id=MOVED_IN)
    assert await answer(visitor, PRESSED) is None, "this message is about the old time"
    assert await answer(visitor, MOVED_IN) is Kind.MOVED
    assert told(harness)[1:] == [(Kind.MOVED, MOVED_IN, PRESSED)]


async def test_a_booking_that_was_canceled_before_its_message_was_edited_is_said_to_be_canceled(
    harness: Harness,
) -> None:
    visitor = await harness.visitor()
    booking = await book(harness, visitor)
    await harness.get(CancelBooking)(visitor, booking.id)
    assert await harness.get(AnswerInMessage)(visitor, PRESSED) is None
    harness.clock.advance(PUSH_LEASE)
    await harness.deliver_due()
    assert told(harness) == [(Kind.of(Canceled), None, PRESSED)]


async def test_nobody_else_and_no_other_message_finds_the_booking(harness: Harness) -> None:
    visitor, other = await harness.visitor(), await harness.visitor(2)
    booking = await book(harness, visitor)
    answer = harness.get(AnswerInMessage)
    assert await answer(other, PRESSED) is None
    assert await answer(visitor, MOVED_IN) is None
    harness.clock.move_to(booking.ends_at)
    assert await answer(visitor, PRESSED) is None
