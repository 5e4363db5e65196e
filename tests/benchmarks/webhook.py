"""`/start` answered by the menu: updates a second of one web process, and what each of them costs.

Beside it: the way of the tutorials, with the same versions of aiogram and aiogram-dialog.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import mean
from time import monotonic

import httpx
from pydantic import SecretStr
from redis.asyncio import Redis as RedisClient

from app.bot.venue_bots import VenueBots
from app.bot.webhook import webhook_path
from app.catalogue.loader import load_venues
from app.runtime.settings import Settings, VenueSettings
from tests.benchmarks.alternatives.web_variants import COUNTING, COUNTS_PATH
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.deployment import BRONYA, START_WITHIN, TOKENS, Deployment, Process, prepared
from tests.benchmarks.redis_trips import RoundTrips, counting_round_trips
from tests.benchmarks.starts import StartingGuests
from tests.benchmarks.table import Costs, Row, Served, Target
from tests.benchmarks.telegram_stub import TelegramStub, telegram_stub
from tests.services.instances import free_port

VENUE = "binary_bites"
AT_ONCE = 50
"""Updates that are on their way at the same time when the process is saturated."""
PACE = 40
"""Updates a second of a process that is not."""
COUNTED = 100
"""Updates, one after the other, whose costs are counted."""
TIMES_AS_MANY = 1.3
MOST_TRIPS = 6
OURS = "Bronya"
TUTORIALS = {
    "FastAPI, aiogram, aiogram-dialog, Redis storage": "tests.benchmarks.alternatives.tutorial_bot:create_redis_app",
    "FastAPI, aiogram, aiogram-dialog, memory storage": "tests.benchmarks.alternatives.tutorial_bot:create_memory_app",
}
TRIPS = "round trips to Redis"
MOST_NOISE = 0.1
"""Less than so many of an update belong to something else, such as the heartbeat."""


@dataclass(frozen=True)
class Side:
    """A web process that is measured, and the guests who write to it."""

    process: Process
    address: str
    guests: StartingGuests


@dataclass
class Rounds:
    """What the rounds of one side at one pace have shown, each at least so many seconds long."""

    seconds: float
    rates: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Processor time of the web process for each update."""

    async def measure(self, process: Process, send: Callable[[float], Awaitable[list[float]]]) -> None:
        """Add a round. `send` sends updates for so many seconds, and returns the milliseconds of each."""
        begun, cpu = monotonic(), process.cpu_seconds()
        values = await send(self.seconds)
        self.cpu_ms.append((process.cpu_seconds() - cpu) * 1000 / len(values))
        self.rates.append(len(values) / (monotonic() - begun))
        self.values += values

    @property
    def served(self) -> Served:
        return Served(self.rates, self.values)


async def measure(bench: Bench) -> AsyncIterator[Row]:
    with telegram_stub() as stub:
        saturated, paced = await _time(bench, stub)
        costs = await _count(bench, stub)
    what = "/start answered by the menu; one web process, SQLite, Redis"
    for other in TUTORIALS:
        ours, theirs = saturated[OURS].served, saturated[other].served
        yield Row(f"{what}; saturated, {AT_ONCE} at once", ours, other, theirs, _target(ours, theirs))
    for other in TUTORIALS:
        yield Row(f"{what}; {PACE} a second", paced[OURS].served, other, paced[other].served)
    for other in TUTORIALS:
        each = [Costs({**costs[name], "CPU ms": mean(saturated[name].cpu_ms)}) for name in (OURS, other)]
        trips = Target(f"{TRIPS} ≤ {MOST_TRIPS}", each[0].each[TRIPS] <= MOST_TRIPS)
        yield Row("what one of them costs", each[0], other, each[1], trips)


def _target(ours: Served, theirs: Served) -> Target:
    times = ours.rate / theirs.rate
    words = f"{TIMES_AS_MANY} times as many (it is {times:.2f}), p99 not longer"
    return Target(words, times >= TIMES_AS_MANY and ours.p99 <= theirs.p99)


async def _time(bench: Bench, stub: TelegramStub) -> tuple[Mapping[str, Rounds], Mapping[str, Rounds]]:
    """Time each side, saturated and at `PACE`. All run all the time and work in turn, so that what disturbs the machine
    disturbs each of them."""
    rounds, seconds = (5, 20.0) if bench.is_full else (2, 5.0)
    saturated, paced = ({name: Rounds(seconds) for name in (OURS, *TUTORIALS)} for _ in range(2))
    async with _prepared(bench, stub) as deployment, _sides(deployment, BRONYA) as sides:
        for number in range(rounds):
            for name, side in sides.items():
                say(f"webhook: round {number + 1} of {rounds}: {name} ...")
                await saturated[name].measure(side.process, partial(side.guests.saturate, AT_ONCE))
                await paced[name].measure(side.process, partial(side.guests.keep_pace, PACE))
    return saturated, paced


