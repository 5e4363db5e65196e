"""Compare a run's history with its database and report the promises of the product that were broken."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import RowMapping, select

from app.database.tables import booking_changes, bookings, guests, notifications
from app.domain.bookings import LIVE
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import UNSENT, Failure, pause_after
from tests.databases import OpenDatabase
from tests.faults.doubles import Incidents
from tests.faults.history import Event
from tests.services.deployment import CLEAN_ENDS
from tests.services.lag import Lag

IN_FLIGHT = timedelta(seconds=2)
"""A message that is accepted within this time after its booking was canceled or moved was on its way before the change.
Stalls of the machine are added: they may have delayed the message."""
NEAR = timedelta(seconds=1)
"""Another process may be stalled slightly earlier or later than the bench."""
FAULT_EFFECT = timedelta(seconds=15)
"""For this long after a fault, its effects may be seen."""


class Key(NamedTuple):
    """What identifies a message on Telegram's side."""

    venue: str
    chat: int
    kind: str
    booking: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The whole database at the end of a run."""

    bookings: Sequence[RowMapping]
    changes: Sequence[RowMapping]
    notifications: Sequence[RowMapping]
    chats: Mapping[int, int]
    """The chat of each guest, by the guest's id."""


@dataclass(slots=True)
class Verdict:
    """The result of a check: descriptions of broken promises, and the figures of the run."""

    broken: list[str] = field(default_factory=list)
    bookings: int = 0
    for_others: int = 0
    """Of them, those for a relative."""
    moves: int = 0
    cancellations: int = 0
    gave_up: int = 0
    owed: int = 0
    sent: int = 0
    missed: int = 0
    doubles: list[str] = field(default_factory=list)
    """Messages that were accepted more often than recorded, each with its reason."""
    unrecorded: int = 0
    """Messages that were accepted once while the answer was lost, and were canceled before the retry."""
    crossed: int = 0
    """Messages that were accepted within `IN_FLIGHT` after the change of their booking."""
    longest_stall: float = 0.0
    """Seconds."""
    faults: Counter[str] = field(default_factory=Counter)
    late_without_faults: list[float] = field(default_factory=list)
    """Seconds from due to accepted, of messages without a fault near them."""
    late_after_faults: list[float] = field(default_factory=list)
    """Seconds from due, or from the last fault before the message was accepted if that is later, to accepted."""

    @property
    def untried(self) -> list[str]:
        """Actions that did not occur in the run, so that it proves nothing about them."""
        counts = {
            "bookings": self.bookings,
            "bookings for a relative": self.for_others,
            "moves": self.moves,
            "cancellations": self.cancellations,
            "faults": self.faults.total(),
        }
        return [action for action, count in counts.items() if not count]


async def read_rows(database: OpenDatabase) -> Rows:
    async with database.engine.connect() as connection:
        execute = connection.execute
        return Rows(
            bookings=(await execute(select(bookings).order_by(bookings.c.id))).mappings().all(),
            changes=(await execute(select(booking_changes).order_by(booking_changes.c.id))).mappings().all(),
            notifications=(await execute(select(notifications).order_by(notifications.c.id))).mappings().all(),
            chats={row.id: row.telegram_id for row in await execute(select(guests.c.id, guests.c.telegram_id))},
        )


def check(events: Iterable[Event], rows: Rows) -> Verdict:
    """Compare the database (`rows`) with the events that guests and the sandbox saw."""
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[event.what].append(event)
    for_others = sum(row["for_name"] is not None for row in rows.bookings)
    verdict = Verdict(bookings=len(rows.bookings), for_others=for_others, owed=len(rows.notifications))
    verdict.faults.update(event.facts["kind"] for event in by_kind["fault"])
    verdict.longest_stall = max((event.facts["seconds"] for event in by_kind["stalled"]), default=0.0)
    _check_exits(by_kind["stopped"], verdict)
    _check_slots(rows, verdict)
    _check_answers(by_kind["answered"], rows, verdict)
    _check_plans(rows, verdict)
    _check_ends(rows, verdict)
    _check_sent(by_kind, rows, verdict)
    return verdict


def _check_exits(stopped: Iterable[Event], verdict: Verdict) -> None:
    """Every process that was asked to stop has ended cleanly."""
    for event in stopped:
        for name, code in event.facts["exit_codes"]:
            if code not in CLEAN_ENDS[name]:
                verdict.broken.append(f"{name} ended with {code}")


def _check_slots(rows: Rows, verdict: Verdict) -> None:
    """No two live bookings of a resource overlap, nor two of a guest for the same person."""
    held: dict[tuple[object, ...], list[RowMapping]] = defaultdict(list)
    for row in rows.bookings:
        if row["status"] in LIVE:
            held[row["venue_id"], row["resource_id"]].append(row)
            held["guest", row["guest_id"], row["for_name"], row["for_birth_year"]].append(row)
    for place, live in held.items():
        for one, next_one in pairwise(sorted(live, key=lambda row: row["starts_at"])):
            if next_one["starts_at"] < one["ends_at"]:
                verdict.broken.append(f"bookings {one['id']} and {next_one['id']} overlap: {place}")


