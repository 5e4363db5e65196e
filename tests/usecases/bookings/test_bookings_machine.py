"""In generated histories of guests, an admin, closures and the clock the invariants of bookings hold at each step.

A state machine of Hypothesis calls the real use cases and compares the database with its own model of the bookings.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, initialize, invariant, multiple, rule
from sqlalchemy import RowMapping, select

from app.database.tables import booking_changes, notifications
from app.domain import errors
from app.domain.access import Admin, Visitor
from app.domain.availability.slots import Slot, grid_of_day, local_date, local_midnight
from app.domain.bookings import (
    CANCELLATIONS,
    CANCELLATIONS_WITHIN,
    MOVES_OF_BOOKING,
    Booking,
    BookingReceipt,
    BookingStatus,
    Change,
)
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind, Recipient
from app.domain.messages.letters import BookingLetter, GatheredLetter, Letter
from app.domain.messages.notifications import UNSENT, Notification
from app.domain.messages.planning import lead_name, reminder_times
from app.domain.relatives import Relative
from app.domain.venues import Hours, Localized, Resource
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import RateLimited
from tests.domain.builders import NIGHT, TABLE, a_venue, at
from tests.harness import Harness
from tests.machines import Machine, run_machine

EDITS_ONLY = {kind for kind in Kind if kind.rule.edits_only}
HOUR = timedelta(hours=1)
ADMIN = 900
SMALL = Resource("t2", Localized("Столик", "Small table"), Localized("", ""), capacity=2)
BEFORE_WINTER, BEFORE_SPRING = at("Europe/Berlin", "2026-10-24 12:00"), at("Europe/Berlin", "2027-03-27 12:00")
"""Days before a clock change: in the night after it the clocks go from three to two, or from two to three."""
OPEN = (Hours(0, 8 * 60), Hours(20 * 60, 24 * 60))
PERSONS = {None: 0, Relative("Маша"): 1, Relative("МАША", 2019): 1, Relative("Саша", 2019): 2}
"""Who comes: the guest, or a relative as guests write them. Equal numbers are one person."""
CANCEL_MINUTES = 60
"""Minutes before the start until which a guest may cancel or move."""

ExpectedRefusals = dict[type[errors.Refused], bool]
"""For each refusal whether it is expected."""


@dataclass
class Visit:
    """The machine's model of one booking."""

    guest: Guest
    request: BookingRequest
    receipt: BookingReceipt
    booking: Booking
    planned_at: datetime
    """When the booking got its present time."""
    history: list[Change] = field(default_factory=lambda: [Change.BOOKED])
    later_kinds: set[Kind] = field(default_factory=set)
    """The kinds of messages that were planned later, besides those of its present time."""
    moves_by_guest: int = 0
    canceled_at: datetime | None = None
    """When its guest canceled it."""

    def apply(self, what: Change, **changes: Any) -> None:
        self.history.append(what)
        self.booking = replace(self.booking, **changes)


@dataclass(frozen=True)
class SlotChoice:
    """A slot by its position: the day relative to today, and its number in the day's grid at that moment."""

    resource: Resource
    days_ahead: int
    number: int
    minutes_off: int


slot_choices = st.builds(
    SlotChoice,
    st.sampled_from([TABLE, SMALL]),
    days_ahead=st.sampled_from([1, 1, 1, 2, 2, 3, 3, 0, 4]),
    number=st.sampled_from([1, 2, 3, 4, -1]),
    minutes_off=st.sampled_from([0] * 15 + [7]),
)
"""Few slots near each other, so that bookings collide, and some that cannot be booked."""
Confirmation = tuple[int, int, SlotChoice, Relative | None]
"""The guest's number, the party size, the slot, and who comes."""
persons = st.sampled_from([None, *PERSONS])
confirmations = st.tuples(st.integers(0, 2), st.sampled_from([2, 2, 2, 2, 2, 4]), slot_choices, persons)
actors = st.sampled_from(["guest", "guest", "guest", "admin", "admin", "stranger"])

SECOND_QUESTION = "another question about a visit today"
NOTHING_TO_EDIT = "there is no message to edit"
"""The guest canceled before the confirmation was sent."""


