"""The rights of a user, as types whose values can only be created by passing a check.

A use case that takes such a value needs no check of its own, and mypy reports a caller that forgot the check: it
refuses a plain Telegram id, guest or venue instead.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from app.domain.bookings import SYSTEM, Actor, Booking, Role, check_changeable
from app.domain.errors import NotFound
from app.domain.guests import Guest, check_not_barred
from app.domain.venues import Venue, resource_ids_of

CALENDAR_CODE_LENGTH = 32
"""Characters of the code and of its signature in the token of a calendar address: each is 128 bits in hexadecimal."""

NO_CALENDAR = "no such calendar"
"""The same of an address that never was and of one that was revoked: the answer gives no hint."""

DATA_LINK_LASTS = timedelta(minutes=10)
"""The link opens all that is known of a guest, so it lasts only as long as it takes to save the file."""
NO_DATA = "no such file"
"""The same of a link that never was and of one that has expired."""
_DATA_TOKEN = re.compile("([0-9]{1,19})-([0-9]{1,12})-([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A guest of the venue, who may see and change their own bookings.

    Creating one raises `NotFound` for a guest of another venue.
    """

    venue: Venue
    guest: Guest

    def __post_init__(self) -> None:
        if self.guest.venue_id != self.venue.id:
            raise NotFound(f"guest {self.guest.id} is not a guest of {self.venue.id}")

    @property
    def actor(self) -> Actor:
        """The guest, for the history of a booking."""
        return Actor(Role.GUEST, self.guest.telegram_id)

    def may_see(self, guest: Guest) -> bool:
        """Whether the bookings of `guest` are the visitor's own."""
        return guest.id == self.guest.id


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """A person who has the secret link to one booking, and may see that booking without being signed in.

    Creating one raises `NotFound` for a `key` that was not made with the venue's `secret` for this booking.
    """

    venue: Venue
    booking_id: int
    secret: str
    key: str

    def __post_init__(self) -> None:
        if not hmac.compare_digest(self.key.encode(), _link_key(self.secret, self.booking_id).encode()):
            raise NotFound(f"the key is not that of booking {self.booking_id}")

    @classmethod
    def of(cls, visitor: Visitor, booking_id: int, secret: str) -> Self:
        """Make the link to a booking that the visitor may see: the caller has shown it to them."""
        return cls(visitor.venue, booking_id, secret, _link_key(secret, booking_id))

    def may_see(self, guest: Guest) -> bool:
        """Whether `guest` is a guest of the link's venue."""
        return guest.venue_id == self.venue.id


@dataclass(frozen=True, slots=True)
class CalendarReader:
    """A calendar program that asks with the secret token of a guest's calendar address, without being signed in.

    The token is a random code, by which the guest is found as long as the address is not revoked, and a signature of
    the code. Creating a reader raises `NotFound` for a token that was not made with the venue's `secret`.
    """

    venue: Venue
    secret: str = field(repr=False)
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        if not hmac.compare_digest(self.token.encode(), calendar_token(self.secret, self.code).encode()):
            raise NotFound(NO_CALENDAR)

    @property
    def code(self) -> str:
        """The code of the guest (`Guest.calendar_code`)."""
        return self.token[:CALENDAR_CODE_LENGTH]


