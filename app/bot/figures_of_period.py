"""What the figures of a period say: the lines of the text, and what the plots show."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TypedDict

from babel.numbers import format_decimal

from app.domain.bookings import BookingStatus, Source
from app.domain.figures import DayCount, Lead, PeriodFigures
from app.domain.venues import Asks, Venue
from app.pictures.plots import Bars, Column, Plots
from app.texts.translator import Html, Words

DAYS_ON_AXIS, WEEKS_ON_AXIS = 92, 60
"""Of a longer period the plot has a column for each week; of a still longer one for each month."""


class FiguresFacts(TypedDict):
    """What the text of a period's figures may name."""

    begin_day: str
    end_day: str
    lines: Html


def figures_facts(venue: Venue, figures: PeriodFigures, words: Words) -> FiguresFacts:
    """Return the figures for a text of at most 1,024 characters: it is the caption of the plots, too."""
    lines = list(_lines(venue, figures, words)) if figures.bookings else [words("figures_are_empty")]
    return {
        "begin_day": words.dates.full_day(figures.first_day),
        "end_day": words.dates.full_day(figures.last_day),
        "lines": Html("\n".join(lines)),
    }


def _lines(venue: Venue, figures: PeriodFigures, words: Words) -> Iterator[Html]:
    yield words("figures_total", total=figures.bookings)
    for status, number in figures.statuses.items():
        if number:
            yield words("figure_line", status=words(f"status_{status}"), number=number)
    yield Html("")
    if venue.booking.asks is Asks.PARTY_SIZE:
        yield words("figures_guests", number=figures.guests)
    yield words("figures_busy", percent=percent(figures.total_occupancy))
    if figures.busiest:
        weekday, hour = figures.busiest
        share = percent(figures.occupancy[figures.busiest])
        yield words("figures_busiest", weekday=words.dates.weekday(weekday), hour=f"{hour}:00", percent=share)
    if figures.no_show_share is not None:
        yield words("figures_no_shows", percent=percent(figures.no_show_share))
    yield from _stars(figures, words)
    yield from (Html(""), words("figures_leads"))
    for lead, number in figures.leads.items():
        if number:
            yield words("figure_line", status=words(f"lead_{lead}"), number=number)
    yield from (Html(""), words("figures_sources"))
    for source, number in figures.sources.items():
        if number:
            yield words("figure_line", status=source_name(source, words), number=number)


def _stars(figures: PeriodFigures, words: Words) -> Iterator[Html]:
    if figures.ratings.average is not None:
        average = format_decimal(figures.ratings.average, "0.0", locale=words.locale.value)
        yield words("figures_ratings", average=average, ratings=figures.ratings.number)


def percent(share: float) -> int:
    return round(100 * share)


def source_name(source: Source | None, words: Words) -> str:
    """Return how a booking was made, in words without markup."""
    return words.plain(f"file_source_{source}") if source else words.plain("source_is_unknown")


def plots_of(venue: Venue, figures: PeriodFigures, words: Words) -> Plots:
    """Return what the plots of a period show."""
    begin, end = words.dates.full_day(figures.first_day), words.dates.full_day(figures.last_day)
    statuses = (BookingStatus.COMPLETED, BookingStatus.NO_SHOW, BookingStatus.CANCELED)
    completed, no_show, canceled = (words.plain(f"file_status_{status}") for status in statuses)
    return Plots(
        title=f"{venue.name.to(words.locale)} · {begin} – {end}",
        columns_heading=words.plain("plot_days"),
        columns=_columns(figures, words),
        legend=(f"{completed}, {words.plain('file_status_booked')}", no_show, canceled),
        hours_heading=words.plain("plot_hours"),
        weekdays=[words.dates.weekday(number) for number in range(7)],
        occupancy=figures.occupancy,
        lists=(
            Bars(words.plain("plot_leads"), [(words.plain(f"lead_{lead}"), figures.leads[lead]) for lead in Lead]),
            Bars(
                words.plain("plot_sources"),
                [(source_name(source, words), number) for source, number in figures.sources.items()],
            ),
        ),
    )


def _columns(figures: PeriodFigures, words: Words) -> list[Column]:
    """Columns of days, weeks or months, each with its first day as the label."""
    if len(figures.days) <= DAYS_ON_AXIS:
        return [_column(words.dates.short_day(day), [count]) for day, count in figures.days.items()]
    by_week = len(figures.days) <= WEEKS_ON_AXIS * 7

    def begin(day: date) -> date:
        return day - timedelta(days=day.weekday()) if by_week else day.replace(day=1)

    groups = groupby(figures.days.items(), key=lambda each: begin(each[0]))
    label = words.dates.short_day if by_week else words.dates.month
    return [_column(label(first), [count for _, count in group]) for first, group in groups]


def _column(label: str, counts: list[DayCount]) -> Column:
    return Column(
        label,
        sum(count.came for count in counts),
        sum(count.no_shows for count in counts),
        sum(count.canceled for count in counts),
    )