async def _count(bench: Bench, stub: TelegramStub) -> Mapping[str, Mapping[str, float]]:
    """What one update needs of each side, on average: calls of the Bot API, round trips to Redis, and so on."""
    costs = {}
    async with (
        _prepared(bench, stub) as deployment,
        counting_round_trips(deployment.environment["REDIS_URL"]) as trips,
        RedisClient.from_url(deployment.environment["REDIS_URL"]) as redis,
    ):
        deployment.environment["REDIS_URL"] = trips.url
        async with _sides(deployment, COUNTING) as sides:
            for name, side in sides.items():
                before, commands_before = await _totals(side, stub, trips), await _commands(redis)
                for _ in range(COUNTED):
                    await side.guests.start()
                after, commands = await _totals(side, stub, trips), await _commands(redis)
                costs[name] = _each(before, after)
                say(f"webhook: {name}: Redis runs {_each(commands_before, commands)}, those of scripts too")
    return costs


def _each(before: Mapping[str, int], after: Mapping[str, int]) -> Mapping[str, float]:
    found = {key: (number - before.get(key, 0)) / COUNTED for key, number in after.items()}
    return {key: number for key, number in found.items() if number >= MOST_NOISE or key == TRIPS}


async def _totals(side: Side, stub: TelegramStub, trips: RoundTrips) -> Mapping[str, int]:
    """What was counted until now. Only ours has a database, and tells what it asks of it."""
    async with httpx.AsyncClient() as client:
        told = await client.get(f"{side.address}{COUNTS_PATH}")
    of_database = told.json() if told.is_success else {}
    return {"calls of the Bot API": (await stub.counts()).total(), TRIPS: trips.count, **of_database}


async def _commands(redis: RedisClient) -> Mapping[str, int]:
    """How often Redis has run each command."""
    stats = await redis.info("commandstats")
    return {name.removeprefix("cmdstat_"): found["calls"] for name, found in stats.items()}


@asynccontextmanager
async def _prepared(bench: Bench, stub: TelegramStub) -> AsyncIterator[Deployment]:
    """The services, with a Bot API that answers at once in place of the sandbox."""
    async with prepared(bench) as deployment:
        deployment.environment["TELEGRAM_API_URL"] = stub.url
        yield deployment


@asynccontextmanager
async def _sides(deployment: Deployment, app: str) -> AsyncIterator[Mapping[str, Side]]:
    """The web processes, each with guests who have started the bot. `app` is what makes ours."""
    address = deployment.environment["PUBLIC_URL"]
    settings = Settings(_env_file=None, venues={VENUE: VenueSettings(bot_token=SecretStr(TOKENS[VENUE]))})
    (served,) = VenueBots(settings, load_venues(settings.venues_dir))
    secret = {"X-Telegram-Bot-Api-Secret-Token": served.webhook_secret}
    async with AsyncExitStack() as stack:
        process = stack.enter_context(deployment.running("web", app))
        guests = await stack.enter_async_context(StartingGuests(address + webhook_path(VENUE), secret))
        sides = {OURS: Side(process, address, guests)}
        for name, factory in TUTORIALS.items():
            port = free_port()
            command = f"python -m uvicorn --factory {factory} --port {port} --log-level warning"
            process = stack.enter_context(deployment.started(factory.rpartition(":")[2], command))
            guests = await stack.enter_async_context(StartingGuests(f"http://127.0.0.1:{port}/webhook", {}))
            sides[name] = Side(process, f"http://127.0.0.1:{port}", guests)
        for name, side in sides.items():
            say(f"webhook: {name}: every guest starts twice ...")
            await _until_it_answers(side)
            await side.guests.start_all()
        yield sides


async def _until_it_answers(side: Side) -> None:
    deadline = monotonic() + START_WITHIN
    async with httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(side.address)
            except httpx.TransportError as error:
                if monotonic() > deadline:
                    raise RuntimeError(side.process.log.read_text()[-2000:]) from error
                await asyncio.sleep(0.1)
            else:
                return
