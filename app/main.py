"""The web process: webhooks, Mini App, REST API, health, metrics. See `app/server`."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial

import structlog
from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramRetryAfter, TelegramUnauthorizedError
from dishka import AsyncContainer, Provider
from dishka.integrations.fastapi import setup_dishka
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from taskiq import AsyncBroker
from tenacity import AsyncRetrying, RetryCallState, wait_exponential

from app.api import health
from app.api.application import add_api
from app.api.operators import OperatorPages
from app.bot import webhook
from app.bot.errors import is_transient
from app.bot.introduction import introduce
from app.bot.messages.counted_replies import CountReplies
from app.bot.venue_bots import VenueBot, VenueBots
from app.catalogue.past_days import past_days
from app.container.bots import BotsProvider
from app.container.core import CoreProvider, build_container
from app.container.delivery import DeliveryProvider
from app.container.web import WebProvider
from app.database.migration_watch import MigrationWatch
from app.domain.venues import Venues
from app.miniapp import routes as miniapp
from app.queue.broker import create_broker
from app.runtime.background import Background
from app.runtime.clock import Clock
from app.runtime.health import Health, keep_beating
from app.runtime.logs import configure_logs
from app.runtime.misconfigurations import Misconfigurations, token_variable
from app.runtime.settings import Settings, read_settings, refuse_memory
from app.runtime.telemetry import Tracing, start_telemetry
from app.server.semantics import ConditionalRequests, HeadRequests
from app.server.tracing import TraceRequests
from app.texts.translator import Translator
from app.usecases.bookings.compare_with_catalogue import CompareWithCatalogue
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.presence.service_presence import HEARTBEAT, ServicePresence

log = structlog.stdlib.get_logger()

RETRY_PAUSES = wait_exponential(multiplier=1, max=30)
"""Seconds between attempts at what must be done at start: 1, 2, 4, 8, 16, and then 30 each time."""

INTRODUCED_AT_ONCE = 10
"""Bots that are set up in Telegram at the same time. Each takes a score of calls: those of a thousand bots at once let
guests wait for many seconds, because their answers go through the same connections."""

GARBAGE_THRESHOLDS = 10_000, 3, 3
"""When the generations are collected. docs/performance.md compares the choices."""

STOP_SECONDS = 8.0
"""For telling the admins of the stop. With the requests in progress before it, it ends before supervisors kill."""

MONITORING_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

Loop = Callable[[AsyncContainer], Coroutine[None, None, None]]
"""Work that lasts as long as the process."""


def create_app(settings: Settings | None = None, *overrides: Provider) -> FastAPI:
    """The web process. It starts even if every service is unavailable; `/readyz` names those.

    `settings` are read from the environment by default. Raises `InvalidSettings`, also for `memory://`,
    and `OperatorMistake` for mistakes in the venues' files.
    """
    settings = settings or read_settings()
    refuse_memory(settings)
    configure_logs(settings)
    broker = create_broker(settings)
    tracing = start_telemetry(settings, "web", broker)
    providers = CoreProvider(), BotsProvider(settings), DeliveryProvider(), WebProvider()
    return build_web(settings, build_container(settings, broker, tracing, *providers, *overrides), tracing)


def build_web(settings: Settings, container: AsyncContainer, tracing: Tracing, *loops: Loop) -> FastAPI:
    """The web application. Its lifespan starts and stops the broker and closes the container.

    Once started, `app.state.announce_stop` tells the admins of the stop, for a server that has to do so earlier.

    `container` has the parts of `CoreProvider`, `BotsProvider`, `DeliveryProvider` and `WebProvider`; it is kept in
    `app.state.container`. `loops` are started with the application and canceled when it stops.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        bots, broker = await container.get(VenueBots), await container.get(AsyncBroker)
        dispatcher, watch = await container.get(Dispatcher), await container.get(MigrationWatch)
        bots.watch_calls(await container.get(CountReplies))
        app.include_router(webhook.router(dispatcher, bots, watch))
        app.include_router(miniapp.router((served.venue, served.bot) for served in bots))
        background = Background()
        for loop in loops:
            background.run(loop(container), loop.__name__)
        background.run(keep_beating(await container.get(Health)), "beat")
        await broker.startup()
        await _introduce_bots(container, settings, background)
        background.run(_keep_presence(container), "presence")
        background.run(_compare_with_catalogue(container), "compare with catalogue")
        await _log_past_days(container)
        _tune_garbage_collector()

        async def announce_stop() -> None:
            # The heartbeat stops first, because it would register the process again.
            await background.close()
            await _announce_stop(container)

        app.state.announce_stop = announce_stop
        yield
        await announce_stop()
        await broker.shutdown()
        await container.close()

    # No redirects from `/healthz/` to `/healthz`: their address would come from the request's `Host`.
    app = FastAPI(title="Bronya", lifespan=lifespan, redirect_slashes=False, telemetry=_telemetry(tracing))
    app.state.container = container
    setup_dishka(container, app)
    app.include_router(health.router(container))
    add_api(app, settings.public_url)
    if settings.operator_password:
        app.add_middleware(OperatorPages, settings.operator_password)
    app.add_middleware(ConditionalRequests)
    app.add_middleware(HeadRequests)
    app.add_middleware(TraceRequests)
    return app


