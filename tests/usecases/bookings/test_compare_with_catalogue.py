"""venue.toml changes under bookings that exist, once on each backend: a restart is another harness on the database."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import MagicMock

import pytest
from sqlalchemy import select, update

from app.database.messages.ledger import QUEUE_LEASE
from app.database.tables import bookings, notifications
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking, BookingStatus, Change, Misfit
from app.domain.errors import BookingChanged, BookingClosed, OutsideHours, SlotTaken
from app.domain.messages.kinds import Kind, Recipient
from app.domain.messages.letters import BookingLetter
from app.domain.messages.payloads import Moved
from app.domain.venues import Hours, Venue
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.keep_booking import Keep, KeepBooking
from app.usecases.desk.list_undecided import ListUndecided
from app.usecases.desk.settle_all import Decision, SettleAll, Settled, digest
from app.usecases.messages.delivery import gate
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue, utc
from tests.harness import EVENING, NOW, Harness

ADMIN, OTHER_ADMIN = 900, 901
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VENUE = replace(a_venue(), admin_ids=(ADMIN, OTHER_ADMIN))
"""Without quiet hours."""
CLOSED = replace(VENUE, closures=frozenset({date(2026, 11, 24)}))
SMALL = replace(VENUE, resources={TABLE.id: replace(TABLE, capacity=1)})
WEST = replace(VENUE, zone=a_venue("Asia/Yekaterinburg").zone)
"""Its clock is two hours ahead of Moscow's."""
CLOSED_DAY = frozenset({Misfit.DAY_CLOSED})
ZONE = frozenset({Misfit.ZONE_CHANGED})
TO_GUEST = {Kind.CONFIRMATION, Kind.MOVED, Kind.REMINDER, Kind.FOLLOW_UP, Kind.CANCELED_BY_VENUE}


class Deployment(Harness):
    """The processes with one catalogue."""

    def __init__(self, database: OpenDatabase, venue: Venue = VENUE, now: datetime = NOW) -> None:
        super().__init__(database, venue, now=now)
        self.admin = Admin(venue, ADMIN)

    async def restart(self, venue: Venue) -> "Deployment":
        """Start the processes anew with another catalogue."""
        started = Deployment(self.database, venue, self.clock.now())
        await started.get(CompareWithCatalogue)()
        return started

    async def book_evening(self) -> Booking:
        """Book, and let the worker send the confirmation and the alerts."""
        booking = await self.book(await self.register())
        self.clock.advance(QUEUE_LEASE)
        await self.deliver_due()
        self.sender.sent.clear()
        return booking

    async def live_until(self, moment: datetime) -> None:
        """Advance the clock in steps of half an hour, and deliver what falls due at each."""
        while self.clock.now() < moment:
            self.clock.advance(HOUR / 2)
            await self.deliver_due()

    async def undecided(self) -> list[tuple[int, frozenset[Misfit]]]:
        return [(each.booking.id, each.misfits) for each in await self.get(ListUndecided)(self.admin)]

    async def keep(self, booking: Booking, how: Keep = Keep.AS_IT_IS, seen: frozenset[Misfit] = CLOSED_DAY) -> None:
        await self.get(KeepBooking)(self.admin, booking.id, how, booking.time_version, seen)

    async def settle_all(self, misfit: Misfit, decision: Decision) -> Settled:
        seen = digest(await self.get(ListUndecided)(self.admin))
        return await self.get(SettleAll)(self.admin, misfit, decision, seen)

    def told_guest(self) -> list[Kind]:
        return [kind for kind in self.sender.kinds if kind in TO_GUEST]

    async def outcomes(self, kind: Kind) -> Sequence[tuple[str, str | None]]:
        """Status and reason of each message of the kind, in the order of planning."""
        mine = select(notifications).where(notifications.c.kind == kind).order_by(notifications.c.id)
        return [(row["status"], row["last_error"]) for row in await self.database.rows(mine)]

    async def history(self, booking: Booking) -> list[tuple[Change, int | None]]:
        async with self.database.read() as tx:
            changes = await tx.booking_history.of_booking(booking.id, limit=20)
        return [(change.kind, change.actor.telegram_id) for change in changes]


@pytest.fixture
def before(database: OpenDatabase) -> Deployment:
    return Deployment(database)


async def test_a_visit_on_a_closed_day_is_silent_until_an_admin_decides(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)

    await after.live_until(EVENING + 5 * HOUR)
    await after.get(CompletePastBookings)()

    assert after.told_guest() == []
    assert after.sender.kinds == [Kind.ALERT_MISFITS] * 2
    assert await after.outcomes(Kind.REMINDER) == [("missed", "no admin has decided: day_closed")] * 3
    assert await after.undecided() == [(booking.id, CLOSED_DAY)]
    assert (await after.stored(booking)).status is BookingStatus.BOOKED


