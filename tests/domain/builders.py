"""Builders of venues, bookings and notifications for tests. Values that a test does not give are valid."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from app.domain.bookings import Booking, BookingStatus, Misfit, Promise
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import NewNotification, Notification
from app.domain.messages.payloads import Payload, Trouble
from app.domain.venues import (
    Asks,
    BookingRules,
    FollowUpRule,
    Hours,
    Locale,
    Localized,
    MessageRules,
    QuietHours,
    Resource,
    Venue,
)
from app.domain.waitlist import EndOfOffer

EVERY_DAY = range(7)
NIGHT = QuietHours(time(22), time(9))
A_PROMISE = Promise(datetime.fromisoformat("2026-11-24 18:00"), None)
TABLE = Resource("t1", Localized("Стол", "Table"), Localized("У окна", "By the window"), capacity=4)

RULES = BookingRules(
    asks=Asks.PARTY_SIZE,
    slot_length=timedelta(hours=2),
    horizon_days=60,
    min_notice=timedelta(0),
    cancel_until=timedelta(0),
    max_active_per_guest=5,
    max_party_size=6,
)
MESSAGES = MessageRules(
    reminders=(timedelta(hours=24), timedelta(hours=6), timedelta(minutes=30)),
    follow_ups=(
        FollowUpRule("review", timedelta(hours=1), offer=False),
        FollowUpRule("offer", timedelta(hours=3), offer=True),
    ),
)


def a_venue(
    zone: str = "Europe/Moscow",
    hours: Sequence[Hours] = (Hours(6 * 60, 24 * 60),),
    messages: MessageRules = MESSAGES,
    **rules: Any,
) -> Venue:
    """A restaurant that is open every day. `rules` are fields of its `BookingRules`."""
    return Venue(
        id="cafe",
        name=Localized("Кафе", "Cafe"),
        address=Localized("Улица, 1", "1 Street"),
        zone=ZoneInfo(zone),
        locale=Locale.RU,
        booking=replace(RULES, **rules),
        opening_hours={weekday: tuple(hours) for weekday in EVERY_DAY},
        messages=messages,
        resources={TABLE.id: TABLE},
    )


def a_guest(**changes: Any) -> Guest:
    """A guest of the cafe who has chosen no language and answered no question about offers."""
    guest = Guest(
        id=1,
        venue_id="cafe",
        telegram_id=100,
        name="Анна",
        username=None,
        language_code=None,
        chosen_locale=None,
        offers_consent=None,
        blocked_at=None,
        created_at=utc("2026-11-22 09:00"),
    )
    return replace(guest, **changes)


def a_booking(starts_at: datetime, **changes: Any) -> Booking:
    """A booking of a table for two hours, made the day before."""
    booking = Booking(
        id=1,
        venue_id="cafe",
        guest_id=1,
        resource_id=TABLE.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        party_size=2,
        status=BookingStatus.BOOKED,
        time_version=1,
        created_at=starts_at - timedelta(days=1),
    )
    return replace(booking, **changes)


def a_payload(kind: Kind, **values: Any) -> Payload:
    """A payload of the kind. `values` by field; a field that the kind's payload does not have is ignored."""
    payload = kind.rule.payload
    examples: dict[Any, Any] = {str: TABLE.id, int: 1, datetime: utc("2026-11-22 15:00"), bool | None: False}
    # A move with the same number of guests.
    examples |= {int | None: None, Misfit: Misfit.DAY_CLOSED, Trouble: Trouble.GROUP, EndOfOffer: EndOfOffer.EXPIRED}
    types = get_type_hints(payload)
    # The only text of a payload that names something: the kind of the message that was not delivered.
    values = {"message": str(Kind.REMINDER), **values}
    return payload(**{each.name: values.get(each.name, examples[types[each.name]]) for each in fields(payload)})


def a_new_notification(
    kind: Kind, due_at: datetime, chat_id: int = 1, use: timedelta = timedelta(hours=24), **values: Any
) -> NewNotification:
    """A message that is useful for `use` after its time. `values` are fields of its payload, or of its own."""
    own = {each.name for each in fields(NewNotification)} & values.keys()
    new = NewNotification(a_payload(kind, **values), chat_id, due_at, due_at + use)
    return replace(new, **{name: values[name] for name in own})


def a_notification(kind: Kind, due_at: datetime, **changes: Any) -> Notification:
    """A row of the ledger that a worker is sending, about booking 1, useful for a day."""
    notification = Notification(
        payload=a_payload(kind),
        chat_id=1,
        due_at=due_at,
        expires_at=due_at + timedelta(hours=24),
        subject_id=1,
        time_version=1,
        id=1,
        venue_id="cafe",
        planned_for=due_at,
        attempts=1,
        message_id=None,
    )
    return replace(notification, **changes)


def utc(text: str) -> datetime:
    """`2026-11-22 18:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(zone: str, text: str) -> datetime:
    """A wall-clock time of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
