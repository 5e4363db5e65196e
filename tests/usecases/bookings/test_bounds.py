"""What one guest can do, however fast and often, once on each backend."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.tables import forgotten_cancellations, notifications
from app.domain.access import Admin, Visitor
from app.domain.bookings import CANCELLATIONS, CANCELLATIONS_WITHIN, MOVES_OF_BOOKING, Booking
from app.domain.errors import NotFound, TooManyCancellations, TooManyMoves
from app.domain.messages.kinds import Kind
from app.domain.messages.planning import ALERT_PAUSE, ALERTS_AT_ONCE
from app.domain.pseudonyms import pseudonym_of
from app.texts.facts import HISTORY_LINES
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking
from app.usecases.desk.show_card import ShowCard
from app.usecases.guests.forget_guest import ForgetGuest
from app.usecases.guests.forget_pseudonyms import ForgetPseudonyms
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue
from tests.harness import EVENING, Harness

VENUE = replace(a_venue(cancel_until=timedelta(hours=1)), admin_ids=(900,))
ADMIN = Admin(VENUE, 900)
LATER = EVENING + timedelta(hours=2)
DAY = timedelta(days=1)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE)


async def book_and_cancel(harness: Harness, visitor: Visitor, times: int) -> None:
    """Cancel as often as `times`, with a different request each time."""
    for number in range(times):
        day = EVENING + (number % 3) * DAY
        booking = await book(harness, visitor, day)
        await harness.get(CancelBooking)(visitor, booking.id)


async def book(harness: Harness, visitor: Visitor, starts_at: datetime = EVENING) -> Booking:
    """Book; unlike `Harness.book`, also after a cancellation of the same slot."""
    async with harness.database.write() as tx:
        known = await tx.booking_requests.find(
            visitor.guest.id, f"{visitor.guest.id} {TABLE.id} {starts_at.isoformat()}"
        )
        if known:
            await tx.booking_requests.forget_key(known.booking.id)
    return await harness.book(visitor.guest, starts_at)


async def move_to_and_fro(harness: Harness, who: Visitor | Admin, booking: Booking, times: int) -> None:
    for _ in range(times):
        present = await harness.stored(booking)
        there = LATER if present.starts_at == EVENING else EVENING
        await harness.get(MoveBooking)(who, booking.id, TABLE.id, there)


async def deliver(harness: Harness) -> None:
    """Deliver what is due, also what was pushed and has waited in the queue for too long."""
    harness.clock.advance(timedelta(minutes=3))
    await harness.deliver_due()


async def test_who_cancels_too_often_books_again_a_day_after_the_first_of_these(harness: Harness) -> None:
    visitor, begun = await harness.visitor(), harness.clock.now()
    await book_and_cancel(harness, visitor, 1)
    harness.clock.advance(timedelta(hours=1))
    await book_and_cancel(harness, visitor, CANCELLATIONS - 1)

    with pytest.raises(TooManyCancellations) as refusal:
        await book(harness, visitor)

    assert refusal.value.again_at == begun + CANCELLATIONS_WITHIN
    harness.clock.move_to(refusal.value.again_at)
    assert await book(harness, visitor, EVENING + DAY)


async def test_who_erases_themselves_and_comes_back_has_canceled_as_often_as_before(harness: Harness) -> None:
    visitor, begun = await harness.visitor(), harness.clock.now()
    await book_and_cancel(harness, visitor, CANCELLATIONS - 3)
    harness.clock.advance(timedelta(hours=1))
    for number in range(2):
        await book(harness, visitor, EVENING + number * DAY)
        await harness.get(ForgetGuest)(visitor)
        visitor = await harness.visitor()
    await book_and_cancel(harness, visitor, 1)
    with pytest.raises(TooManyCancellations) as refusal:
        await book(harness, visitor)
    assert refusal.value.again_at == begun + CANCELLATIONS_WITHIN
    assert await book(harness, await harness.visitor(2)), "others are not affected"
    harness.clock.move_to(refusal.value.again_at)
    assert await book(harness, visitor, EVENING + DAY)


async def test_after_a_day_nothing_of_a_forgotten_guest_is_left(harness: Harness) -> None:
    visitor, kept = await harness.visitor(), select(forgotten_cancellations)
    await book_and_cancel(harness, visitor, 2)
    await harness.get(ForgetGuest)(visitor)
    harness.clock.advance(CANCELLATIONS_WITHIN - timedelta(seconds=1))
    await harness.get(ForgetPseudonyms)()
    (first, second) = await harness.database.rows(kept)
    assert set(first.keys()) == {"id", "venue_id", "pseudonym", "canceled_at"}
    assert first["pseudonym"] == second["pseudonym"]
    harness.clock.advance(timedelta(seconds=1))
    await harness.get(ForgetPseudonyms)()
    assert await harness.database.rows(kept) == []


async def test_a_pseudonym_tells_venues_and_keys_apart(harness: Harness) -> None:
    guest = await harness.register()
    venues = (VENUE, replace(VENUE, id="other"), replace(VENUE, pseudonym_key=b"another token"))
    assert len({pseudonym_of(venue, guest) for venue in venues}) == 3
    assert pseudonym_of(VENUE, replace(guest, telegram_id=None)) is None


async def test_canceling_itself_is_never_refused_for_it(harness: Harness) -> None:
    visitor = await harness.visitor()
    kept = await book(harness, visitor, LATER)
    await book_and_cancel(harness, visitor, CANCELLATIONS)

    await harness.get(CancelBooking)(visitor, kept.id)

    assert not (await harness.stored(kept)).is_live


async def test_cancellations_of_others_and_by_the_venue_do_not_count(harness: Harness) -> None:
    visitor, other = await harness.visitor(1), await harness.visitor(2)
    await book_and_cancel(harness, other, CANCELLATIONS)
    for _ in range(CANCELLATIONS):
        booking = await book(harness, visitor)
        await harness.get(CancelBooking)(ADMIN, booking.id)

    assert await book(harness, visitor)


async def test_a_guest_moves_one_booking_only_so_often_and_an_admin_as_often_as_needed(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await book(harness, visitor)
    await move_to_and_fro(harness, visitor, booking, MOVES_OF_BOOKING)

    with pytest.raises(TooManyMoves):
        await move_to_and_fro(harness, visitor, booking, 1)

    await move_to_and_fro(harness, ADMIN, booking, 1)
    assert (await harness.stored(booking)).time_version == MOVES_OF_BOOKING + 2


async def test_many_moves_leave_no_rows_but_those_of_messages_that_may_have_been_sent(harness: Harness) -> None:
    booking = await book(harness, await harness.visitor())
    await deliver(harness)
    once = len(await harness.database.rows(select(notifications.c.id)))

    for _ in range(59):
        await move_to_and_fro(harness, ADMIN, booking, 1)
        await deliver(harness)

    rows = await harness.database.rows(select(notifications.c.kind, notifications.c.status))
    sent = Counter(row["kind"] for row in rows if row["status"] == "sent")
    assert sent == {Kind.CONFIRMATION: 1, Kind.ALERT_BOOKED: 1, Kind.MOVED: 59, Kind.ALERT_MOVED: 59}
    assert len(rows) == once + sent[Kind.MOVED] + sent[Kind.ALERT_MOVED]


async def test_the_card_shows_the_newest_changes_and_no_more(harness: Harness) -> None:
    booking = await book(harness, await harness.visitor())
    await move_to_and_fro(harness, ADMIN, booking, HISTORY_LINES + 5)

    card = await harness.get(ShowCard)(ADMIN, booking.id)

    assert len(card.history) == HISTORY_LINES
    times = [change.old_starts_at for change in card.history]
    assert card.booking.starts_at not in times[-1:]
    assert {*times[-2:]} == {EVENING, LATER}


async def test_what_a_guest_has_removed_is_gone_for_the_guest_and_stays_for_admins(harness: Harness) -> None:
    visitor = await harness.visitor()
    booking = await book(harness, visitor)
    await harness.get(CancelBooking)(visitor, booking.id)
    await harness.get(DeleteBooking)(visitor, booking.id)

    for attempt in (
        harness.get(ShowBooking)(visitor, booking.id),
        harness.get(CancelBooking)(visitor, booking.id),
        harness.get(MoveBooking)(visitor, booking.id, TABLE.id, LATER),
        harness.get(DeleteBooking)(visitor, booking.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await harness.get(ShowBooking)(ADMIN, booking.id)).id == booking.id


async def test_alerts_about_one_guest_are_spread_and_those_about_others_are_not(harness: Harness) -> None:
    visitor, honest, now = await harness.visitor(1), await harness.visitor(2), harness.clock.now()
    await book_and_cancel(harness, visitor, 5)
    await book(harness, honest)

    alerts = await harness.database.rows(
        select(notifications.c.planned_for, notifications.c.kind)
        .where(notifications.c.chat_id == 900)
        .order_by(notifications.c.id)
    )

    spread = [now + ALERT_PAUSE * max(0, number - (ALERTS_AT_ONCE - 1)) for number in range(10)]
    assert [row["planned_for"] for row in alerts] == [*spread, now]


async def test_after_a_pause_alerts_about_a_guest_come_at_once_again(harness: Harness) -> None:
    visitor = await harness.visitor()
    await book_and_cancel(harness, visitor, 2)
    harness.clock.advance(ALERT_PAUSE * 4)

    booking = await book(harness, visitor)

    mine = (notifications.c.subject_id == booking.id) & (notifications.c.kind == Kind.ALERT_BOOKED)
    (alert,) = await harness.database.rows(select(notifications.c.planned_for).where(mine))
    assert alert["planned_for"] == harness.clock.now()


async def due_before_the_honest_one(harness: Harness) -> int:
    """How many alerts stand before an honest guest's, who books after another one has canceled ten times."""
    visitor, honest = await harness.visitor(1), await harness.visitor(2)
    await book_and_cancel(harness, visitor, CANCELLATIONS)
    booking = await book(harness, honest)
    is_due = (notifications.c.chat_id == 900) & (notifications.c.planned_for <= harness.clock.now())
    rows = await harness.database.rows(select(notifications.c.subject_id).where(is_due))
    return sum(row["subject_id"] != booking.id for row in rows)


async def test_an_honest_guests_alert_waits_for_three_others_at_most(harness: Harness) -> None:
    assert await due_before_the_honest_one(harness) == ALERTS_AT_ONCE


async def test_without_spreading_it_would_wait_for_all_of_them(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.bookings.alerts.spread_alert", lambda _until, now: (now, now))
    assert await due_before_the_honest_one(harness) == 2 * CANCELLATIONS
