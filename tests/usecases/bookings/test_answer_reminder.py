"""A guest answers to a reminder, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.database.guests import TelegramUser
from app.database.messages.rows import is_about
from app.database.tables import bookings, notifications
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking, Change
from app.domain.errors import BookingChanged, BookingClosed, NotFound, TooManyAnswers
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.letters import BookingLetter, Letter
from app.domain.reminder_answers import ANSWERS_OF_BOOKING, IN_TIME
from app.domain.venues import Localized, Resource
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.show_card import ShowCard
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OTHER_TABLE = Resource("t2", Localized("Столик", "Small table"), Localized("", ""), capacity=4)
VENUE = replace(
    a_venue(buffer=10 * MINUTE, start_every=30 * MINUTE),
    admin_ids=(900,),
    resources={each.id: each for each in (TABLE, OTHER_TABLE)},
)
ELSEWHERE = replace(VENUE, id="other")
ADMIN = Admin(VENUE, 900)
AFTER_BUFFER = EVENING + 2 * HOUR + 30 * MINUTE
"""The next visit that the grid allows after the one of the evening: 20 minutes after its buffer."""


class AnswerHarness(Harness):
    """A venue with two tables and ten minutes between visits."""

    def __init__(self, database: OpenDatabase) -> None:
        super().__init__(database, VENUE, ELSEWHERE)

    async def answer(self, booking: Booking, minutes: int, version: int = 1) -> Booking:
        async with self.database.read() as tx:
            visitor = Visitor(VENUE, await tx.guests.get(booking.guest_id))
        return await self.get(AnswerReminder)(visitor, booking.id, minutes, version)

    async def deliver(self) -> None:
        """Deliver what was pushed: nothing else takes it from the queue here."""
        self.clock.advance(3 * MINUTE)
        await self.deliver_due()

    async def alerts(self, booking: Booking) -> list[tuple[str, int | None]]:
        """Status and message id of each row about a delay."""
        theirs = select(notifications).where(
            is_about(Subject.BOOKING, booking.id), notifications.c.kind == "alert_late"
        )
        return [(row["status"], row["message_id"]) for row in await self.database.rows(theirs)]

    @property
    def delays(self) -> list[BookingLetter]:
        """The letters about delays that were sent or edited, in order."""
        return [
            letter
            for letter in self.sender.sent
            if isinstance(letter, BookingLetter) and letter.envelope.notification.kind is Kind.ALERT_LATE
        ]


@pytest.fixture
def harness(database: OpenDatabase) -> AnswerHarness:
    return AnswerHarness(database)


@pytest.fixture
async def booking(harness: AnswerHarness) -> Booking:
    booked = await harness.book(await harness.register())
    await harness.deliver()
    return booked


async def late_minutes(harness: AnswerHarness, booking: Booking) -> int | None:
    answer = (await harness.stored(booking)).answer
    return answer.late_minutes if answer else None


async def test_the_answer_is_stored_with_its_history_and_may_be_changed(
    harness: AnswerHarness, booking: Booking
) -> None:
    await harness.answer(booking, IN_TIME)
    assert await late_minutes(harness, booking) == IN_TIME
    await harness.answer(booking, 20)
    await harness.answer(booking, 20)
    assert await late_minutes(harness, booking) == 20
    card = await harness.get(ShowCard)(ADMIN, booking.id)
    assert [each.kind for each in card.history] == [Change.BOOKED, Change.COMING, Change.LATE]


async def test_only_the_guest_of_the_booking_answers(harness: AnswerHarness, booking: Booking) -> None:
    maria = await harness.visitor(2)
    async with harness.database.write() as tx:
        anna = await tx.guests.register(ELSEWHERE.id, TelegramUser(1, "Anna", None, "ru"), harness.clock.now())
    for visitor in (maria, Visitor(ELSEWHERE, anna)):
        with pytest.raises(NotFound):
            await harness.get(AnswerReminder)(visitor, booking.id, IN_TIME, 1)
    assert await late_minutes(harness, booking) is None


async def test_a_move_to_another_time_takes_the_answer_away(harness: AnswerHarness, booking: Booking) -> None:
    await harness.answer(booking, 20)
    await harness.get(MoveBooking)(ADMIN, booking.id, TABLE.id, EVENING + 2 * HOUR)
    assert await late_minutes(harness, booking) is None
    with pytest.raises(BookingChanged):
        await harness.answer(booking, IN_TIME, version=1)
    await harness.answer(booking, IN_TIME, version=2)
    assert await late_minutes(harness, booking) == IN_TIME


async def test_another_table_at_the_same_time_keeps_the_answer(harness: AnswerHarness, booking: Booking) -> None:
    await harness.answer(booking, 20)
    await harness.get(MoveBooking)(ADMIN, booking.id, OTHER_TABLE.id, EVENING)
    assert await late_minutes(harness, booking) == 20


async def test_a_move_by_the_release_before_takes_the_answer_away(harness: AnswerHarness, booking: Booking) -> None:
    """It knows nothing of answers, and writes none of their columns."""
    await harness.answer(booking, 20)
    await harness.database.change(update(bookings).values(time_version=2, starts_at=EVENING + 10 * MINUTE))
    assert await late_minutes(harness, booking) is None


async def test_a_canceled_booking_takes_no_answer(harness: AnswerHarness, booking: Booking) -> None:
    await harness.get(CancelBooking)(ADMIN, booking.id)
    with pytest.raises(BookingClosed):
        await harness.answer(booking, IN_TIME)


async def test_admins_get_one_alert_about_a_delay_which_is_edited(harness: AnswerHarness, booking: Booking) -> None:
    await harness.answer(booking, IN_TIME)
    assert await harness.alerts(booking) == []

    for minutes in (10, 30, IN_TIME):
        await harness.answer(booking, minutes)
        await harness.deliver()

    ((status, _),) = await harness.alerts(booking)
    assert status == "sent"
    first, *edits = harness.delays
    assert first.envelope.notification.message_id is None
    assert first.replaced_message_id, "the alert about the booking becomes one line"
    assert all(each.envelope.notification.message_id for each in edits)
    assert [each.booking.answer and each.booking.answer.late_minutes for each in harness.delays] == [10, 30, 0]


async def test_a_delay_that_is_taken_back_before_anybody_is_told_is_not_told(
    harness: AnswerHarness, booking: Booking
) -> None:
    await harness.answer(booking, 10)
    await harness.answer(booking, IN_TIME)
    await harness.deliver()
    assert (harness.delays, await harness.alerts(booking)) == ([], [("canceled", None)])

    await harness.answer(booking, 30)
    await harness.deliver()
    assert len(harness.delays) == 1


@pytest.mark.parametrize(("minutes", "is_touched"), [(20, False), (30, True)])
async def test_admins_are_told_when_a_delay_and_the_buffer_reach_into_the_next_visit(
    harness: AnswerHarness, booking: Booking, minutes: int, is_touched: bool
) -> None:
    others = await harness.register(2)
    await harness.book(others, AFTER_BUFFER, OTHER_TABLE.id)
    await harness.book(await harness.register(3), AFTER_BUFFER)
    await harness.answer(booking, minutes)
    await harness.deliver()

    touched_at = AFTER_BUFFER if is_touched else None
    assert harness.delays[0].touched_at == touched_at
    assert (await harness.get(ShowCard)(ADMIN, booking.id)).touched_at == touched_at


async def test_the_answer_cannot_be_changed_without_end(harness: AnswerHarness, booking: Booking) -> None:
    for number in range(ANSWERS_OF_BOOKING):
        await harness.answer(booking, 10 * (number % 2))
    with pytest.raises(TooManyAnswers):
        await harness.answer(booking, 30)


@pytest.mark.parametrize("second", [30, IN_TIME])
async def test_an_answer_that_is_changed_while_its_alert_is_being_sent_edits_the_alert(
    harness: AnswerHarness, booking: Booking, second: int
) -> None:
    await harness.answer(booking, 20)

    async def change(letter: Letter) -> None:
        harness.sender.before_send = None
        harness.clock.advance(MINUTE)
        await harness.answer(booking, second)

    harness.sender.before_send = change
    await harness.deliver()
    await harness.deliver()

    told = [letter.booking.answer.late_minutes for letter in harness.delays if letter.booking.answer]
    assert told == [20, second]
    [(status, message_id)] = await harness.alerts(booking)
    assert status == "sent"
    assert harness.delays[-1].envelope.notification.message_id == message_id, "it is an edit"
    harness.clock.advance(HOUR)
    assert await harness.deliver_due() == 0
