"""The venues with their texts and bots, and the Redis that web processes and workers share."""

from collections.abc import AsyncIterator
from dataclasses import replace

from dishka import Provider, Scope, provide
from redis.asyncio import Redis

from app.bot.venue_bots import VenueBots
from app.catalogue.loader import load_venues
from app.domain.venues import Venues
from app.runtime.redis import create_redis
from app.runtime.settings import InvalidSettings, Settings
from app.texts.translator import Translator


class BotsProvider(Provider):
    """For web and worker. Reads venues and texts when it is created.

    Raises `InvalidCatalogue`, `InvalidTexts`, and `InvalidSettings` for a venue without a folder.
    """

    scope = Scope.APP

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        venues = read_venues(settings)
        translator = Translator.load(settings.venues_dir, venues.values())
        self.provide(lambda: venues, provides=Venues)
        self.provide(lambda: translator, provides=Translator)

    @provide
    async def bots(self, settings: Settings, venues: Venues) -> AsyncIterator[VenueBots]:
        bots = VenueBots(settings, venues)
        yield bots
        await bots.close()

    @provide
    async def redis(self, settings: Settings) -> AsyncIterator[Redis]:
        redis = create_redis(settings.redis_url.get_secret_value())
        yield redis
        await redis.aclose()


def read_venues(settings: Settings) -> Venues:
    """The venues of `VENUES_DIR`, each with the admins that the settings name.

    Raises `InvalidCatalogue`, and `InvalidSettings` for settings of a venue without a folder.
    """
    venues = load_venues(settings.venues_dir)
    unknown = [f"VENUES__{venue_id.upper()}" for venue_id in settings.venues if venue_id not in venues]
    if unknown:
        raise InvalidSettings(f"{', '.join(unknown)}: no such venue; {settings.venues_dir} has {', '.join(venues)}")
    return {
        venue_id: replace(venue, admin_ids=tuple(settings.venues[venue_id].admin_ids))
        if venue_id in settings.venues
        else venue
        for venue_id, venue in venues.items()
    }
