"""Staff are told of what happens to bookings at their own resource, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import BookingLetter, GatheredLetter, notifications_of
from app.domain.messages.payloads import AlertAnswered, AlertCanceledTogether
from app.domain.venues import Venue
from app.usecases.bookings.answer_reminder import AnswerReminder
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import RateLimited
from app.usecases.messages.pass_on_answer import PassOnAnswer
from app.usecases.ratings.rate_visit import RateVisit
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, FIRST_MESSAGE_ID, Harness
from tests.ledger import all_notifications

HOUR, A_WHILE = timedelta(hours=1), timedelta(minutes=5)
VERA, ASYA, GLEB, NINA = 900, 801, 802, 803
TABLES = {each: replace(TABLE, id=each) for each in ("t1", "t2", "t3", "t4")}
VENUE = replace(
    a_venue(start_every=HOUR),
    resources=TABLES,
    admin_ids=(VERA,),
    staff={"t1": ASYA, "t2": GLEB, "t3": NINA, "t4": ASYA},
)
ADMIN = Admin(VENUE, VERA)
BOOKED, MOVED, CANCELED = Kind.ALERT_BOOKED, Kind.ALERT_MOVED, Kind.ALERT_CANCELED
LATE, RATED, ANSWERED = Kind.ALERT_LATE, Kind.ALERT_RATED, Kind.ALERT_ANSWERED


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def told(harness: Harness) -> dict[int, list[Kind]]:
    """Deliver what is due within a while, and return the kinds of the alerts that each of the venue's people got."""
    harness.clock.advance(A_WHILE)
    harness.sender.sent.clear()
    await harness.deliver_due()
    found: dict[int, list[Kind]] = {}
    for each in (each for letter in harness.sender.sent for each in notifications_of(letter)):
        if each.chat_id >= ASYA:
            found.setdefault(each.chat_id, []).append(each.kind)
    return found


async def move(harness: Harness, booking: Booking, resource_id: str, by: Admin | Visitor = ADMIN) -> Booking:
    return await harness.get(MoveBooking)(by, booking.id, resource_id, EVENING)


def with_staff(harness: Harness, **staff: int) -> Harness:
    """The same database after a restart with other staff."""
    venue: Venue = replace(VENUE, staff=staff)
    return Harness(harness.database, venue, now=harness.clock.now())