async def test_without_the_gate_the_guest_of_a_closed_day_is_reminded_and_thanked(
    before: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harm that the gate prevents."""
    await before.book_evening()
    after = await before.restart(CLOSED)
    monkeypatch.setattr(gate, "reason_to_wait", lambda *_: None)
    await after.live_until(EVENING + 5 * HOUR)
    assert after.told_guest() == [Kind.REMINDER] * 3 + [Kind.FOLLOW_UP]


async def test_a_message_that_waited_goes_when_the_booking_is_kept_in_time(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    await after.live_until(EVENING - 5 * HOUR)
    assert after.told_guest() == []

    await after.keep(booking)
    await after.live_until(EVENING + 2 * HOUR)
    await after.get(CompletePastBookings)()

    assert after.told_guest() == [Kind.REMINDER] * 2
    assert (await after.stored(booking)).status is BookingStatus.COMPLETED
    assert (Change.KEPT, ADMIN) in await after.history(booking)


async def test_admins_are_told_once_by_all_processes_and_restarts(before: Deployment) -> None:
    await before.book_evening()
    after = Deployment(before.database, CLOSED)
    await asyncio.gather(*(Deployment(before.database, CLOSED).get(CompareWithCatalogue)() for _ in range(3)))
    await (await after.restart(CLOSED)).deliver_due()
    assert len(await after.outcomes(Kind.ALERT_MISFITS)) == len(VENUE.admin_ids)


async def test_what_no_longer_fits_is_logged_as_numbers(before: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    log = MagicMock()
    monkeypatch.setattr("app.usecases.bookings.compare_with_catalogue.log", log)
    await before.book_evening()
    await before.restart(CLOSED)
    log.warning.assert_called_once_with(
        "bookings no longer fit the catalogue", venue="cafe", bookings=1, reasons={"day_closed": 1}
    )


async def test_a_kept_booking_is_no_question_again_unless_the_catalogue_changes_again(before: Deployment) -> None:
    booking = await before.book_evening()
    closed = await before.restart(CLOSED)
    await closed.keep(booking)
    assert await (await closed.restart(CLOSED)).undecided() == []

    gone = await closed.restart(replace(CLOSED, resources={}))
    assert await gone.undecided() == [(booking.id, frozenset({Misfit.RESOURCE_GONE}))]

    closed_anew = await (await gone.restart(VENUE)).restart(CLOSED)
    assert await closed_anew.undecided() == [(booking.id, CLOSED_DAY)]


async def test_a_catalogue_that_is_put_right_ends_the_question(before: Deployment) -> None:
    booking = await before.book_evening()
    repaired = await (await before.restart(CLOSED)).restart(VENUE)
    await repaired.live_until(EVENING + 4 * HOUR)
    assert await repaired.undecided() == []
    assert repaired.told_guest() == [Kind.REMINDER] * 3 + [Kind.FOLLOW_UP]
    await repaired.get(CompletePastBookings)()
    assert (await repaired.stored(booking)).status is BookingStatus.COMPLETED


async def test_a_visit_that_ended_before_the_change_is_completed_and_followed_up(before: Deployment) -> None:
    booking = await before.book_evening()
    await before.live_until(EVENING + 2 * HOUR)
    after = await before.restart(replace(VENUE, resources={}))
    await after.get(CompletePastBookings)()
    await after.live_until(EVENING + 4 * HOUR)
    assert (await after.stored(booking)).status is BookingStatus.COMPLETED
    assert after.told_guest() == [Kind.FOLLOW_UP]


@pytest.mark.parametrize("is_over", [False, True])
async def test_canceling_tells_the_guest_unless_the_visit_is_over(before: Deployment, is_over: bool) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    if is_over:
        after.clock.move_to(EVENING + 3 * HOUR)
        await after.get(CompletePastBookings)()
    await after.get(CancelBooking)(after.admin, booking.id, 1)
    await after.live_until(EVENING + 6 * HOUR)
    assert after.told_guest() == ([] if is_over else [Kind.CANCELED_BY_VENUE])
    assert (await after.stored(booking)).status is BookingStatus.CANCELED


async def test_a_guest_cannot_cancel_a_visit_that_is_over_and_undecided(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    after.clock.move_to(EVENING + 3 * HOUR)
    with pytest.raises(BookingClosed):
        await after.get(CancelBooking)(await after.visitor(), booking.id)


async def test_a_kept_visit_that_is_over_is_completed(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    after.clock.move_to(EVENING + 3 * HOUR + timedelta(minutes=30))
    await after.get(CompletePastBookings)()
    await after.keep(booking)
    await after.get(CompletePastBookings)()
    await after.deliver_due()
    assert (await after.stored(booking)).status is BookingStatus.COMPLETED
    assert Kind.FOLLOW_UP in after.told_guest()


async def test_the_promised_wall_clock_time_can_be_kept_after_a_change_of_the_zone(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(WEST)
    assert await after.undecided() == [(booking.id, ZONE)]

    await after.keep(booking, Keep.LOCAL_TIME, ZONE)

    kept = await after.stored(booking)
    assert (kept.starts_at, kept.ends_at) == (EVENING - 2 * HOUR, EVENING)
    assert await after.undecided() == []
    assert (Change.KEPT_LOCAL_TIME, ADMIN) in await after.history(booking)
    await after.live_until(EVENING - 2 * HOUR)
    assert after.told_guest() == [Kind.REMINDER] * 3


async def test_the_instant_can_be_kept_and_the_guest_is_told_the_new_time(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(WEST)

    await after.keep(booking, Keep.INSTANT, ZONE)

    after.clock.advance(QUEUE_LEASE)
    await after.deliver_due()
    assert (await after.stored(booking)).starts_at == EVENING
    news = next(letter for letter in after.sender.sent if letter.envelope.notification.kind is Kind.MOVED)
    assert isinstance(news, BookingLetter)
    assert isinstance(news.payload, Moved)
    assert news.payload.old_starts_at.astimezone(WEST.zone).hour == 18
    assert news.booking.starts_at.astimezone(WEST.zone).hour == 20
    assert await after.undecided() == []


@pytest.mark.parametrize("zone", ["Asia/Yekaterinburg", "Europe/London"])
async def test_bookings_in_a_row_all_keep_their_wall_clock_times(before: Deployment, zone: str) -> None:
    """Each moves to where its neighbour was."""
    starts = [EVENING - 6 * HOUR, EVENING - 3 * HOUR, EVENING]
    hourly = replace(VENUE, booking=replace(VENUE.booking, slot_length=3 * HOUR))
    deployment = Deployment(before.database, hourly)
    for number, starts_at in enumerate(starts, start=1):
        await deployment.book(await deployment.register(number), starts_at)
    after = await deployment.restart(replace(hourly, zone=a_venue(zone).zone))

    assert await after.settle_all(Misfit.ZONE_CHANGED, Decision.LOCAL_TIME) == Settled(3, 0)

    rows = await after.database.rows(select(bookings).order_by(bookings.c.id))
    local = [row["starts_at"].astimezone(after.venue.zone).hour for row in rows]
    assert local == [12, 15, 18]


async def test_a_promised_time_that_was_given_to_another_guest_meanwhile_is_refused(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(WEST)
    await after.book(await after.register(2), EVENING - 2 * HOUR)
    with pytest.raises(SlotTaken):
        await after.keep(booking, Keep.LOCAL_TIME, ZONE)
    assert await after.settle_all(Misfit.ZONE_CHANGED, Decision.LOCAL_TIME) == Settled(0, 1)


async def test_a_promised_time_that_the_new_zone_skips_cannot_be_kept(database: OpenDatabase) -> None:
    """Berlin's clocks go from 02:00 to 03:00 on 28 March 2027."""
    moscow = replace(a_venue(hours=[Hours(0, 24 * 60)], horizon_days=365), admin_ids=(ADMIN,))
    before = Deployment(database, moscow)
    booking = await before.book(await before.register(), utc("2027-03-27 23:00"))
    after = await before.restart(replace(moscow, zone=a_venue("Europe/Berlin").zone))
    with pytest.raises(OutsideHours):
        await after.keep(booking, Keep.LOCAL_TIME, ZONE)


async def test_bookings_of_the_release_before_are_promised_their_time_at_the_first_comparison(
    before: Deployment,
) -> None:
    booking = await before.book_evening()
    unknown: dict[str, Any] = dict.fromkeys(("standing_version", "promised_local_start", "promised_specialty"))
    await before.database.change(update(bookings).values(**unknown))
    assert await (await before.restart(VENUE)).undecided() == []
    assert await (await before.restart(WEST)).undecided() == [(booking.id, ZONE)]


async def test_a_move_by_the_release_before_leaves_no_promise_of_the_earlier_time(before: Deployment) -> None:
    booking = await before.book_evening()
    moved = {"starts_at": EVENING + 2 * HOUR, "ends_at": EVENING + 4 * HOUR, "time_version": 2}
    await before.database.change(update(bookings).values(**moved))
    after = await before.restart(VENUE)
    assert await after.undecided() == []
    standing = (await after.stored(booking)).standing
    assert standing
    assert standing.promise.local_start.hour == 20


async def test_a_comparison_in_several_batches_finds_all(before: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.bookings.compare_with_catalogue.BATCH", 2)
    for number in range(1, 6):
        await before.book(await before.register(number), EVENING + (number - 3) * 2 * HOUR)
    after = await before.restart(CLOSED)
    rows = await after.database.rows(select(bookings.c.undecided_since))
    assert len([row for row in rows if row["undecided_since"] == NOW]) == len(await after.undecided()) == 5


@pytest.mark.parametrize(
    ("decision", "status"), [(Decision.AS_IT_IS, BookingStatus.BOOKED), (Decision.CANCEL, BookingStatus.CANCELED)]
)
async def test_sixty_bookings_are_settled_at_once(
    database: OpenDatabase, decision: Decision, status: BookingStatus
) -> None:
    tables = {f"t{number}": replace(TABLE, id=f"t{number}") for number in range(12)}
    venue = replace(VENUE, resources=tables)
    before = Deployment(database, venue)
    guests = iter(range(1, 100))
    for table in tables:
        for hours in range(5):
            await before.book(await before.register(next(guests)), EVENING - hours * 2 * HOUR, table)
    after = await before.restart(replace(venue, closures=CLOSED.closures))

    assert await after.settle_all(Misfit.DAY_CLOSED, decision) == Settled(60, 0)

    assert await after.undecided() == []
    rows = await database.rows(select(bookings.c.status))
    assert Counter(row["status"] for row in rows) == {status: 60}


async def test_admins_get_one_alert_when_all_are_canceled(before: Deployment) -> None:
    for number in (1, 2, 3):
        await before.book(await before.register(number), EVENING + (number - 3) * 2 * HOUR)
    await before.live_until(before.clock.now() + HOUR)
    after = await before.restart(CLOSED)
    await after.live_until(after.clock.now() + HOUR)
    after.sender.sent.clear()
    await after.settle_all(Misfit.DAY_CLOSED, Decision.CANCEL)
    await after.live_until(after.clock.now() + HOUR)

    admins = len(VENUE.admin_ids)
    to_admins = [kind for kind in after.sender.kinds if kind.rule.to is Recipient.ADMINS]
    assert Counter(to_admins) == {Kind.ALERT_ALL_CANCELED: admins, Kind.ALERT_CANCELED_TOGETHER: 3 * admins}
    assert Kind.ALERT_CANCELED_TOGETHER.rule.edits_only
    assert after.told_guest() == [Kind.CANCELED_BY_VENUE] * 3


async def test_all_are_settled_only_as_they_were_shown(before: Deployment) -> None:
    await before.book_evening()
    after = await before.restart(CLOSED)
    shown = digest(await after.get(ListUndecided)(after.admin))
    await before.book(await before.register(2), EVENING + 2 * HOUR)
    with pytest.raises(BookingChanged):
        await after.get(SettleAll)(after.admin, Misfit.DAY_CLOSED, Decision.CANCEL, shown)
    assert len(await after.undecided()) == 2


async def test_a_booking_that_another_admin_has_kept_is_not_kept_again(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    await after.keep(booking)
    with pytest.raises(BookingChanged):
        await after.keep(booking)


async def test_a_decision_about_an_earlier_time_is_refused(before: Deployment) -> None:
    booking = await before.book_evening()
    visitor = await before.visitor()
    await before.get(MoveBooking)(visitor, booking.id, TABLE.id, EVENING + 2 * HOUR)
    admin = Admin(VENUE, ADMIN)
    people: Sequence[Visitor | Admin] = [visitor, admin]
    for who in people:
        with pytest.raises(BookingChanged):
            await before.get(CancelBooking)(who, booking.id, booking.time_version)
        with pytest.raises(BookingChanged):
            await before.get(MoveBooking)(who, booking.id, TABLE.id, EVENING + 4 * HOUR, booking.time_version)
    assert (await before.stored(booking)).starts_at == EVENING + 2 * HOUR


async def test_moving_an_unfitting_booking_ends_the_question(before: Deployment) -> None:
    booking = await before.book_evening()
    after = await before.restart(CLOSED)
    await after.get(MoveBooking)(after.admin, booking.id, TABLE.id, EVENING + DAY, 1)
    assert await after.undecided() == []
    await after.live_until(EVENING + DAY)
    assert after.told_guest() == [Kind.MOVED] + [Kind.REMINDER] * 3
