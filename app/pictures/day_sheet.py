"""The sheet of a day: resources down, hours across, in as many pictures as it takes to read the names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus
from app.pictures.canvas import (
    FAINT_INK,
    FAINT_LINE,
    LINE,
    MARGIN,
    PRESENT,
    WIDTH,
    Box,
    Canvas,
    fitted,
    width_of,
    wrapped,
)
from app.pictures.legible import legible

MOST_PICTURES = 10
"""In one album (Bot API, sendMediaGroup)."""
MOST_PARTS = 4
"""Into so many parts the hours of a day are split at most."""
ROWS_OF_PICTURE = 20
MOST_ROWS = MOST_PICTURES * ROWS_OF_PICTURE
READABLE = 84
"""Pixels of a bar in which a first name can be read."""

NAMES, TOP, ROW, BOTTOM = 196, 96, 52, 48
PLOT = WIDTH - NAMES - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Bar:
    """A booking on the sheet."""

    span: Slot
    name: str
    """The guest's, as it was typed."""
    number: str
    """Stands in for a name that cannot be drawn: `№ 12`."""
    detail: str
    """The second line: the time and the party."""
    status: BookingStatus


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A resource on the sheet."""

    name: str
    hours: Sequence[Slot]
    """When it can be booked."""
    closed: Sequence[Slot]
    """When admins have closed it."""
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What is drawn: all its texts are in the reader's language, and its instants are UTC."""

    title: str
    hours: Sequence[tuple[datetime, str]]
    """Each hour of the day with its label; the last one is the end."""
    rows: Sequence[SheetRow]
    now: tuple[datetime, str] | None
    """The present with its label; None on another day."""
    legend: Sequence[tuple[BookingStatus, str]]
    """The statuses that occur, with their names."""
    closed: str
    """Is written on what admins have closed."""

    @property
    def rows_left_out(self) -> int:
        """The number of resources for which an album has no room."""
        return max(0, len(self.rows) - MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Style:
    """How the bookings of a status look: never by the colour alone."""

    fill: str
    edge: str
    sign: str


STYLES = {
    BookingStatus.HELD: Style("#fff1cc", "#9a6700", "◔"),
    BookingStatus.BOOKED: Style("#d8f3dd", "#1a7f37", "●"),
    BookingStatus.SEATED: Style("#d5e7ff", "#0b57d0", "▶"),
    BookingStatus.COMPLETED: Style("#e8eaed", "#5f6368", "✓"),
    BookingStatus.NO_SHOW: Style("#fde2e0", "#b3261e", "✗"),
}
CLOSED_FILL, CLOSED_INK, OUTSIDE_FILL, OUTSIDE_INK = "#efe6f5", "#7b4f9d", "#f4f5f7", "#dfe3e8"


def draw_day_sheet(sheet: DaySheet) -> list[bytes]:
    """Return the sheet as PNG files: one, or several where the names would be too narrow or the rows too many.

    At most `MOST_PICTURES`; resources without bookings are left out first.
    """
    pages = _pages(sheet)
    return [_draw(page, f"{number} / {len(pages)}" if len(pages) > 1 else "") for number, page in enumerate(pages, 1)]


def _pages(sheet: DaySheet) -> list[DaySheet]:
    """Parts of the sheet with fewer hours and rows."""
    groups = _split(_shown_rows(sheet), ROWS_OF_PICTURE)
    most_parts = max(1, min(MOST_PARTS, MOST_PICTURES // len(groups)))
    # With the end of each part, which is the beginning of the next one.
    steps = len(sheet.hours) - 1
    size = ceil(steps / min(most_parts, _parts(sheet)))
    parts = [sheet.hours[begin : begin + size + 1] for begin in range(0, steps, size)]
    return [replace(sheet, rows=rows, hours=hours) for rows in groups for hours in parts]


def _shown_rows(sheet: DaySheet) -> Sequence[SheetRow]:
    if not sheet.rows_left_out:
        return sheet.rows
    return sorted(sheet.rows, key=lambda row: not row.bars)[:MOST_ROWS]


def _split(rows: Sequence[SheetRow], size: int) -> list[Sequence[SheetRow]]:
    """Groups of nearly equal size; one empty group where there are no rows."""
    number = max(1, ceil(len(rows) / size))
    size = max(1, ceil(len(rows) / number))
    return [rows[begin : begin + size] for begin in range(0, max(1, len(rows)), size)]


def _parts(sheet: DaySheet) -> int:
    """Into how many parts the hours must be split so that the names can be read in three of four bars."""
    lengths = sorted(bar.span.ends_at - bar.span.starts_at for row in sheet.rows for bar in row.bars)
    if not lengths:
        return 1
    short = max(lengths[len(lengths) // 4], timedelta(minutes=5))
    return ceil(READABLE / PLOT * ((sheet.hours[-1][0] - sheet.hours[0][0]) / short))


def _draw(page: DaySheet, number: str) -> bytes:
    bottom = TOP + ROW * max(1, len(page.rows))
    canvas = Canvas(bottom + BOTTOM)
    title = fitted(legible(page.title), WIDTH - 2 * MARGIN - 100, 28, bold=True)
    canvas.write((MARGIN, 14), title, 28, bold=True)
    canvas.write((WIDTH - MARGIN, 20), number, 20, ink=FAINT_INK, anchor="ra")
    scale = _Scale(page.hours[0][0], page.hours[-1][0])
    for place, row in enumerate(page.rows):
        _draw_background(canvas, scale, row, TOP + ROW * place)
    _draw_hours(canvas, scale, page, bottom)
    present = scale.x(page.now[0]) if page.now and scale.begin <= page.now[0] < scale.end else None
    if present is not None:
        canvas.line((present, TOP), (present, bottom), PRESENT, 3)
    for place, row in enumerate(page.rows):
        _draw_row(canvas, scale, page, row, TOP + ROW * place)
    if page.now and present is not None:
        _draw_present(canvas, present, page.now[1], bottom)
    _draw_legend(canvas, page, bottom + 12)
    return canvas.png()


@dataclass(frozen=True, slots=True)
class _Scale:
    """Instants on the width of the picture."""

    begin: datetime
    end: datetime

    def x(self, instant: datetime) -> float:
        return NAMES + PLOT * ((instant - self.begin) / (self.end - self.begin))

    def box(self, span: Slot, top: float, bottom: float) -> Box | None:
        """The part of a span that is on the picture."""
        begin, end = max(span.starts_at, self.begin), min(span.ends_at, self.end)
        return (self.x(begin), top, self.x(end), bottom) if begin < end else None


def _draw_background(canvas: Canvas, scale: _Scale, row: SheetRow, top: float) -> None:
    whole = (NAMES, top, NAMES + PLOT, top + ROW)
    canvas.box(whole, OUTSIDE_FILL)
    canvas.hatch(whole, OUTSIDE_INK)
    for span in row.hours:
        if box := scale.box(span, top, top + ROW):
            canvas.box(box, "#ffffff")


def _draw_hours(canvas: Canvas, scale: _Scale, page: DaySheet, bottom: float) -> None:
    """Draw the lines of the hours, and labels as far as there is room between each other and beside the present."""
    half = max(width_of(label, 17) for _, label in page.hours) / 2 + 7
    present = scale.x(page.now[0]) if page.now else -WIDTH
    free_from: float = 0
    for instant, label in page.hours:
        x = scale.x(instant)
        canvas.line((x, TOP), (x, bottom), FAINT_LINE)
        if x - half >= free_from and x + half - 7 <= WIDTH and abs(x - present) > 2 * half:
            canvas.write((x, TOP - 8), label, 17, anchor="ms")
            free_from = x + half


def _draw_row(canvas: Canvas, scale: _Scale, page: DaySheet, row: SheetRow, top: float) -> None:
    canvas.line((MARGIN, top + ROW), (WIDTH - MARGIN, top + ROW), LINE)
    lines = wrapped(legible(row.name), NAMES - MARGIN - 10, 18, lines=2)
    for number, line in enumerate(lines):
        canvas.write((MARGIN, top + ROW / 2 + (number - (len(lines) - 1) / 2) * 21), line, 18, anchor="lm")
    for span in row.closed:
        if box := scale.box(span, top + 1, top + ROW - 1):
            _draw_closure(canvas, box, page.closed)
    for lane, lanes, bar in _in_lanes(row.bars):
        height = (ROW - 4) / lanes
        if box := scale.box(bar.span, top + 3 + lane * height, top + 1 + (lane + 1) * height):
            _draw_bar(canvas, box, bar)


def _draw_closure(canvas: Canvas, box: Box, word: str) -> None:
    canvas.box(box, CLOSED_FILL)
    canvas.hatch(box, "#d9c6e6")
    left, top, right, bottom = box
    text = fitted(word, right - left - 12, 16)
    if text:
        width = width_of(text, 16)
        canvas.box((left + 3, top + 12, left + width + 11, bottom - 12), CLOSED_FILL)
        canvas.write((left + 7, (top + bottom) / 2), text, 16, ink=CLOSED_INK, anchor="lm")


def _draw_bar(canvas: Canvas, box: Box, bar: Bar) -> None:
    """Draw the name above the sign, the time and the party; beside the sign where the bar is low."""
    style, name = STYLES[bar.status], legible(bar.name, bar.number)
    left, top, right, bottom = box
    right -= 2
    canvas.box((left, top, right, bottom), style.fill, style.edge, radius=5)
    canvas.box((left, top, min(left + 5, right), bottom), style.edge)
    begin, room, middle = left + 9, right - left - 11, (top + bottom) / 2
    beside = begin + width_of(style.sign, 16) + 5
    if room < width_of(style.sign, 16):
        return
    if bottom - top < ROW / 2:
        canvas.write((begin, middle), style.sign, 16, ink=style.edge, anchor="lm")
        canvas.write((beside, middle), fitted(name, right - beside - 2, 16, bold=True), 16, bold=True, anchor="lm")
        return
    canvas.write((begin, middle - 10), fitted(name, room, 18, bold=True), 18, bold=True, anchor="lm")
    canvas.write((begin, middle + 12), style.sign, 16, ink=style.edge, anchor="lm")
    canvas.write((beside, middle + 12), fitted(bar.detail, right - beside - 2, 16), 16, anchor="lm")


def _in_lanes(bars: Sequence[Bar]) -> list[tuple[int, int, Bar]]:
    """Each bar with its lane and the number of lanes: a no-show frees its slot, and another booking may be there."""
    found: list[tuple[int, int, Bar]] = []
    ends: list[datetime] = []
    placed: list[tuple[int, Bar]] = []
    for bar in sorted(bars, key=lambda bar: bar.span):
        if ends and max(ends) <= bar.span.starts_at:
            found += [(lane, len(ends), each) for lane, each in placed]
            ends, placed = [], []
        lane = next((number for number, end in enumerate(ends) if end <= bar.span.starts_at), len(ends))
        ends[lane : lane + 1] = [bar.span.ends_at]
        placed.append((lane, bar))
    return found + [(lane, len(ends), each) for lane, each in placed]


def _draw_present(canvas: Canvas, x: float, label: str, bottom: float) -> None:
    # Thin, because names are below it; where no bar is, the line is broad.
    canvas.line((x, TOP), (x, bottom), PRESENT, 1)
    width = width_of(label, 17, bold=True) + 12
    left = min(max(x - width / 2, NAMES), WIDTH - MARGIN - width)
    canvas.box((left, TOP - 27, left + width, TOP - 4), PRESENT, radius=4)
    canvas.write((left + width / 2, TOP - 15), label, 17, ink="#ffffff", bold=True, anchor="mm")


def _draw_legend(canvas: Canvas, page: DaySheet, top: float) -> None:
    x: float = MARGIN
    for status, name in page.legend:
        style = STYLES[status]
        canvas.box((x, top, x + 26, top + 24), style.fill, style.edge, radius=4)
        canvas.write((x + 13, top + 12), style.sign, 16, ink=style.edge, anchor="mm")
        canvas.write((x + 34, top + 12), name, 17, anchor="lm")
        x += 34 + width_of(name, 17) + 28
    if any(row.closed for row in page.rows):
        canvas.box((x, top, x + 26, top + 24), CLOSED_FILL)
        canvas.hatch((x, top, x + 26, top + 24), CLOSED_INK)
        canvas.write((x + 34, top + 12), page.closed, 17, anchor="lm")