def _telemetry(tracing: Tracing) -> TelemetryConfig:
    """A span for each request, except for those that ask how the process is."""
    return TelemetryConfig(
        tracer_provider=tracing.tracer_provider,
        tracing=tracing.tracer_provider is not None,
        metrics=False,
        logs=False,
        operation_spans=False,
        exclude=lambda scope: scope.get("path") in MONITORING_PATHS,
    )


async def _introduce_bots(container: AsyncContainer, settings: Settings, background: Background) -> None:
    misconfigurations = await container.get(Misconfigurations)
    if settings.public_url is None:
        return
    translator, turns = await container.get(Translator), asyncio.Semaphore(INTRODUCED_AT_ONCE)
    for served in await container.get(VenueBots):
        name = f"introduce {served.venue.id}"
        attempt = partial(_introduce, served, translator, settings.public_url, misconfigurations, turns)
        # One task per bot: Telegram may refuse one of them for ever, and the others must not wait for it.
        background.run(_retry(attempt, name), name)


async def _introduce(
    served: VenueBot,
    translator: Translator,
    public_url: str,
    misconfigurations: Misconfigurations,
    turns: asyncio.Semaphore,
) -> None:
    variable = token_variable(served.venue.id)
    try:
        async with turns:
            await introduce(served, translator, public_url)
    except (TelegramUnauthorizedError, TelegramNotFound):
        # Telegram answers 401 to a token that was revoked, and 404 to one that never was.
        misconfigurations.add(variable, "Telegram refuses it: copy the bot's token again from @BotFather")
        raise
    misconfigurations.resolve(variable)


async def _keep_presence(container: AsyncContainer) -> None:
    presence, bots = await container.get(ServicePresence), await container.get(VenueBots)
    watch = await container.get(MigrationWatch)

    async def start() -> None:
        await watch.wait_while_outdated()
        await presence.start(bots.venues)

    await _retry(start, "announce the start")
    while True:
        await asyncio.sleep(HEARTBEAT.total_seconds())
        await _retry(lambda: presence.beat(bots.venues), "heartbeat")


async def _compare_with_catalogue(container: AsyncContainer) -> None:
    """Once at start, when the catalogue may have changed; afterwards the sweep does it."""
    compare, watch = await container.get(CompareWithCatalogue), await container.get(MigrationWatch)

    async def attempt() -> None:
        await watch.wait_while_outdated()
        await compare()

    await _retry(attempt, "compare with catalogue")


async def _log_past_days(container: AsyncContainer) -> None:
    venues, clock = await container.get(Venues), await container.get(Clock)
    for venue in venues.values():
        for key, last in past_days(venue, clock.now()).items():
            # With a wrong year guests can book on a day that was meant to be closed.
            log.warning("days of venue.toml have passed", venue=venue.id, key=key, last=str(last))


async def _announce_stop(container: AsyncContainer) -> None:
    presence, bots = await container.get(ServicePresence), await container.get(VenueBots)
    deliver = await container.get(DeliverNotification)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            announcements = await presence.stop(bots.venues)
            # Here, not through the queue: when all processes are stopped, no worker is left to take it.
            await asyncio.gather(*(deliver(claimed.id) for claimed in announcements))
    except Exception:
        log.warning("stop not announced", exc_info=True)


async def _retry(attempt: Callable[[], Awaitable[None]], name: str) -> None:
    """Repeat an attempt until it succeeds: the service that it needs may not be up yet.

    `name` is for the log, where the same error is written once in a row.
    """

    reported = ""

    def log_failure(state: RetryCallState) -> None:
        nonlocal reported
        error = _error_of(state)
        if repr(error) != reported:
            reported = repr(error)
            is_defect = not (error is None or is_transient(error) or isinstance(error, TelegramAPIError))
            log.warning("attempt failed", what=name, pause=state.upcoming_sleep, error=reported, exc_info=is_defect)

    async for one_attempt in AsyncRetrying(wait=_pause, before_sleep=log_failure):
        with one_attempt:
            await attempt()


def _pause(state: RetryCallState) -> float:
    """Seconds until the next attempt: as many as Telegram asks for, if it does."""
    error = _error_of(state)
    return error.retry_after if isinstance(error, TelegramRetryAfter) else RETRY_PAUSES(state)


def _error_of(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _tune_garbage_collector() -> None:
    """Make the collector take less CPU time than by default, without letting the memory grow.

    What was loaded at start, a third of a million objects, is never scanned again. Young objects are collected seldom:
    most are freed without the collector. Old ones are collected often: requests that wait for something leave cycles
    there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