async def test_a_booking_and_its_cancellation_are_told_to_the_person_of_its_resource(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    assert await told(harness) == {VERA: [BOOKED], ASYA: [BOOKED]}
    await harness.get(CancelBooking)(visitor, booking.id)
    assert await told(harness) == {VERA: [CANCELED], ASYA: [CANCELED]}
    await harness.get(DeleteBooking)(visitor, booking.id)
    assert await told(harness) == {VERA: [Kind.ALERT_DELETED]}


async def test_a_move_is_told_to_both_and_only_one_may_open_it(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await told(harness)
    await move(harness, booking, "t2")
    assert await told(harness) == {VERA: [MOVED], ASYA: [MOVED], GLEB: [MOVED]}
    alerts = [letter for letter in harness.sender.sent if isinstance(letter, BookingLetter)]
    can_open = {letter.envelope.notification.chat_id: letter.can_be_opened for letter in alerts}
    assert can_open == {1: True, VERA: True, ASYA: False, GLEB: True}
    replaced = {letter.envelope.notification.chat_id for letter in alerts if letter.replaced_message_id}
    assert replaced == {1, VERA, ASYA}, "their earlier messages are edited"


async def test_who_has_both_resources_of_a_move_is_told_once(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await told(harness)
    await move(harness, booking, "t4")
    assert (await told(harness))[ASYA] == [MOVED]


async def test_who_was_not_told_yet_that_a_booking_left_is_told_of_what_became_of_it(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    await told(harness)
    await move(harness, booking, "t2")
    booking = await move(harness, booking, "t3")
    assert await told(harness) == {VERA: [MOVED], ASYA: [MOVED], GLEB: [MOVED], NINA: [MOVED]}

    await move(harness, booking, "t2")
    await harness.get(CancelBooking)(ADMIN, booking.id)
    assert await told(harness) == {VERA: [CANCELED], GLEB: [CANCELED], NINA: [CANCELED]}


async def test_staff_are_told_of_each_cancellation_where_admins_are_told_of_many_at_once(harness: Harness) -> None:
    booking = await harness.book(await harness.register())
    await told(harness)
    await harness.get(CancelBooking)(ADMIN, booking.id, alert=AlertCanceledTogether())
    assert await told(harness) == {VERA: [Kind.ALERT_CANCELED_TOGETHER], ASYA: [CANCELED]}


async def test_staff_are_told_when_a_guest_is_forgotten(harness: Harness) -> None:
    visitor = await harness.visitor()
    await harness.book(visitor.guest)
    await told(harness)
    await harness.get(ForgetGuest)(visitor)
    assert await told(harness) == {VERA: [CANCELED], ASYA: [CANCELED]}


async def test_former_staff_get_no_alert_that_was_planned_for_them(harness: Harness) -> None:
    await harness.book(await harness.register())
    assert await told(with_staff(harness, t2=GLEB)) == {VERA: [BOOKED]}


async def test_who_has_another_resource_now_gets_no_alert_of_the_former_one(harness: Harness) -> None:
    await harness.book(await harness.register())
    assert await told(with_staff(harness, t2=ASYA)) == {VERA: [BOOKED]}


async def test_who_was_an_admin_and_is_of_the_staff_now_gets_no_alert_for_admins(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    await told(harness)
    await harness.get(CancelBooking)(visitor, booking.id)
    await told(harness)
    await harness.get(DeleteBooking)(visitor, booking.id)
    venue = replace(VENUE, admin_ids=(), staff={"t1": VERA})
    assert await told(Harness(harness.database, venue, now=harness.clock.now())) == {}


async def test_alerts_of_staff_that_wait_are_gathered_in_their_own_chat(harness: Harness) -> None:
    for number in range(4):
        await harness.book(await harness.register(number + 1), EVENING - number * 2 * HOUR)
    first, *_ = [each.id for each in await all_notifications(harness.database) if each.chat_id == ASYA]
    harness.sender.errors.append(RateLimited(timedelta(seconds=1)))
    await harness.get(DeliverNotification)(first)
    (letter,) = harness.sender.sent
    assert isinstance(letter, GatheredLetter)
    assert [each.chat_id for each in notifications_of(letter)] == [ASYA] * 4


async def test_a_delay_is_told_to_the_person_of_the_present_resource_alone(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest)
    await told(harness)
    booking = await move(harness, booking, "t2")
    await harness.get(AnswerReminder)(visitor, booking.id, 20, booking.time_version)
    assert await told(harness) == {VERA: [MOVED, LATE], ASYA: [MOVED], GLEB: [MOVED, LATE]}
    await harness.get(AnswerReminder)(visitor, booking.id, 0, booking.time_version)
    assert await told(harness) == {VERA: [LATE], GLEB: [LATE]}
    edited = [letter for letter in harness.sender.sent if notifications_of(letter)[0].message_id]
    assert len(edited) == 2, "the alert of each is edited"


async def test_few_stars_are_told_to_the_person_who_was_visited_alone(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await move(harness, await harness.book(visitor.guest), "t2")
    await told(harness)
    harness.clock.move_to(booking.ends_at + HOUR)
    await told(harness)
    await harness.get(RateVisit)(visitor, booking.id, 1, FIRST_MESSAGE_ID)
    assert await told(harness) == {VERA: [RATED], GLEB: [RATED]}


async def test_what_a_guest_writes_is_told_to_the_person_who_was_visited_alone(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await move(harness, await harness.book(visitor.guest), "t2")
    await told(harness)
    harness.clock.move_to(booking.ends_at + HOUR)
    await told(harness)
    await harness.get(RateVisit)(visitor, booking.id, 5, FIRST_MESSAGE_ID)
    assert await told(harness) == {}, "five stars are no alert"
    assert await harness.get(PassOnAnswer)(visitor, 77, "The best haircut of my life")
    assert await told(harness) == {VERA: [ANSWERED], GLEB: [ANSWERED]}
    (alert, _) = [each for each in harness.sender.sent if isinstance(each, BookingLetter)]
    assert alert.payload == AlertAnswered(variant="77", answer="The best haircut of my life")
    assert await harness.get(PassOnAnswer)(visitor, 78, "Until next time")
    assert await told(with_staff(harness, t1=GLEB)) == {VERA: [ANSWERED]}, "he has another resource now"


async def test_a_delay_is_not_told_to_who_had_the_booking_before_and_not_now(harness: Harness) -> None:
    """Asya's resource has changed since the alert was planned: it is of a resource that the booking had once."""
    visitor = await harness.visitor()
    booking = await harness.book(visitor.guest, resource_id="t3")
    booking = await move(harness, booking, "t1")
    await told(harness)
    await harness.get(AnswerReminder)(visitor, booking.id, 20, booking.time_version)
    assert await told(with_staff(harness, t3=ASYA)) == {VERA: [LATE]}
