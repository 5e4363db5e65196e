"""Many venues in one deployment, each with its bot: start, memory, `/start` and a booking, while one token is wrong.

Web, worker and scheduler are processes of their own, on PostgreSQL. An earlier start has checked the venues' texts:
`venues` measures what that takes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic, perf_counter

import httpx
from pydantic import SecretStr

from app.bot.checked_texts import CheckedTexts
from app.bot.venue_bots import VenueBot, VenueBots
from app.bot.webhook import webhook_path
from app.catalogue.loader import load_venues
from app.domain.availability.slots import grid_of_day, local_date
from app.domain.venues import Venue
from app.runtime.misconfigurations import token_variable
from app.runtime.settings import Settings, VenueSettings
from tests.api.signing import a_user, init_data
from tests.benchmarks.bench import Bench, DurablePostgreSQL, say
from tests.benchmarks.deployment import Deployment, Process, prepared
from tests.benchmarks.starts import start_of
from tests.benchmarks.table import Costs, Memory, Row, Times
from tests.benchmarks.telegram_stub import WRONG_TOKEN, TelegramStub, telegram_stub
from tests.benchmarks.venues import many_venues
from tests.databases import create_database
from tests.services.workers import eventually

FEW, MANY, VERY_MANY = 10, 100, 1000
ADMIN = 900
FIRST_GUEST = 10_000
READY_LINES = {"worker": '"consumer"', "scheduler": '"publisher"', "web": "Uvicorn running on"}
"""The lines in the logs of processes that are ready, in the order of their start."""
READY_WITHIN = 600.0
"""Seconds. A thousand bots take most of a minute."""
PAUSE = 0.2
"""Seconds between two guests."""
GUESTS = 100
REST_SECONDS = 20.0


@dataclass
class Trial:
    """What one deployment has shown."""

    number: int
    starts: dict[str, Memory] = field(default_factory=dict)
    until_set_up: float = 0.0
    """Seconds from the start of web until Telegram knows webhook and commands of each bot with a right token."""
    while_set_up: list[float] = field(default_factory=list)
    """Milliseconds of `/start` meanwhile."""
    at_rest: list[float] = field(default_factory=list)
    bookings: list[float] = field(default_factory=list)
    confirmations: list[float] = field(default_factory=list)
    """Milliseconds from a request that books to the confirmation at the Bot API."""
    cpu: dict[str, float] = field(default_factory=dict)
    """Processor time in milliseconds of each second at rest, by process."""
    until_stopped: float = 0.0
    """Seconds from SIGTERM to the end of web, which tells the admins of each venue."""
    told: int = 0
    """Messages that have arrived by then: there is one admin for each venue."""


async def measure(bench: Bench) -> AsyncIterator[Row]:
    number = VERY_MANY if bench.is_full else MANY
    few, many = [await _try(bench, each) for each in (FEW, number)]
    what, beside = f"{number:,} venues with bots, PostgreSQL", f"{FEW} venues"
    for name in READY_LINES:
        yield Row(f"{what}: {name}, memory, seconds until ready", many.starts[name], beside, few.starts[name])
    set_up = [Costs({"seconds": each.until_set_up}) for each in (many, few)]
    yield Row(f"{what}: every bot set up in Telegram", set_up[0], beside, set_up[1])
    meanwhile = Times(many.while_set_up)
    yield Row(f"{what}: /start while bots are set up", meanwhile, "when they are", Times(many.at_rest))
    for label, name in (
        ("/start", "at_rest"),
        ("a booking by REST", "bookings"),
        ("from the request to the confirmation", "confirmations"),
    ):
        ours, theirs = [Times(getattr(each, name)) for each in (many, few)]
        yield Row(f"{what}: {label}", ours, beside, theirs)
    stops = [Costs({"seconds": each.until_stopped, "admins told": each.told}) for each in (many, few)]
    yield Row(f"{what}: web told to stop", stops[0], beside, stops[1])
    yield Row(f"{what}: processor time at rest, ms a second", Costs(many.cpu), beside, Costs(few.cpu))


async def _try(bench: Bench, number: int) -> Trial:
    """Start a deployment of so many venues, and use it. Raises `RuntimeError` when it does not work."""
    trial = Trial(number)
    server = bench.need(DurablePostgreSQL)
    create_database(server, f"bots_{number}")
    folder = many_venues(bench, number)
    with telegram_stub() as stub:
        async with prepared(bench, server.database_url(f"bots_{number}")) as deployment:
            environment = deployment.environment = {
                **{key: value for key, value in deployment.environment.items() if not key.startswith("VENUES__")},
                **_bots(number),
                "TELEGRAM_API_URL": stub.url,
                "VENUES_DIR": str(folder),
                "CACHE_DIR": str(deployment.folder / "cache"),
            }
            venues = load_venues(folder)
            CheckedTexts(Path(environment["CACHE_DIR"]) / "texts", folder).remember(venues.values())
            with ExitStack() as stack:
                await _use(trial, deployment, stub, venues, stack)
    return trial


def _bots(number: int) -> Mapping[str, str]:
    """The settings of the bots, of which the last one has a wrong token."""
    tokens = [*(f"{10_000 + each}:benchmark" for each in range(number - 1)), WRONG_TOKEN]
    return {
        f"VENUES__VENUE_{each}__{key}": value
        for each, token in enumerate(tokens)
        for key, value in (("BOT_TOKEN", token), ("ADMIN_IDS", f"[{ADMIN}]"))
    }


async def _use(
    trial: Trial, deployment: Deployment, stub: TelegramStub, venues: Mapping[str, Venue], stack: ExitStack
) -> None:
    say(f"many_bots: {trial.number:,} venues start ...")
    processes = []
    for name in READY_LINES:
        begun = monotonic()
        process = stack.enter_context(deployment.running(name))
        await _until_ready(process)
        trial.starts[name] = Memory([0.0], [monotonic() - begun], [process.cpu_seconds()])
        processes.append(process)
    web = processes[-1]
    async with httpx.AsyncClient(base_url=deployment.environment["PUBLIC_URL"], timeout=60) as http:
        guests = Guests(http, _served(deployment, venues))
        while (await stub.counts())["setChatMenuButton"] < trial.number - 1:
            trial.while_set_up.append(await guests.start())
            await asyncio.sleep(PAUSE)
            if monotonic() > begun + READY_WITHIN:
                raise RuntimeError(web.log.read_text()[-2000:])
        trial.until_set_up = monotonic() - begun
        problems = (await http.get("/readyz")).json()["misconfigured"]
        if list(problems) != [token_variable(f"venue_{trial.number - 1}")]:
            raise RuntimeError(f"one token is wrong, but the problems are {problems}")
        await asyncio.sleep(REST_SECONDS)
        cpu = {process.name: process.cpu_seconds() for process in processes}
        await asyncio.sleep(REST_SECONDS)
        trial.cpu = {each.name: (each.cpu_seconds() - cpu[each.name]) * 1000 / REST_SECONDS for each in processes}
        for _ in range(GUESTS):
            trial.at_rest.append(await guests.start())
            await asyncio.sleep(PAUSE)
        await _book(trial, guests, stub)
    for process in processes:
        start = trial.starts[process.name]
        trial.starts[process.name] = Memory([process.megabytes()], start.seconds, start.cpu_seconds)
    told = (await stub.counts())["sendMessage"]
    trial.until_stopped = await web.stop()
    trial.told = (await stub.counts())["sendMessage"] - told
    say(f"many_bots: {(await stub.counts())}")


async def _until_ready(process: Process) -> None:
    try:
        await eventually(lambda: READY_LINES[process.name] in process.log.read_text(), within=READY_WITHIN)
    except AssertionError as error:
        raise RuntimeError(process.log.read_text()[-2000:]) from error


def _served(deployment: Deployment, venues: Mapping[str, Venue]) -> list[VenueBot]:
    """The restaurants, whose bots have right tokens."""
    configured = {
        venue_id: VenueSettings(bot_token=SecretStr(token))
        for venue_id in venues
        if (token := deployment.environment[token_variable(venue_id)]) != WRONG_TOKEN
    }
    settings = Settings(_env_file=None, venues=configured)
    return [served for served in VenueBots(settings, venues) if "t3" in served.venue.resources]


async def _book(trial: Trial, guests: "Guests", stub: TelegramStub) -> None:
    begun: dict[int, float] = {}
    for number in range(GUESTS):
        guest = FIRST_GUEST + number
        begun[guest] = time.time()
        trial.bookings.append(await guests.book(guest, number))
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(REST_SECONDS / 4)
    arrived = dict(reversed(await stub.sent()))
    trial.confirmations = [(arrived[guest] - at) * 1000 for guest, at in begun.items()]


@dataclass
class Guests:
    """They write to one venue after the other."""

    http: httpx.AsyncClient
    served: list[VenueBot]
    numbers: Iterator[int] = field(default_factory=count)

    async def start(self) -> float:
        """Let somebody write `/start`. Returns the milliseconds until the webhook has answered."""
        number = next(self.numbers)
        venue_bot = self.served[number % len(self.served)]
        secret = {"X-Telegram-Bot-Api-Secret-Token": venue_bot.webhook_secret}
        return await self._post(webhook_path(venue_bot.venue.id), start_of(number), secret)

    async def book(self, guest: int, number: int) -> float:
        """Let a guest book by the REST API. Returns the milliseconds until the answer."""
        days, place = divmod(number, len(self.served))
        venue, token = self.served[place].venue, self.served[place].bot.token
        first = local_date(venue, datetime.now(UTC)) + timedelta(days=2)
        open_days = [slots for day in range(40) if (slots := grid_of_day(venue, first + timedelta(days=day)))]
        slots = open_days[days]
        wish = {"resource_id": "t3", "starts_at": slots[len(slots) // 2].starts_at.isoformat(), "party_size": 2}
        signed = {"Authorization": f"tma {init_data(token, datetime.now(UTC), a_user(guest))}"}
        return await self._post(f"/api/v1/venues/{venue.id}/bookings", wish, signed)

    async def _post(self, path: str, content: object, headers: Mapping[str, str]) -> float:
        begun = perf_counter()
        answer = await self.http.post(path, json=content, headers=headers)
        if not answer.is_success:
            raise RuntimeError(f"{path}: {answer.text}")
        return (perf_counter() - begun) * 1000
