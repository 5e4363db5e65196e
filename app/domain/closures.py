"""A closure: a span of time in which the venue or one of its resources cannot be booked, as its admins decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.availability.slots import Slot, day_of, span_of_day, span_of_days, span_of_visits
from app.domain.errors import TooFarAhead, TooSoon
from app.domain.venues import Venue, resource_ids_of

HOUR = timedelta(hours=1)


class Remedy(StrEnum):
    """What becomes of the bookings that fall into a closure."""

    CANCEL = "cancel"
    MOVE = "move"
    """Each is moved to the best other place that is free at its time, and canceled where there is none."""


@dataclass(frozen=True, slots=True)
class NewClosure:
    """A closure that is not stored yet."""

    resource_id: str | None
    """None: the whole venue."""
    span: Slot

    def covers(self, resource_id: str) -> bool:
        """Whether it closes the resource."""
        return self.resource_id in {None, resource_id}

    def covers_place(self, place_id: str) -> bool:
        """Whether it closes the place, or one of the tables that are joined there."""
        return any(self.covers(each) for each in resource_ids_of(place_id))


@dataclass(frozen=True, slots=True)
class Closure(NewClosure):
    """A closure as it is stored."""

    id: int
    closed_by: int
    """The Telegram id of the admin who closed."""
    remedy: Remedy | None
    """What is still to become of the bookings that fall into it; None: nothing, the closure is finished."""
    reason: str | None
    """What guests whose booking is canceled are told; None if the admin gave none, and when the closure is finished."""


def with_closures(
    busy: Mapping[Slot, Collection[str]], closures: Sequence[NewClosure], resource_ids: Collection[str]
) -> Mapping[Slot, Collection[str]]:
    """Return which of the resources are busy or closed, by time."""
    found = dict(busy)
    for closure in closures:
        closed = [each for each in resource_ids if closure.covers(each)]
        found[closure.span] = [*found.get(closure.span, ()), *closed]
    return found


def check_span(venue: Venue, span: Slot, now: datetime) -> None:
    """Raise `TooSoon` for a closure that would be over at `now` (UTC), and `TooFarAhead` for one that would end after
    the last day that can be booked."""
    if span.ends_at <= now:
        raise TooSoon(f"a closure until {span.ends_at.isoformat()}")
    last_day = day_of(venue, now) + timedelta(days=venue.booking.horizon_days)
    if span.ends_at > span_of_day(venue, last_day).ends_at:
        raise TooFarAhead(f"a closure until {span.ends_at.isoformat()}")


def opening_of_day(venue: Venue, day: date) -> Slot:
    """Return the span, UTC, of a local day of the venue: from its opening to its closing, which may be at night."""
    return Slot(*(span_of_visits(venue, [day]) or span_of_days(venue, [day])))


def hours_of_day(venue: Venue, day: date) -> list[datetime]:
    """Return each hour, UTC, from the opening of a local day until its closing, which is the last one."""
    span = opening_of_day(venue, day)
    hours = int((span.ends_at - span.starts_at) / HOUR)
    found = [span.starts_at + number * HOUR for number in range(hours + 1)]
    return found if found[-1] == span.ends_at else [*found, span.ends_at]
