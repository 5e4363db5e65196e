"""The real application with its database. Requests go to it without a network."""

import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from dishka import AsyncContainer, Provider, Scope, provide
from fakeredis import FakeAsyncRedis
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis

from app.database.transaction import Database
from app.domain.venues import Venue, Venues
from app.main import create_app
from app.runtime.clock import Clock
from app.runtime.settings import Settings, VenueSettings
from app.sandbox.clock import MovableClock
from tests.api.signing import a_user, init_data
from tests.databases import copy_of

RESTAURANT, CLINIC, BERLIN = "binary_bites", "zdorovie_plus", "berlin_bites"
TOKENS = {RESTAURANT: "7001:restaurant", CLINIC: "7002:clinic", BERLIN: "7003:berlin"}
"""The fourth venue, `closed_bites`, has no bot."""
ADMIN = 900
ANNA, BEN = 101, 102
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""
PUBLIC_URL = "https://bronya.example"


@dataclass(frozen=True)
class Api:
    """Sends requests to the API as some guest, and moves the clock."""

    app: FastAPI
    http: httpx.AsyncClient
    clock: MovableClock

    @property
    def container(self) -> AsyncContainer:
        container: AsyncContainer = self.app.state.container
        return container

    def signed_by(self, telegram_id: int, venue_id: str = RESTAURANT) -> dict[str, str]:
        """The header with which a guest's Mini App authenticates."""
        return {"Authorization": f"tma {init_data(TOKENS[venue_id], self.clock.now(), a_user(telegram_id))}"}

    async def get(self, path: str, telegram_id: int | None = None, venue_id: str = RESTAURANT) -> httpx.Response:
        headers = self.signed_by(telegram_id, venue_id) if telegram_id else {}
        return await self.http.get(f"/api/v1/venues/{venue_id}{path}", headers=headers)

    async def post(
        self,
        path: str,
        telegram_id: int,
        body: Mapping[str, object] | None = None,
        venue_id: str = RESTAURANT,
        key: str | None = None,
    ) -> httpx.Response:
        headers = self.signed_by(telegram_id, venue_id) | ({"Idempotency-Key": key} if key else {})
        return await self.http.post(f"/api/v1/venues/{venue_id}{path}", headers=headers, json=body)

    async def book(self, telegram_id: int, starts_at: str, resource_id: str = "t3") -> dict[str, Any]:
        """Book a table for two. Fails the test if that is refused."""
        wish = {"resource_id": resource_id, "starts_at": starts_at, "party_size": 2}
        answer = await self.post("/bookings", telegram_id, wish)
        assert answer.status_code == 201, answer.text
        booking: dict[str, Any] = answer.json()
        return booking

    async def database(self) -> Database:
        return await self.container.get(Database)

    async def change_rules(self, venue_id: str = RESTAURANT, **rules: Any) -> None:
        """Change rules, as a restart with another catalogue does. `rules` are fields of its `BookingRules`."""
        venues = cast(dict[str, Venue], await self.container.get(Venues))
        venue = venues[venue_id]
        venues[venue_id] = replace(venue, booking=replace(venue.booking, **rules))


class RedisInMemory(Provider):
    """Replaces Redis. RabbitMQ needs no replacement: these tests never start the broker, so nothing is pushed."""

    scope = Scope.APP

    @provide
    def redis(self) -> Redis:
        return FakeAsyncRedis()


class MovedClock(Provider):
    """A clock that stands still, in place of the machine's."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(scope=Scope.APP)
        self.provide(lambda: clock, provides=Clock)


@pytest.fixture(scope="session")
def venues_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's venues, a copy of the restaurant in a zone with clock changes, and one without a bot."""
    folder = tmp_path_factory.mktemp("venues") / "venues"
    shutil.copytree("data/venues", folder)
    for venue_id, zone in ((BERLIN, "Europe/Berlin"), ("closed_bites", "Europe/Moscow")):
        shutil.copytree(folder / RESTAURANT, folder / venue_id)
        file = folder / venue_id / "venue.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("Europe/Moscow", zone), encoding="utf-8")
    return folder


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path, venues_dir: Path) -> Settings:
    venues = {venue: VenueSettings(bot_token=SecretStr(token), admin_ids=[ADMIN]) for venue, token in TOKENS.items()}
    return Settings(
        _env_file=None,
        venues=venues,
        public_url=PUBLIC_URL,
        database_url=SecretStr(copy_of(sqlite_template, tmp_path)),
        venues_dir=venues_dir,
        log_level="ERROR",
    )


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    clock = MovableClock(MONDAY, frozen=True)
    app = create_app(settings, RedisInMemory(), MovedClock(clock))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Api(app, http, clock)
    await app.state.container.close()
