"""The product for the preview: a database of its own, a clock that stands still, a Telegram that refuses messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from dishka import AsyncContainer, Provider, Scope
from pydantic import SecretStr

from app.catalogue.loader import load_venues
from app.domain.messages.letters import Letter
from app.domain.messages.notifications import Notification
from app.one_process import LocalBroker, build_memory_container
from app.runtime.clock import Clock
from app.runtime.settings import MEMORY, Settings, VenueSettings
from app.runtime.telemetry import Tracing
from app.sandbox.clock import MovableClock
from app.usecases.messages.delivery.send import PermanentError, Sender

ADMIN_ID, STAFF_ID = 105, 104
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When the windows are looked at."""


class RefusingSender:
    """Telegram refuses every message, so that there are failed messages to show."""

    async def reserve(self, _: Notification, *, has_waited: bool) -> None:
        """There is always a place."""

    async def send(self, letter: Letter) -> int:
        raise PermanentError("Bad Request: message text is empty")


@asynccontextmanager
async def open_product(venues_dir: Path, database_url: str) -> AsyncIterator[AsyncContainer]:
    """The container of the whole product, with an admin and staff for every venue. The database is migrated already."""
    settings = Settings(
        _env_file=None,
        venues={
            venue_id: VenueSettings(
                bot_token=SecretStr(f"{1000 + number}:token-for-the-preview"),
                admin_ids=[ADMIN_ID],
                staff=dict.fromkeys(venue.resources, STAFF_ID),
            )
            for number, (venue_id, venue) in enumerate(load_venues(venues_dir).items())
        },
        public_url="https://bronya.example",
        venues_dir=venues_dir,
        database_url=SecretStr(database_url),
        rabbitmq_url=SecretStr(MEMORY),
        redis_url=SecretStr(MEMORY),
    )
    clock = MovableClock(MONDAY, frozen=True)
    overrides = Provider(scope=Scope.APP)
    overrides.provide(lambda: clock, provides=Clock)
    overrides.provide(lambda: clock, provides=MovableClock)
    overrides.provide(RefusingSender, provides=Sender)
    broker = LocalBroker()
    container = build_memory_container(settings, broker, Tracing(), overrides)
    yield container
    await broker.shutdown()
    await container.close()
