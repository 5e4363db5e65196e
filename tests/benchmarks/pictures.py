"""A day as a picture, drawn in a thread as the product does, beside a process that is started for it."""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter, process_time

from app.domain.availability.slots import Slot
from app.domain.bookings import BookingStatus
from app.pictures.day_sheet import STYLES, Bar, DaySheet, SheetRow, draw_day_sheet
from app.pictures.drawing import Drawing
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.table import Row, Times, p95_below

DAYS = {60: 14, 400: 20}
"""Bookings of the day, and its resources."""
PROMISED, TARGET_MS = 60, 1_000
"""So many bookings are drawn within this time."""
ROUNDS, PROCESSES = 20, 5
OPENS = datetime(2026, 11, 24, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = 12
CHILD = """
import pickle, sys
from app.pictures.day_sheet import draw_day_sheet
sys.stdout.buffer.write(pickle.dumps(draw_day_sheet(pickle.load(sys.stdin.buffer))))
"""
"""It imports nothing of Bronya but what the picture needs."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    rounds = 5 * ROUNDS if bench.is_full else ROUNDS
    for bookings, resources in DAYS.items():
        say(f"pictures: a day with {bookings} bookings ...")
        sheet = a_day(bookings, resources)
        what = f"a day with {bookings} bookings and {resources} resources as a picture"
        ours, waits = await _in_thread(sheet, rounds)
        target = p95_below(TARGET_MS, ours) if bookings == PROMISED else None
        yield Row(what, ours, "in a process started for it", await _in_processes(sheet), target)
        in_loop = await _waits_while(partial(_draw_here, sheet), rounds)
        yield Row("the event loop waits meanwhile", waits, "drawn in the event loop", in_loop)


def a_day(bookings: int, resources: int) -> DaySheet:
    """A day on which every resource has about as many visits, one after the other."""
    statuses = list(STYLES)
    of_row = -(-bookings // resources)
    visit = HOURS * HOUR / of_row
    bars: list[list[Bar]] = [[] for _ in range(resources)]
    for number in range(bookings):
        place, row = divmod(number, resources)
        span = Slot(OPENS + place * visit, OPENS + (place + 1) * visit)
        status = statuses[number % len(statuses)]
        bars[row].append(Bar(span, f"Константин {number}", f"№ {number}", "12:00 · 4", status))
    hours = [Slot(OPENS, OPENS + HOURS * HOUR)]
    return DaySheet(
        "Здоровье Плюс · вторник, 24 ноября",
        [(OPENS + number * HOUR, f"{8 + number:02}:00") for number in range(HOURS + 1)],
        [SheetRow(f"Александр Витальевич {number}", hours, [], each) for number, each in enumerate(bars)],
        (OPENS + 5 * HOUR, "13:00"),
        [(BookingStatus.BOOKED, "предстоит")],
        "закрыто",
    )


async def _in_thread(sheet: DaySheet, rounds: int) -> tuple[Times, Times]:
    """How long a picture takes, and how long others in the event loop wait meanwhile."""
    draw, times = Drawing(), list[float]()

    async def draw_one() -> None:
        begun = perf_counter()
        await draw(draw_day_sheet, sheet)
        times.append((perf_counter() - begun) * 1000)

    cpu_begun = process_time()
    waits = await _waits_while(draw_one, rounds)
    cpu = (process_time() - cpu_begun) * 1000 / rounds
    return Times(times, f", CPU {cpu:.0f} ms each"), waits


async def _draw_here(sheet: DaySheet) -> None:
    draw_day_sheet(sheet)


async def _waits_while(draw: Callable[[], Awaitable[None]], rounds: int) -> Times:
    """The longest time, in each round, by which a task that wants to run every millisecond is late."""
    longest: list[float] = []
    for _ in range(rounds):
        async with asyncio.TaskGroup() as group:
            drawing, worst = group.create_task(_call(draw)), 0.0
            while not drawing.done():
                begun = perf_counter()
                await asyncio.sleep(0.001)
                worst = max(worst, (perf_counter() - begun) * 1000 - 1)
        longest.append(worst)
    return Times(longest)


async def _call(draw: Callable[[], Awaitable[None]]) -> None:
    await draw()


async def _in_processes(sheet: DaySheet) -> Times:
    times = []
    for _ in range(PROCESSES):
        begun = perf_counter()
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", CHILD, stdin=PIPE, stdout=PIPE)
        drawn, _errors = await child.communicate(pickle.dumps(sheet))
        pickle.loads(drawn)  # noqa: S301  our own child has written it
        times.append((perf_counter() - begun) * 1000)
    return Times(times)