def _check_answers(answered: Sequence[Event], rows: Rows, verdict: Verdict) -> None:
    """Every request of a guest was carried out exactly once, and its answer agrees with the database."""
    by_id = {row["id"]: row for row in rows.bookings}
    wanted = Counter(event.facts["chat"] for event in answered if event.facts["wish"] == "book")
    for event in answered:
        facts = event.facts
        if facts["outcome"] != "done":
            verdict.gave_up += 1
            verdict.broken.append(f"guest {facts['guest']} wanted to {facts['wish']} and {facts['outcome']}")
            continue
        row = by_id.get(facts["booking"])
        if row is None or rows.chats[row["guest_id"]] != facts["chat"]:
            verdict.broken.append(f"guest {facts['guest']} was told of booking {facts['booking']}, which is not theirs")
        elif facts["wish"] == "cancel" and row["status"] != "canceled":
            verdict.broken.append(f"booking {row['id']} was canceled, and is {row['status']}")
        elif facts["wish"] == "move" and row["time_version"] < 2:
            verdict.broken.append(f"booking {row['id']} was moved, and is where it was")
    for guest, count in Counter(row["guest_id"] for row in rows.bookings).items():
        if count > max(1, wanted[rows.chats[guest]]):
            verdict.broken.append(f"guest {guest} wanted {wanted[rows.chats[guest]]} bookings and has {count}")


def _check_plans(rows: Rows, verdict: Verdict) -> None:
    """Every change of a booking has planned every message that it causes.

    A move deletes messages of the time before it whose own time had not come.
    """
    planned = Counter((row["booking_id"], row["time_version"], row["kind"]) for row in rows.notifications)
    for_guest = {Kind.REMINDER: 3, Kind.FOLLOW_UP: 4, Kind.VISIT_OVER: 1}
    version: Counter[int] = Counter()
    latest = {row["id"]: row["time_version"] for row in rows.bookings}
    for change in rows.changes:
        booking, action = change["booking_id"], change["what"]
        if action == "canceled":
            verdict.cancellations += 1
            expected = {Kind.ALERT_CANCELED: 1, Kind.CANCELED: 1}
        else:
            version[booking] += 1
            verdict.moves += action == "moved"
            news = (Kind.CONFIRMATION, Kind.ALERT_BOOKED) if action == "booked" else (Kind.MOVED, Kind.ALERT_MOVED)
            expected = {**dict.fromkeys(news, 1), **for_guest}
        for kind, count in expected.items():
            found = planned[booking, version[booking], kind]
            may_be_deleted = kind in for_guest and version[booking] < latest.get(booking, 0)
            if found > count or (found < count and not may_be_deleted):
                verdict.broken.append(f"booking {booking} was {action}, and not each {kind} is in the ledger")


def _check_ends(rows: Rows, verdict: Verdict) -> None:
    """Every due message was sent, or was canceled or missed for a valid reason."""
    changed = {(row["booking_id"], "canceled") for row in rows.changes if row["what"] == "canceled"}
    latest = {row["id"]: row["time_version"] for row in rows.bookings}
    newest = max((row["settled_at"] for row in rows.notifications if row["settled_at"]), default=None)
    had_follow_up = {
        (row["venue_id"], row["chat_id"])
        for row in rows.notifications
        if row["kind"] == Kind.FOLLOW_UP and row["status"] == "sent"
    }
    for row in rows.notifications:
        name = f"{row['kind']} {row['variant']} of booking {row['booking_id']} ({row['id']})"
        is_over = (row["booking_id"], "canceled") in changed or row["time_version"] < latest.get(row["booking_id"], 0)
        # A guest gets one follow-up of a sort a day.
        is_second = row["kind"] == Kind.FOLLOW_UP and (row["venue_id"], row["chat_id"]) in had_follow_up
        if row["status"] == "failed" and not _expired_before_the_next_attempt(row):
            verdict.broken.append(f"{name} failed: {row['last_error']}")
        elif row["status"] == "canceled" and not (is_over or is_second):
            verdict.broken.append(f"{name} was canceled, though its booking was not changed: {row['last_error']}")
        elif row["status"] == "missed" and row["settled_at"] < row["expires_at"]:
            verdict.broken.append(f"{name} was missed before it had expired: {row['last_error']}")
        elif row["status"] in UNSENT and newest and row["due_at"] <= newest:
            verdict.broken.append(f"{name} is {row['status']} at the end")
        verdict.missed += row["status"] in {"missed", "failed"}


