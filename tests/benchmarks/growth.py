"""Whether the memory of web, worker and scheduler grows with the work done: sampled while guests book."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

from tests.benchmarks.bench import Bench, say
from tests.benchmarks.deployment import BRONYA, Deployment, deployed
from tests.benchmarks.guests import BookingGuest
from tests.benchmarks.table import Growth, Row, Target

GUESTS = 50
PAUSES = 0.5, 1.5
"""Seconds that a guest pauses at a window, as the slower guests of `presses`."""
SAMPLES = 10
MOST_MEGABYTES = 10
"""How much more than after the first interval a process may hold after the last one."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    minutes = 10 if bench.is_full else 1
    async with deployed(bench, BRONYA) as deployment:
        at_rest = {process.name: process.megabytes() for process in deployment.processes}
        say(f"growth: {minutes} minutes of {GUESTS} guests ...")
        sampled = await _book_and_sample(deployment, minutes * 60 / SAMPLES)
    for name, megabytes in sampled.items():
        grown = megabytes[-1] - megabytes[0]
        yield Row(
            f"{name}: memory during {minutes} min of {GUESTS} guests who book",
            Growth(megabytes),
            "before the first guest",
            Growth([at_rest[name]]),
            Target(f"{grown:+.0f} MB since the first sample, < {MOST_MEGABYTES}", grown < MOST_MEGABYTES),
        )


async def _book_and_sample(deployment: Deployment, interval: float) -> Mapping[str, list[float]]:
    guests = [
        BookingGuest(deployment.new_user(f"Guest{number:03}", "binary_bites"), seed=number) for number in range(GUESTS)
    ]
    await asyncio.gather(*(guest.arrive() for guest in guests))
    until = time.monotonic() + interval * SAMPLES
    sampled: dict[str, list[float]] = {process.name: [] for process in deployment.processes}
    async with asyncio.TaskGroup() as group:
        for guest in guests:
            group.create_task(guest.keep_booking(until, *PAUSES))
        for _ in range(SAMPLES):
            await asyncio.sleep(interval)
            for process in deployment.processes:
                sampled[process.name].append(process.megabytes())
    return sampled
