"""The figures of a period: what its bookings became, how they were made, and how full the venue was."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.availability.slots import Slot, local_date, open_spans
from app.domain.bookings import BookingStatus, Source
from app.domain.closures import Closure
from app.domain.ratings import NO_STARS, RatingSummary
from app.domain.venues import Place, Resource, Venue

HOUR = timedelta(hours=1)

Cell = tuple[int, int]
"""A weekday from 0 for Monday, and an hour, both of the venue's clock."""


class Lead(StrEnum):
    """How long before the visit a booking was made."""

    DAY = "day"
    """Less than 24 hours, or after it began."""
    THREE_DAYS = "three_days"
    WEEK = "week"
    MONTH = "month"
    """Less than 3, 7 and 30 times 24 hours."""
    LONGER = "longer"

    @classmethod
    def of(cls, days: int) -> "Lead":
        """Return the lead of a booking that was made so many whole times 24 hours before the visit."""
        return next((lead for lead, limit in _LEAD_LIMITS.items() if days < limit), cls.LONGER)


_LEAD_LIMITS = {Lead.DAY: 1, Lead.THREE_DAYS: 3, Lead.WEEK: 7, Lead.MONTH: 30}


@dataclass(frozen=True, slots=True)
class Visits:
    """The bookings of the same time with the same status."""

    span: Slot
    status: BookingStatus
    """As stored, or `seated`."""
    number: int
    places: int
    """The resources that they take: more than `number` where tables are joined."""
    guests: int


@dataclass(frozen=True, slots=True)
class Origins:
    """The bookings that were made in the same way, as long before."""

    source: Source | None
    """None: a release that did not record it has made them."""
    lead: Lead
    number: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """The bookings of a local day."""

    came: int
    """Or are expected."""
    no_shows: int
    canceled: int


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """A period of local days in numbers."""

    first_day: date
    last_day: date
    statuses: Mapping[BookingStatus, int]
    """As people see them, `Booking.status_at`."""
    guests: int
    """Of parties that came or are expected."""
    sources: Mapping[Source | None, int]
    leads: Mapping[Lead, int]
    days: Mapping[date, DayCount]
    """Each day of the period."""
    occupancy: Mapping[Cell, float]
    """The share of the time of all resources that was or is taken, 0 to 1, in hours in which the venue was open."""
    total_occupancy: float
    ratings: RatingSummary = NO_STARS
    """The stars that were given on these days."""

    @property
    def bookings(self) -> int:
        return sum(self.statuses.values())

    @property
    def no_show_share(self) -> float | None:
        """Of the guests who should have come so far; None where nobody should have."""
        missed, came = self.statuses[BookingStatus.NO_SHOW], self.statuses[BookingStatus.COMPLETED]
        return missed / (missed + came) if missed + came else None

    @property
    def busiest(self) -> Cell | None:
        """The weekday and hour with the least free time; None where nothing is taken."""
        taken = {cell: share for cell, share in self.occupancy.items() if share}
        return max(taken, key=lambda cell: taken[cell], default=None)


def figures_of(
    venue: Venue,
    days: tuple[date, date],
    visits: Iterable[Visits],
    origins: Iterable[Origins],
    closures: Sequence[Closure],
    now: datetime,
) -> PeriodFigures:
    """Add up the bookings that begin on the local days from the first to the last.

    `closures` are those that overlap the period. `now` (UTC) decides which visits have ended.
    """
    statuses: Counter[BookingStatus] = Counter()
    by_day: dict[date, Counter[BookingStatus]] = defaultdict(Counter)
    taken: Counter[Cell] = Counter()
    guests = 0
    for each in visits:
        statuses[_seen(each, now)] += each.number
        by_day[local_date(venue, each.span.starts_at)][each.status] += each.number
        if each.status not in _NOT_THERE:
            guests += each.guests
            _add_minutes(taken, venue, each.span, each.places)
    open_minutes = _open_minutes(venue, days, closures)
    made: Counter[Source | None] = Counter()
    leads: Counter[Lead] = Counter()
    for origin in origins:
        made[origin.source] += origin.number
        leads[origin.lead] += origin.number
    return PeriodFigures(
        *days,
        statuses={status: statuses[status] for status in BookingStatus},
        guests=guests,
        sources={source: made[source] for source in (*Source, None)},
        leads={lead: leads[lead] for lead in Lead},
        days={day: _day_count(by_day[day]) for day in days_between(*days)},
        occupancy={cell: min(1.0, taken[cell] / minutes) for cell, minutes in open_minutes.items() if minutes},
        total_occupancy=min(1.0, taken.total() / open_minutes.total()) if open_minutes.total() else 0.0,
    )


_NOT_THERE = frozenset({BookingStatus.CANCELED, BookingStatus.NO_SHOW})


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _seen(visits: Visits, now: datetime) -> BookingStatus:
    is_over = visits.status in {BookingStatus.BOOKED, BookingStatus.SEATED} and visits.span.ends_at <= now
    return BookingStatus.COMPLETED if is_over else visits.status


def _day_count(statuses: Counter[BookingStatus]) -> DayCount:
    no_shows, canceled = statuses[BookingStatus.NO_SHOW], statuses[BookingStatus.CANCELED]
    return DayCount(statuses.total() - no_shows - canceled, no_shows, canceled)


def _add_minutes(cells: Counter[Cell], venue: Venue, span: Slot, times: int) -> None:
    """Add the minutes of a span, so many times, to the cells of the hours in which they are."""
    at = span.starts_at
    while at < span.ends_at:
        local = at.astimezone(venue.zone)
        into_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        until = min(at + HOUR - into_hour, span.ends_at)
        cells[local.weekday(), local.hour] += times * int((until - at).total_seconds() // 60)
        at = until


def _open_minutes(venue: Venue, days: tuple[date, date], closures: Sequence[Closure]) -> Counter[Cell]:
    """The minutes in which resources could be booked, as the catalogue and the closures are now."""
    cells: Counter[Cell] = Counter()
    for resources in _alike(venue, closures):
        first = resources[0]
        closed = [each.span for each in closures if each.covers(first.id)]
        for day in days_between(*days):
            for span in open_spans(venue, Place((first,)), day):
                for left in _without(span, closed):
                    _add_minutes(cells, venue, left, len(resources))
    return cells


def _alike(venue: Venue, closures: Sequence[Closure]) -> list[list[Resource]]:
    """The resources in groups of the same hours, absences and closures: a year of each alone would take too long."""
    groups: dict[object, list[Resource]] = defaultdict(list)
    for each in venue.resources.values():
        closed = tuple(closure.id for closure in closures if closure.covers(each.id))
        groups[each.hours, each.absences, closed].append(each)
    return list(groups.values())


def _without(span: Slot, closed: Sequence[Slot]) -> list[Slot]:
    """The parts of a span that are outside of all closed ones."""
    left, at = [], span.starts_at
    for each in sorted(closed):
        if each.starts_at >= span.ends_at or each.ends_at <= at:
            continue
        if at < each.starts_at:
            left.append(Slot(at, each.starts_at))
        at = min(each.ends_at, span.ends_at)
    return [*left, Slot(at, span.ends_at)] if at < span.ends_at else left
