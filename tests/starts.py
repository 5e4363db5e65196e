"""What a process pays once, at its start and at its end, a test would pay each time: the run pays it once."""

import asyncio
import gc
from collections.abc import Iterator
from functools import cache, lru_cache
from types import SimpleNamespace

import pytest
import structlog
from aiogram.client.session.aiohttp import AiohttpSession
from fastapi.dependencies import models
from fluent.syntax import FluentParser

ROUND = 0.001
"""Seconds between two looks whether all connections are closed."""


@pytest.fixture(scope="session", autouse=True)
def quick_starts_and_stops() -> Iterator[None]:
    """Keep parsed texts, skip pauses that only production needs, and let garbage of earlier tests go."""
    parse = cache(FluentParser().parse)
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FluentParser, "parse", lambda _, source: parse(source))
        patch.setattr(AiohttpSession, "close", _close_without_pause)
        patch.setattr("uvicorn.server.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": _sleep_briefly}))
        # A traceback with all local variables takes longer than what the test is about.
        patch.setattr(structlog.dev.ConsoleRenderer.get_active(), "exception_formatter", structlog.dev.plain_traceback)
        # The web process freezes what it has loaded. Here that would be everything that earlier tests have left.
        patch.setattr(gc, "freeze", lambda: None)
        # FastAPI remembers thousands of functions, and with each webhook's the whole bot behind it.
        for name, remembering in list(vars(models).items()):
            if hasattr(remembering, "cache_parameters"):
                patch.setattr(models, name, lru_cache(maxsize=64)(remembering.__wrapped__))
        yield


async def _close_without_pause(session: AiohttpSession) -> None:
    # aiogram waits another quarter of a second for TLS, which no test has.
    if session._session:
        await session._session.close()


async def _sleep_briefly(seconds: float) -> None:
    await asyncio.sleep(min(seconds, ROUND))
