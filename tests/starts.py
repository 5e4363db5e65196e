"""Make starts and stops of the product quick: work that a process does once would be repeated in each test."""

import asyncio
import gc
import ssl
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from aiogram.client.session.aiohttp import AiohttpSession
from fastapi.dependencies import models
from fluent.syntax import FluentParser

from app.catalogue.loader import read_catalogue
from app.demo import bots_of

ROUND = 0.001
"""Seconds between two checks whether all connections are closed."""


@pytest.fixture(scope="session", autouse=True)
def quick_starts_and_stops() -> Iterator[None]:
    """Cache parsed texts, skip pauses that only production needs, and exempt earlier objects from collection."""
    parse = cache(FluentParser().parse)
    bots = cache(lambda venues_dir, _folders: bots_of(venues_dir))
    catalogue = cache(lambda venues_dir, _files: read_catalogue(venues_dir))
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FluentParser, "parse", lambda _, source: parse(source))
        patch.setattr("app.demo.bots_of", lambda venues_dir: bots(venues_dir, _folders(venues_dir)))
        for reader in ("app.container.bots.read_catalogue", "app.demo.read_catalogue"):
            patch.setattr(reader, lambda venues_dir: catalogue(venues_dir, _files(venues_dir)))
        # Each bot reads all certificates of the machine, and the sandbox has none.
        tls = {**vars(ssl), "create_default_context": cache(ssl.create_default_context)}
        patch.setattr("aiogram.client.session.aiohttp.ssl", SimpleNamespace(**tls))
        patch.setattr(AiohttpSession, "close", _close_without_pause)
        patch.setattr("uvicorn.server.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": _sleep_briefly}))
        # Formatting a traceback with all local variables takes longer than the test itself.
        patch.setattr(structlog.dev.ConsoleRenderer.get_active(), "exception_formatter", structlog.dev.plain_traceback)
        # The web process looks through all objects and freezes them. Here that would keep those of earlier tests.
        patch.setattr("app.main._tune_garbage_collector", lambda: None)
        # FastAPI caches thousands of functions, and the one of each webhook refers to the whole bot.
        for name, remembering in list(vars(models).items()):
            if hasattr(remembering, "cache_parameters"):
                patch.setattr(models, name, lru_cache(maxsize=64)(remembering.__wrapped__))
        yield


def _folders(venues_dir: Path) -> frozenset[str]:
    return frozenset(folder.name for folder in venues_dir.iterdir())


def _files(venues_dir: Path) -> frozenset[tuple[Path, int, int]]:
    """All files of the venues, as they are now."""
    found = ((path, path.lstat()) for path in venues_dir.rglob("*"))
    return frozenset((path, stat.st_mtime_ns, stat.st_size) for path, stat in found)


async def _close_without_pause(session: AiohttpSession) -> None:
    # aiogram waits another quarter of a second for TLS, which tests do not use.
    if session._session:
        await session._session.close()


async def _sleep_briefly(seconds: float) -> None:
    await asyncio.sleep(min(seconds, ROUND))
