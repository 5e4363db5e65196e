"""The grid of slots: wall-clock times in the venue's zone, converted to UTC, also on days when the clocks change."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from zoneinfo import ZoneInfo

from app.domain.errors import OutsideHours, TooFarAhead, TooSoon
from app.domain.venues import Hours, Venue


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A half-open interval [starts_at, ends_at) in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Slot") -> bool:
        """Whether the two have time in common. A slot that begins when another ends does not overlap it."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slot_from(venue: Venue, starts_at: datetime) -> Slot:
    """The slot that starts at an instant (UTC) and has the length of the venue's slots.

    All ends of slots are computed here. `slot_at` checks whether the venue offers the slot.
    """
    return _slot(starts_at, venue.booking.slot_length)


def _slot(starts_at: datetime, length: timedelta) -> Slot:
    return Slot(starts_at, starts_at + length)


def local_date(venue: Venue, instant: datetime) -> date:
    """Return the day of the venue's calendar at an instant."""
    return instant.astimezone(venue.zone).date()


def local_midnight(venue: Venue, day: date) -> datetime:
    """The instant at which a local day begins, UTC."""
    return datetime.combine(day, time(), venue.zone).astimezone(UTC)


def span_of_days(venue: Venue, days: Collection[date]) -> tuple[datetime, datetime]:
    """The instants, UTC, at which the first of these local days begins and the last one ends."""
    return local_midnight(venue, min(days)), local_midnight(venue, max(days) + timedelta(days=1))


def grid_of_day(venue: Venue, day: date) -> list[Slot]:
    """All slots of a local day, including past and taken ones; empty when the venue is closed.

    Starts are the same wall-clock times every day, and a slot always has its full length (decision 3). On a day when
    the clocks change, a skipped time is not a slot, nor is a time whose slot would overlap the one before it or end
    after closing; a repeated time is offered once.
    """
    if not is_open_on(venue, day):
        return []
    return list(_grid(venue.zone, venue.opening_hours[day.weekday()], venue.booking.slot_length, day))


# The calendar needs sixty days each time it is shown, and the grid of a day never changes.
@lru_cache(maxsize=4096)
def _grid(zone: ZoneInfo, opening_hours: tuple[Hours, ...], length: timedelta, day: date) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for hours in opening_hours:
        closes_at = _instant(zone, day, hours.closes)
        step = int(length.total_seconds()) // 60
        for minute in range(hours.opens, hours.closes - step + 1, step):
            if not _exists(zone, day, minute):
                continue
            starts_at = _instant(zone, day, minute)
            slot = _slot(starts_at, length)
            if slot.ends_at <= closes_at and not (slots and slots[-1].overlaps(slot)):
                slots.append(slot)
    return tuple(slots)


def is_open(venue: Venue, slot: Slot) -> bool:
    """Whether the whole slot, on the grid or not, is within the opening hours of one local day."""
    day = local_date(venue, slot.starts_at)
    return is_open_on(venue, day) and any(
        _instant(venue.zone, day, hours.opens) <= slot.starts_at
        and slot.ends_at <= _instant(venue.zone, day, hours.closes)
        for hours in venue.opening_hours[day.weekday()]
    )


def is_open_on(venue: Venue, day: date) -> bool:
    """Whether the venue has opening hours on a local day."""
    return day not in venue.closures and bool(venue.opening_hours.get(day.weekday()))


def local_time(venue: Venue, instant: datetime) -> datetime:
    """The wall-clock time of the venue at an instant: a naive datetime."""
    return instant.astimezone(venue.zone).replace(tzinfo=None)


def bookable_days(venue: Venue, now: datetime) -> Iterator[date]:
    """The local days from today to the horizon, inclusive."""
    today = local_date(venue, now)
    for ahead in range(venue.booking.horizon_days + 1):
        yield today + timedelta(days=ahead)


def offered_slots(venue: Venue, day: date, now: datetime) -> list[Slot]:
    """The slots of a local day that notice and horizon allow to book now, whether they are free or taken."""
    last_day = local_date(venue, now) + timedelta(days=venue.booking.horizon_days)
    if day > last_day:
        return []
    earliest = now + venue.booking.min_notice
    return [slot for slot in grid_of_day(venue, day) if slot.starts_at > now and slot.starts_at >= earliest]


def free_slots(slots: Collection[Slot], taken: Collection[Slot]) -> list[Slot]:
    """The `slots` that overlap none of `taken`. Taken slots may have another length and overlap each other."""
    in_order = sorted(taken, key=attrgetter("starts_at"))
    starts = [other.starts_at for other in in_order]
    latest_ends = list(accumulate((other.ends_at for other in in_order), max))

    def is_free(slot: Slot) -> bool:
        # The slot is free if no taken slot that starts before its end also ends after its start.
        earlier = bisect_left(starts, slot.ends_at)
        return earlier == 0 or latest_ends[earlier - 1] <= slot.starts_at

    return [slot for slot in slots if is_free(slot)]


def slot_at(venue: Venue, starts_at: datetime, now: datetime) -> Slot:
    """The slot that starts at `starts_at`, if it may be booked at `now`; both are UTC.

    Raises `OutsideHours`, `TooSoon` or `TooFarAhead`. Does not check whether the slot is free.
    """
    day = local_date(venue, starts_at)
    slot = next((s for s in grid_of_day(venue, day) if s.starts_at == starts_at), None)
    if slot is None:
        raise OutsideHours(f"no slot of {venue.id} starts at {starts_at.isoformat()}")
    if slot.starts_at <= now or slot.starts_at < now + venue.booking.min_notice:
        raise TooSoon(f"{starts_at.isoformat()} is too soon")
    if day > local_date(venue, now) + timedelta(days=venue.booking.horizon_days):
        raise TooFarAhead(f"{starts_at.isoformat()} is over {venue.booking.horizon_days} days ahead")
    return slot


def _wall(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The wall-clock time so many minutes after a day's midnight; 1440 and more are on the next day."""
    days, minute_of_day = divmod(minute, 24 * 60)
    wall = time(minute_of_day // 60, minute_of_day % 60)
    return datetime.combine(day + timedelta(days=days), wall, zone)


def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    return _wall(zone, day, minute).astimezone(UTC)


def _exists(zone: ZoneInfo, day: date, minute: int) -> bool:
    """False for a wall-clock time that the clocks skip when they go forward."""
    wall = _wall(zone, day, minute)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
