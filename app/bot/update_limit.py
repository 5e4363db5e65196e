"""Limit the updates of one guest, so that a client that presses without end costs little."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, TelegramObject, Update, User
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.bot.groups import is_private
from app.bot.presses import alert
from app.bot.venue_bots import VenueBots
from app.domain.guests import locale_of
from app.runtime.bounded_log import bounded_log
from app.runtime.clock import Clock
from app.runtime.redis import Courtesy
from app.runtime.rejections import Rejection, count_rejection
from app.texts.translator import Translator, Words

WINDOW = timedelta(minutes=1)
UPDATES = 240
"""Updates in a window. Nobody presses four buttons a second for a minute."""


class LimitUpdates(BaseMiddleware):
    """Drops the updates of a guest who sends too many, before anything is read or written for them.

    They are counted by bot, user and minute in Redis, for all web processes together. The first one that is dropped in
    a minute is answered.
    """

    def __init__(self, redis: Redis, courtesy: Courtesy, clock: Clock, bots: VenueBots, translator: Translator) -> None:
        self._redis = redis
        self._courtesy = courtesy
        self._clock = clock
        self._bots = bots
        self._translator = translator

    async def __call__(
        self, handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: Any
    ) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or not is_private(data.get("event_chat")):
            return await handler(event, data)
        bot: Bot = data["bot"]
        minute = int(self._clock.now().timestamp() // WINDOW.total_seconds())
        used = await self._count(f"updates:{bot.id}:{user.id}:{minute}")
        if used <= UPDATES:
            return await handler(event, data)
        venue = self._bots.of_bot(bot).venue
        count_rejection(Rejection.TOO_MANY_UPDATES, venue.id)
        if used == UPDATES + 1:
            words = self._translator.words(venue, locale_of(user.language_code, venue))
            await _explain(cast(Update, event), words, datetime.fromtimestamp(0, UTC) + (minute + 1) * WINDOW)
        return None

    async def _count(self, key: str) -> int:
        """Count one update. Return how many there are in this minute; 0 where Redis does not say in time."""
        try:
            return await self._courtesy.count(self._redis, key, WINDOW)
        except (RedisError, OSError) as error:
            bounded_log.warning("updates not counted", details=repr(error))
            return 0


async def _explain(update: Update, words: Words, again_at: datetime) -> None:
    text = words.plain("too_many_updates", limit=UPDATES, time=words.dates.time(again_at))
    match update.event:
        case CallbackQuery() as press:
            await alert(press, text)
        case _ if update.message:
            await update.message.answer(text)
