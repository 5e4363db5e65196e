"""The waiting list of a day: who waits for what, and which place is offered to whom."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, bookable_days, grid_of_day, hours_of, span_of_day
from app.domain.bookings import Booking, wish_of
from app.domain.errors import OfferOver, OutsideHours, ResourceDoesNotFit, TooFarAhead, TooManyWaits, TooSoon
from app.domain.relatives import Relative, check_for_whom, may_be_same
from app.domain.venues import Place, Venue, resource_ids_of

WAITS_OF_GUEST = 5
"""So many wishes one guest may have on a venue's waiting lists at a time."""
HOLD = timedelta(minutes=10)
"""How long an offered place is held."""
AROUND = timedelta(hours=1)
"""A guest who waits for a time is also offered one that is this much earlier or later."""


class EndOfWait(StrEnum):
    """Why a guest no longer waits."""

    TAKEN = "taken"
    """They took an offered place."""
    BOOKED = "booked"
    """They booked a time of the wish by themselves."""
    LEFT = "left"
    REMOVED = "removed"
    """An admin took them off the list."""
    BARRED = "barred"


class EndOfOffer(StrEnum):
    """What became of an offer."""

    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    PASSED_BY = "passed_by"
    """An admin let the next guest have it."""
    CLOSED = "closed"
    """The venue or the place was closed for that time."""
    UNDELIVERED = "undelivered"
    """Telegram did not take the message."""
    WAIT_ENDED = "wait_ended"
    """The guest no longer waits, see `EndOfWait`."""


