"""The bots of the venues."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from app.bot.bot_session import BotSession
from app.bot.presses import NoteAnswers
from app.domain.errors import NotFound
from app.domain.venues import Venue, Venues
from app.runtime.settings import Settings

TIMEOUT_SECONDS = 20
"""How long one call of the Bot API may take."""


@dataclass(frozen=True, slots=True)
class VenueBot:
    """A venue that is served, its bot, and the secret that Telegram sends with each update."""

    venue: Venue
    bot: Bot
    webhook_secret: str


class VenueBots:
    """The venues that have a token. Without one a venue is not served."""

    def __init__(self, settings: Settings, venues: Venues) -> None:
        self._session = BotSession(api=TelegramAPIServer.from_base(settings.telegram_api_url), timeout=TIMEOUT_SECONDS)
        self._session.middleware(NoteAnswers())
        properties = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
        self._by_venue: dict[str, VenueBot] = {}
        for venue_id, configured in settings.venues.items():
            if configured.bot_token:
                token = configured.bot_token.get_secret_value()
                bot = Bot(token, session=self._session, default=properties)
                self._by_venue[venue_id] = VenueBot(venues[venue_id], bot, _webhook_secret(token))
        self._by_bot = {served.bot.id: served for served in self._by_venue.values()}

    def __iter__(self) -> Iterator[VenueBot]:
        return iter(self._by_venue.values())

    @property
    def venues(self) -> list[Venue]:
        """The venues that are served."""
        return [served.venue for served in self]

    def of_venue(self, venue_id: str) -> VenueBot:
        """Return the bot of a venue. Raises `NotFound` for a venue that is not served."""
        try:
            return self._by_venue[venue_id]
        except KeyError:
            raise NotFound(f"no bot serves {venue_id!r}") from None

    def of_bot(self, bot: Bot) -> VenueBot:
        """Return the venue that `bot`, which is one of these, belongs to, with its bot."""
        return self._by_bot[bot.id]

    def watch_calls(self, middleware: BaseRequestMiddleware) -> None:
        """Let `middleware` see every call of these bots from now on."""
        self._session.middleware(middleware)

    async def close(self) -> None:
        await self._session.close()


def _webhook_secret(token: str) -> str:
    """Derive the secret from the token, so that there is no other secret to configure."""
    return hmac.new(token.encode(), b"webhook secret", hashlib.sha256).hexdigest()
