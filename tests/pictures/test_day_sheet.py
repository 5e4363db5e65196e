"""The picture of a day can be sent and read, whatever the day is like."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus
from app.pictures.canvas import PRESENT
from app.pictures.day_sheet import CLOSED_FILL, STYLES, Bar, DaySheet, SheetRow, _in_lanes, _pages, draw_day_sheet
from tests.domain.builders import utc
from tests.pictures.png import assert_can_be_sent, has_colour

OPENS, HOURS = utc("2026-11-24 06:00"), 12
HOUR = timedelta(hours=1)
NASTY = ("", "🌸", "علي بن أبي طالب", "A" * 64, "Ы" * 64, "Анна 👩‍👩‍👧 Смирнова", "<b>&", "\u202e\u0000", "W")


def a_sheet(rows: int, visit: timedelta = 2 * HOUR, bookings: int = 0, hours: int = HOURS) -> DaySheet:
    """A day of so many hours on which so many visits follow one another, on one resource after the other."""
    statuses = list(STYLES)
    bars: list[list[Bar]] = [[] for _ in range(rows)]
    of_row = hours * HOUR // visit
    for number in range(bookings):
        row, place = divmod(number, of_row)
        span = Slot(OPENS + place * visit, OPENS + (place + 1) * visit)
        name, status = NASTY[number % len(NASTY)], statuses[number % len(statuses)]
        bars[row].append(Bar(span, name, f"№ {number}", "12:00 · 4", status))
    hours_of_row = [Slot(OPENS, OPENS + hours * HOUR)]
    return DaySheet(
        "Кафе · вторник, 24 ноября",
        [(OPENS + number * HOUR, f"{9 + number}:00") for number in range(hours + 1)],
        [SheetRow(f"Стол у окна {number}", hours_of_row, [], each) for number, each in enumerate(bars)],
        None,
        [(status, status.value) for status in statuses],
        "закрыто",
    )


@pytest.mark.parametrize(
    ("sheet", "pictures"),
    [
        (a_sheet(rows=0), 1),
        (a_sheet(rows=14), 1),
        (a_sheet(rows=14, bookings=60), 1),
        (a_sheet(rows=20, visit=HOUR / 2, bookings=400), 2),
        (a_sheet(rows=20, visit=HOUR / 12, bookings=2880), 4),
        (a_sheet(rows=50, visit=HOUR / 2, bookings=1200), 6),
        (a_sheet(rows=500, visit=HOUR / 2, bookings=1200), 10),
        (a_sheet(rows=1, bookings=1, hours=1, visit=HOUR), 1),
    ],
)
def test_every_day_makes_pictures_that_telegram_accepts(sheet: DaySheet, pictures: int) -> None:
    drawn = draw_day_sheet(sheet)
    assert len(drawn) == pictures
    for content in drawn:
        assert_can_be_sent(content)


@pytest.mark.parametrize("sheet", [a_sheet(20, HOUR / 2, 400), a_sheet(45, HOUR, 300), a_sheet(14, HOUR / 4, 600)])
def test_the_pictures_show_every_row_at_every_hour_once(sheet: DaySheet) -> None:
    shown = [(row.name, begin) for page in _pages(sheet) for row in page.rows for begin, _label in page.hours[:-1]]
    assert sorted(shown) == sorted((row.name, begin) for row in sheet.rows for begin, _label in sheet.hours[:-1])


def test_rows_that_have_no_room_are_counted_and_are_those_without_bookings() -> None:
    empty, full = a_sheet(rows=230), a_sheet(rows=20, bookings=100)
    sheet = replace(empty, rows=[*empty.rows, *full.rows])
    assert sheet.rows_left_out == 50
    shown = [row for page in _pages(sheet) for row in page.rows]
    assert sum(len(row.bars) for row in shown) == 100


def colours_of(sheet: DaySheet) -> set[str]:
    (content,) = draw_day_sheet(replace(sheet, legend=()))
    looked_for = {PRESENT, CLOSED_FILL, *(style.edge for style in STYLES.values())}
    return {colour for colour in looked_for if has_colour(content, colour)}


def a_day_with(bars: Sequence[Bar] = (), closed: Sequence[Slot] = ()) -> DaySheet:
    sheet = a_sheet(rows=1)
    return replace(sheet, rows=[replace(sheet.rows[0], bars=bars, closed=closed)])


@pytest.mark.parametrize("status", STYLES)
def test_a_status_has_its_colour(status: BookingStatus) -> None:
    bar = Bar(Slot(OPENS, OPENS + HOUR), "Анна", "№ 1", "9:00", status)
    assert colours_of(a_day_with([bar])) == {STYLES[status].edge}


def test_no_two_statuses_share_a_colour_or_a_sign() -> None:
    assert STYLES.keys() == set(BookingStatus) - {BookingStatus.CANCELED}
    for looks in zip(*((style.fill, style.edge, style.sign) for style in STYLES.values()), strict=True):
        assert len(set(looks)) == len(STYLES)


def test_closures_and_the_present_are_marked() -> None:
    assert colours_of(a_day_with()) == set()
    assert colours_of(a_day_with(closed=[Slot(OPENS, OPENS + HOUR)])) == {CLOSED_FILL}
    assert colours_of(replace(a_day_with(), now=(OPENS + HOUR, "10:00"))) == {PRESENT}
    assert colours_of(replace(a_day_with(), now=(OPENS - HOUR, "8:00"))) == set(), "before the first hour"


def test_bookings_at_the_same_time_stand_one_below_the_other() -> None:
    """A no-show frees its slot, and another guest may have it."""

    def bar(begin: int, end: int) -> Bar:
        return Bar(Slot(OPENS + begin * HOUR, OPENS + end * HOUR), "", "", "", BookingStatus.BOOKED)

    missed, instead, later = bar(0, 2), bar(1, 2), bar(2, 3)
    assert _in_lanes([later, missed, instead]) == [(0, 2, missed), (1, 2, instead), (0, 1, later)]
    assert _in_lanes([missed, later]) == [(0, 1, missed), (0, 1, later)]
