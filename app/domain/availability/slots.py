"""The grid of slots: wall-clock times in the venue's zone, converted to UTC, also on days when the clocks change."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.availability.offering import ANYTHING, Offering, Wish
from app.domain.errors import OutsideHours, TooFarAhead, TooSoon
from app.domain.venues import Hours, Place, Venue

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A half-open interval [starts_at, ends_at) in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Slot") -> bool:
        """Whether the two have time in common. A slot that begins when another ends does not overlap it."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slot_from(venue: Venue, wish: Wish, starts_at: datetime) -> Slot:
    """The visit that starts at an instant (UTC). All ends of slots are computed here.

    `slot_at` checks whether the venue offers the slot. Raises `NotFound` for an unknown service.
    """
    return _slot(starts_at, Offering(venue).duration(wish))


def _slot(starts_at: datetime, length: timedelta) -> Slot:
    return Slot(starts_at, starts_at + length)


def local_date(venue: Venue, instant: datetime) -> date:
    """Return the day of the venue's calendar at an instant."""
    return instant.astimezone(venue.zone).date()


def local_midnight(venue: Venue, day: date) -> datetime:
    """The instant at which a local day begins, UTC."""
    return datetime.combine(day, time(), venue.zone).astimezone(UTC)


def span_of_visits(venue: Venue, days: Collection[date]) -> tuple[datetime, datetime] | None:
    """The instants, UTC, of the first opening and the last closing of these days; None if the venue is closed."""
    hours = [(day, hours) for day in days for hours in venue.hours_on(day)]
    if not hours:
        return None
    begin = min(_instant(venue.zone, day, each.opens) for day, each in hours)
    return begin, max(_instant(venue.zone, day, each.closes) for day, each in hours)


def span_of_days(venue: Venue, days: Collection[date]) -> tuple[datetime, datetime]:
    """The instants, UTC, at which the first of these local days begins and the last one ends."""
    return local_midnight(venue, min(days)), local_midnight(venue, max(days) + timedelta(days=1))


def day_of(venue: Venue, instant: datetime) -> date:
    """The local day to which an instant belongs: in a night that began the day before, it is that day."""
    day = local_date(venue, instant)
    evening = day - timedelta(days=1)
    nights = [hours for hours in venue.hours_on(evening) if hours.closes > DAY_MINUTES]
    return evening if any(instant < _instant(venue.zone, evening, hours.closes) for hours in nights) else day


def span_of_day(venue: Venue, day: date) -> Slot:
    """All instants of a local day in the sense of `day_of`: with its own night, and without that of the day before."""
    evening = day - timedelta(days=1)
    begins = (_instant(venue.zone, evening, hours.closes) for hours in venue.hours_on(evening))
    ends = (_instant(venue.zone, day, hours.closes) for hours in venue.hours_on(day))
    midnight, next_midnight = local_midnight(venue, day), local_midnight(venue, day + timedelta(days=1))
    return Slot(max([midnight, *begins]), max([next_midnight, *ends]))


def hours_of(venue: Venue, place: Place | None, day: date) -> tuple[Hours, ...]:
    """The hours of a local day in which a place can be booked: those that the venue and all its resources share. They
    belong to the day on which they open. None: the venue's own."""
    shared = venue.hours_on(day)
    for resource in place.resources if place else ():
        if day in resource.absences:
            return ()
        if resource.hours is not None:
            shared = _shared(shared, resource.hours[day.weekday()])
    return shared


def _shared(some: tuple[Hours, ...], others: tuple[Hours, ...]) -> tuple[Hours, ...]:
    both = (Hours(max(one.opens, two.opens), min(one.closes, two.closes)) for one in some for two in others)
    return tuple(sorted(hours for hours in both if hours.opens < hours.closes))


def grid_of_day(venue: Venue, day: date, wish: Wish = ANYTHING, place: Place | None = None) -> list[Slot]:
    """All slots of a local day at a place, including past and taken ones; empty when it is closed.

    Starts are the same wall-clock times every day, counted from each opening, and a slot always has its full length
    (decision 3). On a day when the clocks change, a skipped time is not a start, nor is a time too soon after the start
    before it, or whose slot would end after closing; a repeated time is offered once. The buffer may be after closing.
    """
    length = Offering(venue).duration(wish)
    return list(grid_in_hours(venue.zone, hours_of(venue, place, day), length, Offering(venue).step, day))