class BookingsMachine(Machine):
    visits: Bundle[Visit] = Bundle("visits")

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        rules = a_venue(
            "Europe/Berlin", OPEN, slot_length=HOUR, horizon_days=3, max_active_per_guest=4, for_others=True
        )
        self.venue = replace(
            rules,
            admin_ids=(ADMIN,),
            resources={each.id: each for each in (TABLE, SMALL)},
            booking=replace(rules.booking, cancel_until=timedelta(minutes=CANCEL_MINUTES)),
            messages=replace(rules.messages, quiet_hours=NIGHT),
        )
        self.harness = Harness(self.database, self.venue, now=BEFORE_WINTER)
        self.clock = self.harness.clock
        self.harness.sender.before_send = self._check_letter
        self.book_slot = self.harness.get(BookSlot)
        self.move_booking = self.harness.get(MoveBooking)
        self.cancel_booking = self.harness.get(CancelBooking)
        self.delete_booking = self.harness.get(DeleteBooking)
        self.complete = self.harness.get(CompletePastBookings)
        self.claim_due = self.harness.get(ClaimDue)
        self.known: list[Visit] = []
        self.guests = [self.run(self.harness.register(number)) for number in (1, 2, 3)]

    async def _check_letter(self, letter: Letter) -> None:
        """Check that a letter has not expired and that its booking still needs it; of several alerts, each."""
        for each in letter.letters if isinstance(letter, GatheredLetter) else [letter]:
            self._check_booking_letter(each)

    def _check_booking_letter(self, letter: Letter) -> None:
        assert isinstance(letter, BookingLetter)
        notification, booking = letter.envelope.notification, letter.booking
        assert self.clock.now() < notification.expires_at
        assert notification.time_version == booking.time_version
        about_the_end = {Kind.ALERT_CANCELED, Kind.ALERT_DELETED, Kind.CANCELED, Kind.CANCELED_BY_VENUE}
        assert booking.status is not BookingStatus.CANCELED or notification.kind in about_the_end

    @initialize(target=visits, hours=st.integers(0, 20), confirmed=st.lists(confirmations, min_size=4, max_size=8))
    def begin(self, hours: int, confirmed: list[Confirmation]) -> MultipleResults[Visit]:
        self.clock.advance(hours * HOUR)
        return multiple(*self._book_all(confirmed))

    @rule(target=visits, confirmed=st.lists(confirmations, min_size=1, max_size=4))
    def book(self, confirmed: list[Confirmation]) -> MultipleResults[Visit]:
        return multiple(*self._book_all(confirmed))

    def _book_all(self, confirmed: list[Confirmation]) -> list[Visit]:
        known = len(self.known)
        for number, party_size, choice, for_whom in confirmed:
            self._book(self.guests[number], party_size, choice, for_whom)
        return self.known[known:]

    def _book(self, guest: Guest, party_size: int, choice: SlotChoice, for_whom: Relative | None) -> None:
        starts_at = self._start_of(choice)
        request = BookingRequest(choice.resource.id, starts_at, party_size, uuid4().hex, for_whom=for_whom)
        upcoming = [v for v in self._live() if v.guest == guest and v.booking.ends_at > self.clock.now()]
        expected = {
            **self._expected_refusals(choice.resource, starts_at, party_size, guest, for_whom),
            errors.TooManyBookings: len(upcoming) >= self.venue.booking.max_active_per_guest,
            errors.TooManyCancellations: self._canceled_within_a_day(guest) >= CANCELLATIONS,
        }
        with self._checking_refusals(expected, choice.resource):
            receipt = self.run(self.book_slot(self.venue, guest, request))
            assert receipt.booking.slot == Slot(starts_at, starts_at + self.venue.booking.slot_length)
            self.known.append(Visit(guest, request, receipt, receipt.booking, self.clock.now()))

    @rule(visit=visits)
    def confirm_again(self, visit: Visit) -> None:
        """Within a day a repeated request has the same receipt, also if the booking was changed since."""
        if self.clock.now() < visit.booking.created_at + timedelta(hours=24):
            assert self.run(self.book_slot(self.venue, visit.guest, visit.request)) == visit.receipt

    @rule(visit=visits, by=actors)
    def cancel(self, visit: Visit, by: str) -> None:
        with self._checking_refusals(self._expected_for_change(visit, by)):
            self.run(self.cancel_booking(self._who(visit, by), visit.booking.id))
            visit.apply(Change.CANCELED, status=BookingStatus.CANCELED)
            visit.later_kinds.add(Kind.ALERT_CANCELED)
            visit.later_kinds.add(Kind.CANCELED_BY_VENUE if by == "admin" else Kind.CANCELED)
            if by == "guest":
                visit.canceled_at = self.clock.now()

    @rule(visit=visits, by=actors, choice=slot_choices)
    def move(self, visit: Visit, by: str, choice: SlotChoice) -> None:
        starts_at, old = self._start_of(choice), visit.booking
        stays = (old.resource_id, old.starts_at) == (choice.resource.id, starts_at)
        expected = self._expected_for_change(visit, by)
        if not stays:
            size = old.party_size or 0
            expected |= self._expected_refusals(choice.resource, starts_at, size, visit.guest, old.for_whom, visit)
            expected[errors.TooManyMoves] = by == "guest" and visit.moves_by_guest >= MOVES_OF_BOOKING
        who = self._who(visit, by)
        with self._checking_refusals(expected, choice.resource):
            moved = self.run(self.move_booking(who, old.id, choice.resource.id, starts_at))
            if not stays:
                assert (moved.resource_id, moved.starts_at) == (choice.resource.id, starts_at)
                assert moved.for_whom == old.for_whom
                assert (moved.ends_at, moved.time_version) == (
                    starts_at + self.venue.booking.slot_length,
                    old.time_version + 1,
                )
                visit.history.append(Change.MOVED)
                visit.moves_by_guest += by == "guest"
                visit.booking, visit.planned_at = moved, self.clock.now()

    @rule(visit=visits, is_own=st.booleans())
    def delete(self, visit: Visit, is_own: bool) -> None:
        guest = visit.guest if is_own else self._stranger(visit)
        stands = visit.booking.is_live and self.clock.now() < visit.booking.ends_at
        is_gone = not is_own or visit.booking.deleted_at is not None
        with self._checking_refusals({errors.NotFound: is_gone, errors.BookingActive: stands}):
            self.run(self.delete_booking(Visitor(self.venue, guest), visit.booking.id))
            visit.apply(Change.DELETED, deleted_at=self.clock.now())
            visit.later_kinds.add(Kind.ALERT_DELETED)

    @rule()
    def sweep(self) -> None:
        ended = [visit for visit in self._live() if visit.booking.ends_at <= self.clock.now()]
        assert self.run(self.complete()) == len(ended)
        for visit in ended:
            visit.apply(Change.COMPLETED, status=BookingStatus.COMPLETED)

    @rule(minutes=st.sampled_from([10, 50, 120, 7 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(visit=visits, minutes=st.sampled_from([-CANCEL_MINUTES, -1, 0]))
    def a_visit_is_near(self, visit: Visit, minutes: int) -> None:
        """Move the clock to the limit of canceling, to a minute before the start, or to the start."""
        self.clock.move_to(max(self.clock.now(), visit.booking.starts_at + timedelta(minutes=minutes)))

    @rule(visit=visits, minutes=st.sampled_from([-1, 0]))
    def a_visit_ends(self, visit: Visit, minutes: int) -> None:
        self.clock.move_to(max(self.clock.now(), visit.booking.ends_at + timedelta(minutes=minutes)))

    @rule()
    def winter_passes(self) -> None:
        self.clock.move_to(max(self.clock.now(), BEFORE_SPRING))

    @rule(days_ahead=st.integers(0, 4))
    def venue_closes_or_opens_for_a_day(self, days_ahead: int) -> None:
        self.venue = replace(self.venue, closures=self.venue.closures ^ {self._day(days_ahead)})

    @rule(minutes=st.sampled_from([30, 60, 90, 120]))
    def slots_become_shorter_or_longer(self, minutes: int) -> None:
        self.venue = replace(self.venue, booking=replace(self.venue.booking, slot_length=timedelta(minutes=minutes)))

    @rule(alerts_wait=st.booleans())
    def deliver_what_is_due(self, alerts_wait: bool) -> None:
        """Deliver. When `alerts_wait`, each waits a second for its chat at first, so that several are gathered."""
        waited: set[int] = set()

        async def wait_once(notification: Notification) -> None:
            if notification.kind.rule.to is Recipient.ADMINS and notification.id not in waited:
                waited.add(notification.id)
                raise RateLimited(timedelta(seconds=1))

        self.harness.sender.before_reserve = wait_once if alerts_wait else None
        self.run(self._deliver())

    async def _deliver(self) -> None:
        deliver = self.harness.get(DeliverNotification)
        self.clock.advance(timedelta(seconds=10))  # Then messages are claimed again that were pushed and never arrived.
        while claimed := await self.claim_due():
            for each in claimed:
                await deliver(each.id)

    @invariant()
    def nobody_shares_a_slot_and_no_person_is_in_two_places(self) -> None:
        for one, other in combinations(self._live(), 2):
            is_same_person = (one.guest, PERSONS[one.booking.for_whom]) == (
                other.guest,
                PERSONS[other.booking.for_whom],
            )
            same = one.booking.resource_id == other.booking.resource_id or is_same_person
            assert not (same and one.booking.slot.overlaps(other.booking.slot)), (one.booking, other.booking)

    @invariant()
    def the_database_agrees(self) -> None:
        stored, changes, owed = self.run(self._look())
        assert stored == {visit.booking.id: visit.booking for visit in self.known}
        for visit in self.known:
            mine = visit.booking.id
            assert [row["what"] for row in changes if row["booking_id"] == mine] == visit.history
            self._check_owed(visit, [row for row in owed if row["subject_id"] == mine])
        self._check_once_a_day([row for row in owed if row["kind"] == Kind.FOLLOW_UP and row["status"] == "sent"])

    def _check_once_a_day(self, follow_ups: list[RowMapping]) -> None:
        """A guest gets one offer a day and one question about a visit, whatever visits there were."""
        by_day = Counter(
            (row["chat_id"], self.venue.is_offer(row["variant"]), local_date(self.venue, row["settled_at"]))
            for row in follow_ups
        )
        assert all(count == 1 for count in by_day.values()), by_day

    async def _look(self) -> tuple[dict[int, Booking], list[RowMapping], list[RowMapping]]:
        async with self.database.read() as tx:
            stored = await tx.venue_bookings.between(self.venue.id, BEFORE_WINTER, BEFORE_SPRING + timedelta(days=300))
        changes, owed = [
            list(await self.database.rows(select(table).order_by(table.c.id)))
            for table in (booking_changes, notifications)
        ]
        return {booking.id: booking for booking in stored}, changes, owed

    def _check_owed(self, visit: Visit, rows: list[RowMapping]) -> None:
        """Check that exactly the messages of the booking's present time are planned."""
        present = [row for row in rows if row["time_version"] == visit.booking.time_version]
        planned = Counter((row["kind"], row["variant"], row["chat_id"]) for row in present)
        assert planned == self._plan_of(visit)
        for row in rows:
            self._check_row(visit, row)

    def _check_row(self, visit: Visit, row: RowMapping) -> None:
        """Check that an unsent message is needed by the booking, and that any other was sent or has a reason."""
        is_void = row["time_version"] != visit.booking.time_version or (
            visit.booking.status is BookingStatus.CANCELED and row["kind"] not in visit.later_kinds
        )
        assert not (is_void and row["status"] in UNSENT), row
        assert (row["status"] == "sent") == (self.harness.sender.sent_ids.count(row["id"]) == 1), row
        is_offer = self.venue.is_offer(row["variant"])
        is_second = (row["kind"], row["last_error"]) == (Kind.FOLLOW_UP, SECOND_QUESTION)
        has_nothing_to_edit = row["kind"] in EDITS_ONLY and row["last_error"] == NOTHING_TO_EDIT
        assert row["status"] != "canceled" or is_void or is_offer or is_second or has_nothing_to_edit, row
        assert row["status"] != "missed" or row["expires_at"] <= self.clock.now(), row
        assert row["status"] != "failed", row

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        sent = self.harness.sender.sent_ids
        assert len(sent) == len(set(sent)), "sent twice"

    def end(self) -> None:
        """Check that at last no message is unsent."""
        self.clock.advance(timedelta(days=30))
        self.sweep()
        self.deliver_what_is_due(alerts_wait=False)
        self.the_database_agrees()
        assert not [row for row in self.run(self._look())[2] if row["status"] in UNSENT]

    def _plan_of(self, visit: Visit) -> Counter[tuple[str, str, int | None]]:
        """Kind, variant and chat of every message that the booking's present time needs."""
        is_first = visit.booking.time_version == 1
        chat, messages = visit.guest.telegram_id, self.venue.messages
        times = reminder_times(self.venue, visit.booking.starts_at)
        leads = [lead for lead, due_at in times if due_at > visit.planned_at]
        planned = [
            (Kind.CONFIRMATION if is_first else Kind.MOVED, "", chat),
            (Kind.ALERT_BOOKED if is_first else Kind.ALERT_MOVED, "", ADMIN),
            *((Kind.REMINDER, lead_name(lead), chat) for lead in leads),
            (Kind.VISIT_OVER, "", chat),
            *((Kind.FOLLOW_UP, follow_up.text, chat) for follow_up in messages.follow_ups),
            *((kind, "", chat if kind.rule.to is Recipient.GUEST else ADMIN) for kind in visit.later_kinds),
        ]
        return Counter((str(kind), variant, chat) for kind, variant, chat in planned)

    def _expected_refusals(
        self,
        resource: Resource,
        starts_at: datetime,
        party_size: int,
        guest: Guest,
        for_whom: Relative | None,
        but: Visit | None = None,
    ) -> ExpectedRefusals:
        """The refusals that are expected for a slot of a guest. `but` is a booking that is being moved."""
        slot = Slot(starts_at, starts_at + self.venue.booking.slot_length)
        others = [visit for visit in self._live() if visit is not but and visit.booking.slot.overlaps(slot)]
        day = local_date(self.venue, starts_at)
        return {
            errors.ResourceDoesNotFit: party_size > (resource.capacity or 0),
            errors.OutsideHours: slot not in grid_of_day(self.venue, day),
            errors.TooSoon: starts_at <= self.clock.now(),
            errors.TooFarAhead: day > self._day(self.venue.booking.horizon_days),
            errors.SlotTaken: any(visit.booking.resource_id == resource.id for visit in others),
            errors.GuestIsBusy: any(
                visit.guest == guest and PERSONS[visit.booking.for_whom] == PERSONS[for_whom] for visit in others
            ),
        }

    def _expected_for_change(self, visit: Visit, by: str) -> ExpectedRefusals:
        now, booking = self.clock.now(), visit.booking
        return {
            errors.NotFound: by == "stranger" or (by == "guest" and booking.deleted_at is not None),
            errors.BookingClosed: not booking.is_live or now >= booking.ends_at,
            errors.TooLateToChange: by == "guest" and now >= booking.starts_at - timedelta(minutes=CANCEL_MINUTES),
        }

    @contextmanager
    def _checking_refusals(self, expected: ExpectedRefusals, resource: Resource | None = None) -> Iterator[None]:
        """Check that a refusal in the block is an expected one, and that there is one if any is expected."""
        refusal: errors.Refused | None = None
        try:
            yield
        except errors.Refused as caught:
            refusal = caught
        if refusal is None:
            assert not any(expected.values()), expected
        else:
            assert expected[type(refusal)], refusal
        if isinstance(refusal, errors.SlotTaken) and resource:
            free = [Slot(start, start + self.venue.booking.slot_length) for start in refusal.free_starts]
            taken = [visit.booking.slot for visit in self._live() if visit.booking.resource_id == resource.id]
            assert not any(slot.overlaps(other) for slot in free for other in taken)

    def _canceled_within_a_day(self, guest: Guest) -> int:
        since = self.clock.now() - CANCELLATIONS_WITHIN
        return sum(bool(v.guest == guest and v.canceled_at and v.canceled_at > since) for v in self.known)

    def _live(self) -> list[Visit]:
        return [visit for visit in self.known if visit.booking.is_live]

    def _who(self, visit: Visit, by: str) -> Visitor | Admin:
        if by == "admin":
            return Admin(self.venue, ADMIN)
        return Visitor(self.venue, visit.guest if by == "guest" else self._stranger(visit))

    def _stranger(self, visit: Visit) -> Guest:
        return next(guest for guest in self.guests if guest != visit.guest)

    def _day(self, ahead: int) -> date:
        return local_date(self.venue, self.clock.now()) + timedelta(days=ahead)

    def _start_of(self, choice: SlotChoice) -> datetime:
        """The start of the slot; on a day without slots midnight, at which none starts."""
        day = self._day(choice.days_ahead)
        starts = [slot.starts_at for slot in grid_of_day(self.venue, day)] or [local_midnight(self.venue, day)]
        return starts[choice.number % len(starts)] + timedelta(minutes=choice.minutes_off)


@pytest.mark.timeout(1200)
def test_promises_hold_in_generated_histories(sqlite_template: Path, tmp_path: Path) -> None:
    run_machine(BookingsMachine, sqlite_template, tmp_path)
