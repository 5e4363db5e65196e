"""What the picture of a day shows, and the numbers in its caption."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.bot.booking_facts import visitor_name
from app.domain.availability.slots import Slot, span_of_day
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import Closure
from app.domain.guests import Guest
from app.domain.venues import Asks, Venue, resource_ids_of
from app.pictures.day_sheet import Bar, DaySheet, SheetRow
from app.texts.translator import Html, Words
from app.usecases.desk.held import Held
from app.usecases.desk.show_timeline import Timeline

HOUR = timedelta(hours=1)
SHOWN = tuple(status for status in BookingStatus if status is not BookingStatus.CANCELED)
"""A canceled booking takes no place, so the picture has none: its caption counts them."""


def sheet_of_day(venue: Venue, timeline: Timeline, words: Words, now: datetime) -> DaySheet:
    """Return what the picture of a day shows. Tables that are joined have the booking each.

    A resource of a booking that is no longer in the catalogue has a row below the others.
    """
    listed = [each for each in timeline.bookings if each[0].status in SHOWN]
    ids = [row.resource.id for row in timeline.rows]
    gone = {id_ for booking, _ in listed for id_ in resource_ids_of(booking.resource_id)} - set(ids)
    hours = {row.resource.id: row.hours for row in timeline.rows}
    rows = [
        SheetRow(
            venue.resource_name(id_).to(words.locale),
            hours.get(id_, ()),
            [each.span for each in timeline.closures if each.covers(id_)],
            sorted(_bars(id_, listed, timeline.held, words, now), key=lambda bar: bar.span.starts_at),
        )
        for id_ in [*ids, *sorted(gone)]
    ]
    statuses = {booking.status_at(now) for booking, _ in listed}
    statuses |= {BookingStatus.HELD for _ in timeline.held}
    day = span_of_day(venue, timeline.day)
    return DaySheet(
        f"{venue.name.to(words.locale)} · {words.dates.long_day(timeline.day, now)}",
        [(hour, words.dates.time(hour)) for hour in _hours(day, rows)],
        rows,
        (now, words.dates.time(now)) if day.starts_at <= now < day.ends_at else None,
        [(status, words.plain(f"file_status_{status}")) for status in SHOWN if status in statuses],
        words.plain("day_sheet_closed"),
    )


def _bars(
    resource_id: str, listed: Iterable[tuple[Booking, Guest]], held: Iterable[Held], words: Words, now: datetime
) -> Iterator[Bar]:
    """What takes time of a resource: bookings, and what is held for guests of the waiting list."""
    for booking, guest in listed:
        if resource_id in resource_ids_of(booking.resource_id):
            yield _bar(booking, guest, words, now)
    for each in held:
        if resource_id in resource_ids_of(each.offer.place_id):
            yield _bar_of_held(each, words)


def _bar(booking: Booking, guest: Guest, words: Words, now: datetime) -> Bar:
    time = words.dates.time(booking.starts_at)
    return Bar(
        booking.slot,
        visitor_name(booking, guest, words),
        f"№ {booking.id}",
        f"{time} · {booking.party_size}" if booking.party_size else time,
        booking.status_at(now),
    )


def _bar_of_held(held: Held, words: Words) -> Bar:
    time, party_size = words.dates.time(held.offer.slot.starts_at), held.wait.wish.party_size
    return Bar(
        held.offer.slot,
        visitor_name(held.wait, held.guest, words),
        words.plain("file_status_held"),
        f"{time} · {party_size}" if party_size else time,
        BookingStatus.HELD,
    )


def _hours(day: Slot, rows: Sequence[SheetRow]) -> list[datetime]:
    """The hours from the first opening or booking to the last; of a day without either, all hours."""
    spans = [span for row in rows for span in (*row.hours, *(bar.span for bar in row.bars))] or [day]
    begin = min(span.starts_at for span in spans).replace(minute=0, second=0, microsecond=0)
    end = max(span.ends_at for span in spans)
    hours = [begin + number * HOUR for number in range(int((end - begin) / HOUR) + 1)]
    return hours if hours[-1] >= end else [*hours, hours[-1] + HOUR]


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """A day in numbers."""

    bookings: int
    """Without canceled ones."""
    guests: int
    """Of parties that have come or are expected."""
    seated: int
    no_shows: int
    canceled: int
    busy_percent: int
    """Of the time in which resources can be booked."""
    free_now: int | None
    """Resources that are open and free at the present; None on another day."""
    resources: int

    @classmethod
    def of(cls, venue: Venue, timeline: Timeline, now: datetime) -> "DayNumbers":
        """Count a day at `now`, UTC."""
        statuses = [booking.status_at(now) for booking, _ in timeline.bookings]
        there = [booking for booking, _ in timeline.bookings if booking.status in _COMING]
        day = span_of_day(venue, timeline.day)
        open_time = _total(span for row in timeline.rows for span in row.hours)
        busy_time = sum(
            ((each.ends_at - each.starts_at) * len(resource_ids_of(each.resource_id)) for each in there), timedelta()
        )
        return cls(
            bookings=len(statuses) - statuses.count(BookingStatus.CANCELED),
            guests=sum(booking.party_size or 1 for booking in there),
            seated=statuses.count(BookingStatus.SEATED),
            no_shows=statuses.count(BookingStatus.NO_SHOW),
            canceled=statuses.count(BookingStatus.CANCELED),
            busy_percent=min(100, round(100 * (busy_time / open_time))) if open_time else 0,
            free_now=_free(timeline, now) if day.starts_at <= now < day.ends_at else None,
            resources=len(timeline.rows),
        )


_COMING = frozenset(BookingStatus) - {BookingStatus.CANCELED, BookingStatus.NO_SHOW}


def _total(spans: Iterable[Slot]) -> timedelta:
    return sum((span.ends_at - span.starts_at for span in spans), timedelta())


def _free(timeline: Timeline, now: datetime) -> int:
    busy = {
        id_
        for booking, _ in timeline.bookings
        if booking.is_active(now) and booking.starts_at <= now
        for id_ in resource_ids_of(booking.resource_id)
    }
    closed = [each for each in timeline.closures if _is_within(now, each.span)]
    return sum(
        row.resource.id not in busy
        and any(_is_within(now, span) for span in row.hours)
        and not _is_closed(closed, row.resource.id)
        for row in timeline.rows
    )


def _is_within(instant: datetime, span: Slot) -> bool:
    return span.starts_at <= instant < span.ends_at


def _is_closed(closures: Sequence[Closure], resource_id: str) -> bool:
    return any(closure.covers(resource_id) for closure in closures)


def caption_of_day(venue: Venue, timeline: Timeline, sheet: DaySheet, words: Words, now: datetime) -> Html:
    """Return the numbers of the day, in as many lines as there is something to say."""
    numbers = DayNumbers.of(venue, timeline, now)
    lines = [words("day_sheet", day=words.dates.long_day(timeline.day, now), total=numbers.bookings)]
    if venue.booking.asks is Asks.PARTY_SIZE:
        lines.append(words("day_sheet_guests", number=numbers.guests))
    lines.append(words("day_sheet_busy", percent=numbers.busy_percent))
    if numbers.free_now is not None:
        lines.append(words("day_sheet_free", number=numbers.free_now, total=numbers.resources))
    if numbers.seated:
        lines.append(words("day_sheet_seated", number=numbers.seated))
    if numbers.no_shows:
        lines.append(words("day_sheet_no_show", number=numbers.no_shows))
    if numbers.canceled:
        lines.append(words("day_sheet_canceled", number=numbers.canceled))
    if sheet.rows_left_out:
        lines.append(words("day_sheet_left_out", more=sheet.rows_left_out))
    return Html("\n".join(lines))