@dataclass(frozen=True, slots=True)
class NewWait:
    """What a guest wants to be told of: a place on a day, at a start within [begins_at, ends_at) (UTC)."""

    day: date
    """A local day of the venue."""
    wish: Wish
    begins_at: datetime
    ends_at: datetime
    place_id: str | None = None
    """The only place that is wanted; None: any that fits the wish."""
    wished_at: datetime | None = None
    """The time around which it should be, UTC; None: any time of the day."""
    for_whom: Relative | None = None
    """Who will come in the guest's place. None: the guest."""

    @classmethod
    def for_day(cls, venue: Venue, day: date, wish: Wish, place_id: str | None = None) -> Self:
        """Any time of a local day."""
        span = span_of_day(venue, day)
        return cls(day, wish, span.starts_at, span.ends_at, place_id)

    @classmethod
    def around(cls, venue: Venue, day: date, wish: Wish, wished_at: datetime, place_id: str | None = None) -> Self:
        """A time of a local day (UTC), or at most `AROUND` earlier or later on that day."""
        span = span_of_day(venue, day)
        begin, end = wished_at - AROUND, wished_at + AROUND + timedelta(minutes=1)
        return cls(day, wish, max(begin, span.starts_at), min(end, span.ends_at), place_id, wished_at)

    @classmethod
    def between(cls, venue: Venue, day: date, wish: Wish, window: Slot, place_id: str | None = None) -> Self:
        """A start within the part of a window (UTC) that belongs to a local day."""
        span = span_of_day(venue, day)
        return cls(day, wish, max(window.starts_at, span.starts_at), min(window.ends_at, span.ends_at), place_id)

    @property
    def window(self) -> Slot:
        return Slot(self.begins_at, self.ends_at)

    def is_same_as(self, other: "NewWait") -> bool:
        """Whether both are for the same place, times and person."""
        is_same_visit = (self.wish, self.place_id, self.window) == (other.wish, other.place_id, other.window)
        return is_same_visit and may_be_same(self.for_whom, other.for_whom)

    def is_all_day(self, venue: Venue) -> bool:
        """Whether any time of the day will do."""
        return self.wished_at is None and self.window == span_of_day(venue, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(NewWait):
    """A guest's place on the waiting list, as it is stored."""

    id: int
    venue_id: str
    guest_id: int
    joined_at: datetime
    """Since when they wait, UTC: the longest waiting is offered a place first."""
    ended_at: datetime | None = None

    def is_living(self, now: datetime) -> bool:
        """Whether the guest still waits at `now` (UTC)."""
        return self.ended_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that is held for a guest who waits, or was. Instants are UTC."""

    id: int
    wait_id: int
    booking_id: int | None
    """The booking with the status `held`; booked once it is taken. None when the place was let go."""
    place_id: str
    slot: Slot
    held_until: datetime
    end: EndOfOffer | None = None
    """None while the guest may answer."""

    def is_open(self, now: datetime) -> bool:
        """Whether the guest may take it at `now` (UTC)."""
        return self.end is None and now < self.held_until


@dataclass(frozen=True, slots=True)
class Opening:
    """A span of time (UTC) in which a place may have become free."""

    id: int
    span: Slot

    def concerns(self, venue: Venue, day: date) -> bool:
        """Whether it is a part of a local day of the venue."""
        return self.span.overlaps(span_of_day(venue, day))


def hold_until(slot: Slot, now: datetime) -> datetime:
    """Until when a slot that is offered at `now` is held. Instants are UTC."""
    return min(now + HOLD, slot.starts_at)


def check_open(offer: Offer, now: datetime) -> None:
    """Raise `OfferOver` when the guest may no longer take the offer at `now` (UTC)."""
    if not offer.is_open(now):
        raise OfferOver(f"offer {offer.id} is over: {offer.end or 'expired'}")


def check_wait(venue: Venue, new: NewWait, living: Collection[Wait], now: datetime) -> None:
    """Raise the refusal of a wish that cannot come true, or that is one too many; `living` are the guest's others.

    `TooSoon`, `TooFarAhead`, `OutsideHours`, `ResourceDoesNotFit`, `TooManyWaits`, and `NotFound` for an unknown
    resource, specialty or service; `NotForOthers` where guests book only for themselves.
    """
    check_for_whom(venue.booking, new.for_whom)
    if len(living) >= WAITS_OF_GUEST:
        raise TooManyWaits(WAITS_OF_GUEST)
    days = list(bookable_days(venue, now))
    if new.day > days[-1]:
        raise TooFarAhead(f"{new.day} is over {venue.booking.horizon_days} days ahead")
    if new.day < days[0]:
        raise TooSoon(f"{new.day} is over")
    offering = Offering(venue)
    places = offering.fitting(new.wish) if new.place_id is None else [venue.place(new.place_id)]
    if not places:
        raise ResourceDoesNotFit(f"nothing fits {new.wish}")
    offering.check(new.wish, places[0])
    starts = {start for place in places for start in _starts_within(venue, new, place)}
    if not starts:
        raise OutsideHours(f"no slot of {new.day} starts within the wish")
    if not any(start > now and start >= now + venue.booking.min_notice for start in starts):
        raise TooSoon(f"no slot of {new.day} is left within the wish")


def _starts_within(venue: Venue, new: NewWait, place: Place) -> Iterator[datetime]:
    if hours_of(venue, place, new.day):
        for slot in grid_of_day(venue, new.day, new.wish, place):
            if new.begins_at <= slot.starts_at < new.ends_at:
                yield slot.starts_at


def is_fulfilled_by(venue: Venue, wait: Wait, booking: Booking) -> bool:
    """Whether the guest who has that booking need not wait any longer. One for another person ends no wish."""
    booked = wish_of(venue, booking)
    is_of_its_kind = _specialty(venue, wait) in (None, booked.specialty) and wait.wish.service == booked.service
    is_for_same = may_be_same(wait.for_whom, booking.for_whom)
    return is_for_same and is_of_its_kind and wait.window.overlaps(booking.slot)


def _specialty(venue: Venue, wait: Wait) -> str | None:
    """What the guest chose, else that of the wanted doctor."""
    if wait.wish.specialty is not None or wait.place_id is None:
        return wait.wish.specialty
    wanted = venue.resources.get(resource_ids_of(wait.place_id)[0])
    return wanted.specialty if wanted else None


def choose_slot(
    wait: Wait, grid: Iterable[GridSlot], refused: Collection[datetime], own: Sequence[Slot], before: datetime | None
) -> tuple[Slot, Place] | None:
    """The slot to offer, with its best place: the nearest to the wished time, else the earliest of the day; or None.

    `refused` are the starts that the guest was offered and did not take; `own` the times of bookings for the
    same person. With `before` only visits that start before that instant are offered. Instants are UTC.
    """
    found = [
        (each.slot, each.best)
        for each in grid
        if each.best is not None
        and wait.begins_at <= each.slot.starts_at < wait.ends_at
        and each.slot.starts_at not in refused
        and (before is None or each.slot.starts_at < before)
        and not any(each.slot.overlaps(other) for other in own)
    ]
    return min(found, key=lambda each: _distance(wait, each[0]), default=None)


def _distance(wait: Wait, slot: Slot) -> tuple[timedelta, datetime]:
    return abs(slot.starts_at - wait.wished_at) if wait.wished_at else timedelta(0), slot.starts_at
