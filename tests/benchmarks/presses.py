"""The time to answer a press: from the call of the webhook to `answerCallbackQuery`, while fifty guests book."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tests.benchmarks.alternatives.web_variants import STOCK
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.deployment import BRONYA, Deployment, deployed
from tests.benchmarks.guests import BookingGuest, answer_times
from tests.benchmarks.table import Row, Target, Times, p95_below
from tests.databases import create_database

GUESTS = 50
TARGET_MS = 100
ARRIVAL_SECONDS = 8.0
"""The guests come one after the other within about the time that a booking takes. Together, all fifty would confirm in
the same second, and again eight seconds later."""
WARM_UP_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Pace:
    """The pause of each guest before a press: random, between two bounds in seconds."""

    name: str
    shortest_pause: float
    longest_pause: float
    target_ms: float | None

    def target(self, ours: Times) -> Target | None:
        return p95_below(self.target_ms, ours) if self.target_ms else None


CALM = Pace("each pauses 0.5-1.5 s", 0.5, 1.5, TARGET_MS)
HURRIED = Pace("no pauses: saturated", 0.0, 0.0, None)


async def measure(bench: Bench) -> AsyncIterator[Row]:
    what = f"press answered, {GUESTS} guests at once, SQLite, Redis, worker and scheduler beside it"
    say("presses: ours ...")
    ours = await _press(bench, BRONYA)
    say("presses: aiogram's defaults ...")
    stock = await _press(bench, STOCK)
    for pace in (CALM, HURRIED):
        yield Row(
            f"{what}; {pace.name}",
            ours[pace],
            "SQLite; aiogram's parsing, Python's garbage collector untouched",
            stock[pace],
            pace.target(ours[pace]),
        )
    if bench.is_full:
        say("presses: PostgreSQL ...")
        server = bench.need(DurablePostgreSQL)
        create_database(server, "presses")
        beside = await _press(bench, BRONYA, server.database_url("presses"))
        for pace in (CALM, HURRIED):
            yield Row(f"{what}; {pace.name}", ours[pace], "PostgreSQL", beside[pace], pace.target(ours[pace]))


async def _press(bench: Bench, app: str, database_url: str | None = None) -> dict[Pace, Times]:
    seconds = 60.0 if bench.is_full else 15.0
    async with deployed(bench, app, database_url) as deployment:
        guests = [
            BookingGuest(deployment.new_user(f"Guest{number:03}", "binary_bites"), seed=number)
            for number in range(GUESTS)
        ]
        await asyncio.gather(*(_warm_up(guest, number) for number, guest in enumerate(guests)))
        calm = await _keep_booking(deployment, guests, CALM, seconds)
        hurried = await _keep_booking(deployment, guests, HURRIED, seconds / 2)
        return {CALM: calm, HURRIED: hurried}


async def _warm_up(guest: BookingGuest, number: int) -> None:
    until = time.monotonic() + ARRIVAL_SECONDS + WARM_UP_SECONDS
    await asyncio.sleep(ARRIVAL_SECONDS * number / GUESTS)
    await guest.arrive()
    await guest.keep_booking(until, CALM.shortest_pause, CALM.longest_pause)


async def _keep_booking(deployment: Deployment, guests: list[BookingGuest], pace: Pace, seconds: float) -> Times:
    since, until = deployment.sandbox.clock.now(), time.monotonic() + seconds
    pauses = pace.shortest_pause, pace.longest_pause
    await asyncio.gather(*(guest.keep_booking(until, *pauses) for guest in guests))
    values = answer_times(deployment.sandbox, guests, since)
    return Times(values, f", {len(values) / seconds:.0f}/s")
