"""The plots of a period: bookings by day, how full each hour of the week was, and two lists of shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

from app.pictures.canvas import FAINT_INK, FAINT_LINE, INK, LINE, MARGIN, WIDTH, Canvas, fitted, width_of

HEADING, LABEL = 20, 16
TITLE_HEIGHT = 64
DAYS_HEIGHT, HOURS_ROW, LIST_ROW = 300, 34, 34
GAP = 34
AXIS = 56
"""Room for the numbers and weekdays at the left."""
CAME, MISSED, CANCELED = "#3b82c4", "#b3261e", "#c3cad2"
COLD, HOT = (255, 255, 255), (11, 87, 160)
TICKS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """The bookings of a day, or of several."""

    label: str
    came: int
    no_shows: int
    canceled: int

    @property
    def total(self) -> int:
        return self.came + self.no_shows + self.canceled


@dataclass(frozen=True, slots=True)
class Bars:
    """A list of names with a number each."""

    heading: str
    lines: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Plots:
    """What is drawn: all its texts are in the reader's language."""

    title: str
    columns_heading: str
    columns: Sequence[Column]
    legend: tuple[str, str, str]
    """The names of who came, of no-shows and of canceled bookings."""
    hours_heading: str
    weekdays: Sequence[str]
    """From Monday."""
    occupancy: Mapping[tuple[int, int], float]
    """By weekday and hour, 0 to 1; hours that are missing are closed."""
    lists: tuple[Bars, Bars]


def draw_plots(plots: Plots) -> bytes:
    """Return the plots as a PNG file."""
    hours_top = TITLE_HEIGHT + DAYS_HEIGHT + GAP
    lists_top = hours_top + 60 + 7 * HOURS_ROW + GAP
    longest = max(len(each.lines) for each in plots.lists)
    canvas = Canvas(lists_top + 40 + longest * LIST_ROW + MARGIN)
    canvas.write((MARGIN, 14), fitted(plots.title, WIDTH - 2 * MARGIN, 28, bold=True), 28, bold=True)
    _draw_columns(canvas, plots, TITLE_HEIGHT)
    _draw_hours(canvas, plots, hours_top)
    width = (WIDTH - 2 * MARGIN - GAP) / 2
    for number, bars in enumerate(plots.lists):
        _draw_list(canvas, bars, MARGIN + number * (width + GAP), lists_top, width)
    return canvas.png()


def _draw_columns(canvas: Canvas, plots: Plots, top: float) -> None:
    canvas.write((MARGIN, top), plots.columns_heading, HEADING, bold=True)
    _draw_legend(canvas, plots.legend, top)
    floor, ceiling = top + DAYS_HEIGHT - 26, top + 44
    step = nice_step(max((column.total for column in plots.columns), default=0))
    highest = step * TICKS
    for tick in range(TICKS + 1):
        y = floor - (floor - ceiling) * tick / TICKS
        canvas.line((MARGIN + AXIS, y), (WIDTH - MARGIN, y), LINE if tick == 0 else FAINT_LINE)
        canvas.write((MARGIN + AXIS - 8, y), f"{tick * step}", LABEL, ink=FAINT_INK, anchor="rm")
    slot = (WIDTH - 2 * MARGIN - AXIS) / max(1, len(plots.columns))
    widest = max((width_of(column.label, LABEL) for column in plots.columns), default=0.0)
    every = ceil((widest + 16) / slot)
    for number, column in enumerate(plots.columns):
        left = MARGIN + AXIS + number * slot
        y = floor
        for value, ink in ((column.came, CAME), (column.no_shows, MISSED), (column.canceled, CANCELED)):
            height = (floor - ceiling) * value / highest
            if value:
                gap = min(4.0, slot / 6)
                canvas.box((left + gap, y - max(1.0, height), left + slot - gap, y - 1), ink)
            y -= height
        if number % every == 0:
            middle = min(max(left + slot / 2, MARGIN + widest / 2), WIDTH - MARGIN - widest / 2)
            canvas.write((middle, floor + 20), column.label, LABEL, ink=FAINT_INK, anchor="ms")


def _draw_legend(canvas: Canvas, names: tuple[str, str, str], top: float) -> None:
    right: float = WIDTH - MARGIN
    for name, ink in zip(reversed(names), (CANCELED, MISSED, CAME), strict=True):
        left = right - width_of(name, LABEL) - 24
        canvas.box((left, top + 5, left + 16, top + 21), ink)
        canvas.write((left + 24, top + 13), name, LABEL, anchor="lm")
        right = left - 22


def nice_step(highest: int) -> int:
    """Return the step of an axis with four steps of 1, 2 or 5 times a power of ten that reaches `highest`."""
    least = max(1, ceil(highest / TICKS))
    power: int = 10 ** int(log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least)


def _draw_hours(canvas: Canvas, plots: Plots, top: float) -> None:
    canvas.write((MARGIN, top), plots.hours_heading, HEADING, bold=True)
    hours = [hour for _, hour in plots.occupancy] or [0]
    shown = range(min(hours), max(hours) + 1)
    width = (WIDTH - 2 * MARGIN - AXIS) / len(shown)
    for weekday, name in enumerate(plots.weekdays):
        y = top + 60 + weekday * HOURS_ROW
        canvas.write((MARGIN, y + HOURS_ROW / 2), name, LABEL, anchor="lm")
        for hour in shown:
            x = MARGIN + AXIS + (hour - shown.start) * width
            if weekday == 0:
                canvas.write((x + width / 2, y - 8), f"{hour}:00" if width > 50 else f"{hour}", LABEL, anchor="ms")
            _draw_cell(canvas, plots.occupancy.get((weekday, hour)), x, y, width)


def _draw_cell(canvas: Canvas, share: float | None, x: float, y: float, width: float) -> None:
    box = (x, y, x + width - 2, y + HOURS_ROW - 2)
    if share is None:
        canvas.box(box, "#f4f5f7")
        canvas.hatch(box, "#dfe3e8")
        return
    canvas.box(box, _shade(share), FAINT_LINE)
    percent = f"{round(100 * share)}%" if width > 44 else f"{round(100 * share)}"
    if share and width_of(percent, LABEL) < width - 4:
        ink = INK if share < 0.65 else "#ffffff"
        canvas.write((x + width / 2 - 1, y + HOURS_ROW / 2 - 1), percent, LABEL, ink=ink, anchor="mm")


def _shade(share: float) -> str:
    mixed = (round(cold + (hot - cold) * share) for cold, hot in zip(COLD, HOT, strict=True))
    return f"#{''.join(f'{each:02x}' for each in mixed)}"


def _draw_list(canvas: Canvas, bars: Bars, left: float, top: float, width: float) -> None:
    canvas.write((left, top), bars.heading, HEADING, bold=True)
    names = max((width_of(name, LABEL) for name, _ in bars.lines), default=0.0) + 12
    names = min(names, width / 2)
    total, highest = sum(number for _, number in bars.lines), max((number for _, number in bars.lines), default=0)
    room = width - names - 110
    for place, (name, number) in enumerate(bars.lines):
        middle = top + 40 + place * LIST_ROW + LIST_ROW / 2
        canvas.write((left, middle), fitted(name, names - 8, LABEL), LABEL, anchor="lm")
        end = left + names + (room * number / highest if highest else 0)
        canvas.box((left + names, middle - 11, max(end, left + names + 1), middle + 11), CAME if number else LINE)
        share = f"{number} · {round(100 * number / total)}%" if total else "0"
        canvas.write((end + 8, middle), share, LABEL, anchor="lm")
