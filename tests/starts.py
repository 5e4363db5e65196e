"""Make starts and stops of the product quick: work that a process does once would be repeated in each test."""

import asyncio
import gc
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from aiogram.client.session.aiohttp import AiohttpSession
from fastapi.dependencies import models
from fastapi.routing import _EffectiveRouteContext
from fluent.syntax import FluentParser
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

from app.catalogue.loader import read_catalogue
from app.demo import bots_of
from app.domain.venues import Venue
from app.texts.translator import Translator

ROUND = 0.001
"""Seconds between two checks whether all connections are closed."""
KEPT_TRANSLATORS = 8
"""Most tests use the ready venues; those of the others write files of their own."""


@pytest.fixture(scope="session", autouse=True)
def quick_starts_and_stops() -> Iterator[None]:
    """Cache parsed texts, skip pauses that only production needs, and exempt earlier objects from collection."""
    parse = cache(FluentParser().parse)
    bots = cache(lambda venues_dir, _folders: bots_of(venues_dir))
    catalogue = cache(lambda venues_dir, _files: read_catalogue(venues_dir))
    shared = {"compiled_cache": Statements()}
    gc.collect()
    gc.freeze()
    # With Python's thresholds the collector takes a twelfth of the run.
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 10, 10)
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
        patch.setattr("app.database.engine.create_async_engine", partial(create_async_engine, execution_options=shared))
        routes = _EffectiveRouteContext.from_api_route
        patch.setattr(_EffectiveRouteContext, "from_api_route", classmethod(_kept_with_its_route(routes)))
        patch.setattr(Translator, "load", classmethod(_kept_until_files_change(Translator.load)))
        # FastAPI caches thousands of functions, and the one of each webhook refers to the whole bot.
        for name, remembering in list(vars(models).items()):
            if hasattr(remembering, "cache_parameters"):
                patch.setattr(models, name, lru_cache(maxsize=64)(remembering.__wrapped__))
        yield
    gc.set_threshold(*thresholds)


class Statements:
    """The compiled statements of all engines: by the kind of the database, where SQLAlchemy keeps them by engine."""

    def __init__(self) -> None:
        self._compiled: LRUCache[tuple[object, ...], Any] = LRUCache(2000)

    def get(self, key: tuple[object, ...]) -> Any:
        """See `dict.get`. The first part of the key is the engine's dialect."""
        return self._compiled.get(_by_kind(key))

    def __setitem__(self, key: tuple[object, ...], compiled: object) -> None:
        self._compiled[_by_kind(key)] = compiled


def _by_kind(key: tuple[object, ...]) -> tuple[object, ...]:
    return type(key[0]), *key[1:]


def _kept_with_its_route(build: Callable[..., Any]) -> Callable[..., Any]:
    """FastAPI prepares each route of a router for each application that includes the router. Keep it with the route:
    the applications of all tests include the routers of modules in the same way."""

    def build_once(_cls: type, *, original_route: Any, include_context: Any) -> Any:
        included = replace(include_context, dependency_overrides_provider=None)
        kept: list[tuple[object, Any]] = vars(original_route).setdefault("_kept", [])
        for earlier, context in kept:
            if earlier == included:
                return context
        context = build(original_route=original_route, include_context=included)
        kept.append((included, context))
        return context

    return build_once


def _kept_until_files_change(load: Callable[..., Translator]) -> Callable[..., Translator]:
    translators: dict[object, tuple[list[Venue], Translator]] = {}

    def load_once(_cls: type, venues_dir: Path, venues: Iterable[Venue]) -> Translator:
        found = list(venues)
        # An equal id is the same venue, because it is kept.
        key = (venues_dir, _files(venues_dir), *map(id, found))
        if key not in translators:
            translators[key] = found, load(venues_dir, found)
        if len(translators) > KEPT_TRANSLATORS:
            del translators[next(iter(translators))]
        return translators[key][1]

    return load_once


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