# The calendar needs sixty days each time it is shown, and the grid of a day never changes.
@lru_cache(maxsize=4096)
def grid_in_hours(
    zone: ZoneInfo, opening_hours: tuple[Hours, ...], length: timedelta, step: timedelta, day: date
) -> tuple[Slot, ...]:
    """The slots of `grid_of_day` in such hours of a local day: of this length, with a start every `step`."""
    slots: list[Slot] = []
    for hours in opening_hours:
        closes_at = _instant(zone, day, hours.closes)
        # A closing time that the clocks skip may be later than the next opening.
        earliest = slots[-1].ends_at if slots else None
        for minute in range(hours.opens, hours.closes, step // MINUTE):
            if not _exists(zone, day, minute):
                continue
            slot = _slot(_instant(zone, day, minute), length)
            if (earliest is None or earliest <= slot.starts_at) and slot.ends_at <= closes_at:
                slots.append(slot)
                earliest = slot.starts_at + step
    return tuple(slots)


def open_spans(venue: Venue, place: Place | None, day: date) -> list[Slot]:
    """The hours of a place on a local day (`hours_of`) as instants."""
    zone = venue.zone
    return [
        Slot(_instant(zone, day, hours.opens), _instant(zone, day, hours.closes))
        for hours in hours_of(venue, place, day)
    ]


def is_open(venue: Venue, place: Place | None, slot: Slot) -> bool:
    """Whether the whole slot, on the grid or not, is within the hours of a place on one day."""
    spans = open_spans(venue, place, day_of(venue, slot.starts_at))
    return any(span.starts_at <= slot.starts_at and slot.ends_at <= span.ends_at for span in spans)


def check_open(venue: Venue, place: Place, slot: Slot) -> None:
    """Raise `OutsideHours` unless the whole slot, on the grid or not, is within the hours of a place on one day."""
    if not is_open(venue, place, slot):
        raise OutsideHours(f"{place.id} is not open for all of {slot.starts_at.isoformat()}")


def local_time(venue: Venue, instant: datetime) -> datetime:
    """The wall-clock time of the venue at an instant: a naive datetime."""
    return instant.astimezone(venue.zone).replace(tzinfo=None)


def bookable_days(venue: Venue, now: datetime) -> Iterator[date]:
    """The days from today to the horizon, inclusive; from yesterday while its night goes on."""
    day, last_day = day_of(venue, now), _last_day(venue, now)
    while day <= last_day:
        yield day
        day += timedelta(days=1)


def _last_day(venue: Venue, now: datetime) -> date:
    return local_date(venue, now) + timedelta(days=venue.booking.horizon_days)


def is_bookable(venue: Venue, day: date, slot: Slot, now: datetime) -> bool:
    """Whether notice and horizon allow to book this slot of a local day's grid now, whether it is free or taken."""
    return day <= _last_day(venue, now) and _is_in_time(venue, slot, now)


def check_bookable(venue: Venue, day: date, slot: Slot, now: datetime) -> None:
    """Like `is_bookable`, but raise `TooSoon` or `TooFarAhead`."""
    if not _is_in_time(venue, slot, now):
        raise TooSoon(f"{slot.starts_at.isoformat()} is too soon")
    if day > _last_day(venue, now):
        raise TooFarAhead(f"{slot.starts_at.isoformat()} is over {venue.booking.horizon_days} days ahead")


def _is_in_time(venue: Venue, slot: Slot, now: datetime) -> bool:
    return slot.starts_at > now and slot.starts_at >= now + venue.booking.min_notice


def latest_in_time(venue: Venue, starts_at: datetime) -> datetime:
    """An instant (UTC) at which notice still allows to book a start (UTC): the last one, or where the venue asks for no
    notice a minute before the start."""
    return starts_at - max(venue.booking.min_notice, MINUTE)


def slot_at(
    venue: Venue, starts_at: datetime, now: datetime, wish: Wish = ANYTHING, place: Place | None = None
) -> Slot:
    """The slot at a place that starts at `starts_at`, if it may be booked at `now`; both are UTC.

    Raises `OutsideHours`, `TooSoon`, `TooFarAhead`, and `NotFound` for an unknown service. Does not check whether the
    slot is free, or whether the place fits.
    """
    evening = local_date(venue, starts_at) - timedelta(days=1)
    for day in (evening, evening + timedelta(days=1)):
        slot = next((s for s in grid_of_day(venue, day, wish, place) if s.starts_at == starts_at), None)
        if slot is None:
            continue
        check_bookable(venue, day, slot, now)
        return slot
    raise OutsideHours(f"no slot of {venue.id} starts at {starts_at.isoformat()}")


def _wall(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The wall-clock time so many minutes after a day's midnight; 1440 and more are on the next day."""
    days, minute_of_day = divmod(minute, DAY_MINUTES)
    wall = time(minute_of_day // 60, minute_of_day % 60)
    return datetime.combine(day + timedelta(days=days), wall, zone)


def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    return _wall(zone, day, minute).astimezone(UTC)


def _exists(zone: ZoneInfo, day: date, minute: int) -> bool:
    """False for a wall-clock time that the clocks skip when they go forward."""
    wall = _wall(zone, day, minute)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