@dataclass(frozen=True, slots=True)
class DataReader:
    """A browser that asks with a guest's secret link for all that is kept about them, without being signed in.

    The token is the guest's id, the second in which the link expires (Unix time), and a signature of both. Creating a
    reader raises `NotFound` for a token that was not made with the venue's `secret`, and for one that has expired at
    `now` (UTC).
    """

    venue: Venue
    secret: str = field(repr=False)
    token: str = field(repr=False)
    now: datetime

    def __post_init__(self) -> None:
        parts = _DATA_TOKEN.fullmatch(self.token)
        if not parts or not hmac.compare_digest(parts[3], _data_key(self.secret, int(parts[1]), int(parts[2]))):
            raise NotFound(NO_DATA)
        if self.expires_at <= self.now:
            raise NotFound(NO_DATA)

    @classmethod
    def of(cls, visitor: Visitor, secret: str, now: datetime) -> Self:
        """Make the visitor's link."""
        guest_id, expires = visitor.guest.id, int((now + DATA_LINK_LASTS).timestamp())
        return cls(visitor.venue, secret, f"{guest_id}-{expires}-{_data_key(secret, guest_id, expires)}", now)

    @property
    def guest_id(self) -> int:
        """The guest whose data the link opens."""
        return int(self.token.split("-")[0])

    @property
    def expires_at(self) -> datetime:
        """When the link opens nothing any more, UTC."""
        return datetime.fromtimestamp(int(self.token.split("-")[1]), UTC)


@dataclass(frozen=True, slots=True)
class Admin:
    """An admin of the venue, who may see and change all data of this venue and none of another's.

    Creating one raises `NotFound` for a Telegram id that is not among the venue's admins: others do not learn that the
    desk exists.
    """

    venue: Venue
    telegram_id: int

    def __post_init__(self) -> None:
        if not self.venue.is_admin(self.telegram_id):
            raise NotFound(f"{self.telegram_id} is not an admin of {self.venue.id}")

    @property
    def actor(self) -> Actor:
        """The admin, for the history of a booking."""
        return Actor(Role.ADMIN, self.telegram_id)

    def may_see(self, guest: Guest) -> bool:
        """Whether `guest` is a guest of the admin's venue."""
        return guest.venue_id == self.venue.id


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator of the deployment, who may see and change all data of the venue.

    Only a command of `python -m app` creates one: who can run it can read the database and the settings as well.
    """

    venue: Venue

    @property
    def actor(self) -> Actor:
        """The system, for the history of a booking: an operator has no chat with the bot."""
        return SYSTEM


@dataclass(frozen=True, slots=True)
class Staff:
    """The person of one or more resources of the venue, such as a doctor, who may see their bookings and no others.

    They may record there who has come, and write notes. Creating one raises `NotFound` for a Telegram id that is no
    resource's person.
    """

    venue: Venue
    telegram_id: int

    def __post_init__(self) -> None:
        if not self.resource_ids:
            raise NotFound(f"{self.telegram_id} is not of the staff of {self.venue.id}")

    @property
    def resource_ids(self) -> frozenset[str]:
        """Their own resources."""
        return self.venue.resources_of(self.telegram_id)

    @property
    def actor(self) -> Actor:
        """The member of staff, for the history of a booking."""
        return Actor(Role.STAFF, self.telegram_id)

    def may_see_booking(self, booking: Booking) -> bool:
        """Whether the booking takes a resource of theirs now."""
        is_own = not self.resource_ids.isdisjoint(resource_ids_of(booking.resource_id))
        return booking.venue_id == self.venue.id and is_own


def calendar_token(secret: str, code: str) -> str:
    """Return the token of a calendar address: the guest's code, and its signature with the venue's secret.

    Who has only the database cannot make it.
    """
    return code + _signature(secret, f"calendar {code}")[:CALENDAR_CODE_LENGTH]


def _link_key(secret: str, booking_id: int) -> str:
    return _signature(secret, f"link to booking {booking_id}")


def _data_key(secret: str, guest_id: int, expires: int) -> str:
    return _signature(secret, f"data of guest {guest_id} until {expires}")


def _signature(secret: str, text: str) -> str:
    """The HMAC of a text that says what it signs, in hexadecimal."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def check_movable(booking: Booking, who: Visitor | Admin, now: datetime) -> None:
    """Raise `BookingClosed`, `TooLateToChange` or `GuestBarred` if `who` cannot move the booking at `now` (UTC)."""
    check_changeable(booking, who.actor, who.venue.booking, now)
    if isinstance(who, Visitor):
        check_not_barred(who.guest)
