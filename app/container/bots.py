"""The venues with their texts and bots, and the Redis that web processes and workers share."""

import hmac
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from dishka import Provider, Scope, provide
from redis.asyncio import Redis

from app.bot.checked_texts import CheckedTexts
from app.bot.text_checks import text_mistakes
from app.bot.venue_bots import VenueBots
from app.catalogue.loader import Catalogue, read_catalogue
from app.domain.venues import StaffGroup, Venue, Venues
from app.runtime.mistakes import OperatorMistake
from app.runtime.redis import Courtesy, create_redis
from app.runtime.settings import Settings, VenueSettings
from app.runtime.telemetry import Tracing
from app.texts.ftl import InvalidTexts
from app.texts.translator import Translator

log = structlog.stdlib.get_logger()


class BotsProvider(Provider):
    """For web and worker. Reads and checks venues and texts when it is created. Raises `OperatorMistake`."""

    scope = Scope.APP

    courtesy = provide(Courtesy)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        read = read_venues(settings)
        for folder in read.skipped:
            log.info("folder without venue.toml skipped", folder=str(folder))
        self.provide(lambda: read.venues, provides=Venues)
        self.provide(lambda: read.translator, provides=Translator)

    @provide
    async def bots(self, settings: Settings, venues: Venues) -> AsyncIterator[VenueBots]:
        bots = VenueBots(settings, venues)
        yield bots
        await bots.close()

    @provide
    async def redis(self, settings: Settings, tracing: Tracing) -> AsyncIterator[Redis]:
        redis = create_redis(settings.redis_url.get_secret_value())
        tracing.watch_redis(redis)
        yield redis
        await redis.aclose()


@dataclass(frozen=True, slots=True)
class ReadVenues:
    """The venues of `VENUES_DIR`, each with the people and the staff group that the settings name, and their texts."""

    venues: Venues
    translator: Translator
    skipped: list[Path]
    """Folders without a venue.toml."""


def read_venues(settings: Settings) -> ReadVenues:
    """Read and check the venues. Raises `OperatorMistake` with the mistakes of all files, one in each line."""
    checked = CheckedTexts(settings.cache_dir / "texts", settings.venues_dir)
    catalogue = read_catalogue(settings.venues_dir)
    mistakes = [*_unknown_venues(settings, catalogue), *_unknown_resources(settings, catalogue), *catalogue.mistakes]
    try:
        translator = Translator.load(settings.venues_dir, catalogue.venues.values())
        unchecked = [venue for venue in catalogue.venues.values() if not checked.knows(venue)]
        wrong = list(text_mistakes(settings.venues_dir, unchecked, translator))
        if unchecked and not wrong:
            checked.remember(unchecked)
        mistakes += wrong
    except InvalidTexts as broken:
        mistakes += broken.mistakes
    if mistakes:
        raise OperatorMistake("\n".join(dict.fromkeys(mistakes)))
    venues = {venue_id: _with_people(venue, settings) for venue_id, venue in catalogue.venues.items()}
    return ReadVenues(venues, translator, catalogue.skipped)


def _unknown_venues(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    """The settings of venues that have no folder."""
    for venue_id in settings.venues:
        if venue_id not in catalogue.names:
            there_are = ", ".join(catalogue.names) or "none"
            yield f"VENUES__{venue_id.upper()}: no such venue; {settings.venues_dir} has {there_are}"


def _unknown_resources(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    """Staff of resources that their venue does not have. A venue with mistakes is not in the catalogue."""
    for venue_id, configured in settings.venues.items():
        venue = catalogue.venues.get(venue_id)
        for resource_id in configured.staff if venue else ():
            if venue and resource_id not in venue.resources:
                there_are = ", ".join(venue.resources)
                yield f"VENUES__{venue_id.upper()}__STAFF: no resource {resource_id!r}; {venue_id} has {there_are}"


def _with_people(venue: Venue, settings: Settings) -> Venue:
    configured = settings.venues.get(venue.id)
    if configured is None:
        return venue
    group = StaffGroup(*configured.alerts_chat_id) if configured.alerts_chat_id else None
    return replace(
        venue,
        admin_ids=tuple(configured.admin_ids),
        staff=configured.staff,
        staff_group=group,
        pseudonym_key=_pseudonym_key(configured),
    )


def _pseudonym_key(configured: VenueSettings) -> bytes:
    """A key that is in no database, and from which nobody learns the token."""
    token = configured.bot_token.get_secret_value() if configured.bot_token else ""
    return hmac.digest(token.encode(), b"pseudonyms of forgotten guests", "sha256")