def _expired_before_the_next_attempt(row: RowMapping) -> bool:
    """Whether the message failed because the pause after an attempt would have lasted until it had expired."""
    next_attempt: datetime = row["settled_at"] + pause_after(row["attempts"])
    return bool(row["failure"] == Failure.UNREACHABLE and next_attempt >= row["expires_at"])


def _check_sent(by_kind: Mapping[str, list[Event]], rows: Rows, verdict: Verdict) -> None:
    """The messages that the sandbox accepted are those that the ledger recorded as sent; doubles have a reason."""
    recorded: dict[Key, list[RowMapping]] = defaultdict(list)
    unrecorded: set[Key] = set()
    for row in rows.notifications:
        booking = None if row["kind"] == Kind.FOLLOW_UP else row["booking_id"]
        key = Key(row["venue_id"], row["chat_id"], row["kind"], booking)
        if Kind.named(row["kind"]).rule.edits_only:
            continue
        if row["status"] == "sent" and row["booking_id"]:
            recorded[key].append(row)
        elif row["attempts"]:
            unrecorded.add(key)
    accepted: dict[Key, list[datetime]] = defaultdict(list)
    for event in by_kind["sent"]:
        facts = event.facts
        accepted[Key(facts["venue"], facts["chat"], facts["kind"], facts["booking"])].append(event.at)
        verdict.sent += 1
    changed_at = _changes_by_version(rows)
    stalls = Lag([(event.at, timedelta(seconds=event.facts["seconds"])) for event in by_kind["stalled"]])
    incidents = Incidents.read(by_kind, stalls)
    for key in recorded.keys() | accepted.keys():
        due, at = sorted(recorded[key], key=lambda row: row["planned_for"]), sorted(accepted[key])
        if len(at) < len(due):
            verdict.broken.append(f"{key} was never sent, though the ledger says so")
        elif len(at) > len(due):
            by_web = Kind.named(key.kind).rule.ends_dialog
            reasons = incidents.explain(key.venue, key.chat, at, by_web=by_web)
            # A recorded message is not sent again: the last sending was recorded, so only the others need a reason.
            _explain(key, at, len(due), reasons if key in unrecorded else reasons[:-1], verdict)
        else:
            for row, accepted_at in zip(due, at, strict=True):
                _check_time(row, accepted_at, changed_at, stalls, verdict)
                _measure(row["planned_for"], accepted_at, by_kind, verdict)


def _changes_by_version(rows: Rows) -> Mapping[tuple[int, int], datetime]:
    """When each time version of a booking ended by a move or cancellation, by the booking's id and the version."""
    changed_at = {}
    version: Counter[int] = Counter()
    for change in rows.changes:
        if change["what"] != "booked":
            changed_at[change["booking_id"], version[change["booking_id"]]] = change["changed_at"]
        if change["what"] in {"booked", "moved"}:
            version[change["booking_id"]] += 1
    return changed_at


def _check_time(
    row: RowMapping, at: datetime, changed_at: Mapping[tuple[int, int], datetime], stalls: Lag, verdict: Verdict
) -> None:
    """A message was not accepted after it had expired, nor after its booking had changed."""
    end = changed_at.get((row["booking_id"], row["time_version"]))
    if at >= row["expires_at"] + _in_flight(row["expires_at"], at, stalls):
        verdict.broken.append(f"{row['kind']} {row['id']} came {at - row['expires_at']} after it had expired")
    if end is None or row["kind"] == Kind.ALERT_CANCELED or at <= end:
        return
    if at > end + _in_flight(end, at, stalls):
        verdict.broken.append(f"{row['kind']} {row['id']} came {at - end} after its booking had changed")
    else:
        verdict.crossed += 1


def _in_flight(end: datetime, at: datetime, stalls: Lag) -> timedelta:
    return IN_FLIGHT + stalls.between(end - NEAR, at + NEAR)


def _explain(key: Key, at: Sequence[datetime], recorded: int, reasons: Iterable[str], verdict: Verdict) -> None:
    """Check the reasons of a double: the Bot API's answer was lost, or the worker was killed before it recorded it."""
    known = [reason for reason in reasons if reason]
    name = f"{key.kind} of booking {key.booking} to {key.chat}"
    line = f"{name}: accepted {len(at)} times, recorded {recorded}; {', '.join(known) or 'no reason'}"
    if len(known) < len(at) - recorded:
        verdict.broken.append(line)
    elif len(at) > 1:
        verdict.doubles.append(line)
    else:
        verdict.unrecorded += 1


def _measure(due_at: datetime, at: datetime, by_kind: Mapping[str, list[Event]], verdict: Verdict) -> None:
    faults = [e.at for e in (*by_kind["fault"], *by_kind["recovered"], *by_kind["call_faulted"]) if e.at <= at]
    near = [fault for fault in faults if fault >= due_at - FAULT_EFFECT]
    if near:
        verdict.late_after_faults.append((at - max(due_at, *near)).total_seconds())
    else:
        verdict.late_without_faults.append((at - due_at).total_seconds())
