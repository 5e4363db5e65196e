"""The web process: webhooks, health, metrics. With `memory://` it is worker and scheduler too."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pkgutil import resolve_name

import structlog
from aiogram import Dispatcher
from aiogram.exceptions import TelegramRetryAfter
from dishka import AsyncContainer, Provider
from dishka.integrations.fastapi import setup_dishka as setup_fastapi
from dishka.integrations.taskiq import setup_dishka as setup_taskiq
from fastapi import FastAPI
from taskiq import AsyncBroker, InMemoryBroker

from app.api import health
from app.api.application import add_api
from app.bot import webhook
from app.bot.errors import is_passing
from app.bot.introduction import introduce
from app.bot.venue_bots import VenueBots
from app.container import build_container
from app.miniapp import routes as miniapp
from app.queue import create_broker
from app.runtime.background import Background
from app.runtime.logs import configure_logs
from app.runtime.settings import Settings, read_settings
from app.texts.translator import Translator
from app.usecases.presence.service_presence import HEARTBEAT, ServicePresence

log = structlog.stdlib.get_logger()

START_PAUSES = (1, 2, 4, 8, 15, 30)
"""Seconds between tries of what must be done at start; the last one repeats."""


def create_app(settings: Settings | None = None, broker: AsyncBroker | None = None, *overrides: Provider) -> FastAPI:
    """The web process. It starts whatever is down around it, and `/readyz` tells what that is.

    Raises `InvalidSettings` and `InvalidCatalogue`.
    """
    settings = settings or read_settings()
    configure_logs(settings)
    broker = broker or create_broker(settings)
    container = build_container(settings, broker, *overrides)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        bots, dispatcher = await container.get(VenueBots), await container.get(Dispatcher)
        app.include_router(webhook.router(dispatcher, bots))
        app.include_router(miniapp.router((served.venue, served.bot) for served in bots))
        background = Background()
        if isinstance(broker, InMemoryBroker):
            _be_worker_and_scheduler(container, broker, background)
        await broker.startup()
        await _introduce_bots(container, settings, background)
        background.run(_be_present(container), "be present")
        _calm_garbage_collector()
        yield
        # The heartbeat ends first: after the farewell it would put the process on the roll again.
        await background.close()
        await _leave(container)
        if isinstance(broker, InMemoryBroker):
            await broker.wait_all()
        await broker.shutdown()
        await container.close()

    app = FastAPI(title="Bronya", lifespan=lifespan)
    app.state.container = container
    setup_fastapi(container, app)
    app.include_router(health.router(container))
    add_api(app, settings.public_url)
    return app


def _be_worker_and_scheduler(container: AsyncContainer, broker: AsyncBroker, background: Background) -> None:
    # By name, as Taskiq's own command line does: `app` depends on neither of them.
    resolve_name("worker.tasks:register_tasks")(broker)
    setup_taskiq(container, broker)
    background.run(resolve_name("scheduler.main:run_in_process")(container), "scheduler")


async def _introduce_bots(container: AsyncContainer, settings: Settings, background: Background) -> None:
    if settings.public_url is None:
        log.warning("PUBLIC_URL is not set: Telegram is told no webhook")
        return
    translator = await container.get(Translator)
    for served in await container.get(VenueBots):
        name = f"introduce {served.venue.id}"
        # Each by itself: Telegram may refuse one bot for ever, and no other venue is to wait for that.
        background.run(_until_done(partial(introduce, served, translator, settings.public_url), name), name)


async def _be_present(container: AsyncContainer) -> None:
    presence, bots = await container.get(ServicePresence), await container.get(VenueBots)
    await _until_done(lambda: presence.arrive(bots.venues), "announce the start")
    while True:
        await asyncio.sleep(HEARTBEAT.total_seconds())
        await _until_done(lambda: presence.stay(bots.venues), "heartbeat")


async def _leave(container: AsyncContainer) -> None:
    presence, bots = await container.get(ServicePresence), await container.get(VenueBots)
    try:
        await presence.leave(bots.venues)
    except Exception:
        log.warning("stop not announced", exc_info=True)


async def _until_done(attempt: Callable[[], Awaitable[None]], name: str) -> None:
    """Try again, with growing pauses, what needs a service that may not be up yet."""
    tries = 0
    while True:
        try:
            await attempt()
        except Exception as error:
            pause = _pause_after(error, tries)
            log.warning("will try again", what=name, pause=pause, error=repr(error), exc_info=not is_passing(error))
            await asyncio.sleep(pause)
            tries += 1
        else:
            return


def _pause_after(error: Exception, tries: int) -> int:
    """Seconds to wait after a try that failed; `tries` is how many had failed before it."""
    if isinstance(error, TelegramRetryAfter):
        return error.retry_after
    return START_PAUSES[min(tries, len(START_PAUSES) - 1)]


def _calm_garbage_collector() -> None:
    # Handlers leave few cycles; scanning all that was loaded at start again and again costs half of the CPU.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
