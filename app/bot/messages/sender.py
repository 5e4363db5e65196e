"""Letters on their way to Telegram, and what its answers mean."""

from datetime import timedelta

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import InlineKeyboardMarkup, Message, ReplyParameters
from redis.exceptions import RedisError

from app.bot.messages.letters import Page, write_page
from app.bot.messages.send_budget import SendBudget
from app.bot.venue_bots import VenueBots
from app.domain.errors import NotFound
from app.domain.messages.notifications import Notification
from app.runtime.clock import Clock
from app.texts.translator import Translator, Words
from app.usecases.messages.deliver_notification import Letter, PermanentError, RateLimited, TransientError

log = structlog.stdlib.get_logger()

CALL_TIMEOUT = 8
"""Seconds for a call of the Bot API. A letter takes two at most, and a worker that is to stop waits for its end."""
BUDGET_AWAY = timedelta(seconds=2)
"""How long to wait while Redis, and so the budget, is away: nobody may send without it."""


class TelegramSender:
    """Sends letters through the venue's bot, in the recipient's language, within Telegram's limits."""

    def __init__(self, bots: VenueBots, translator: Translator, budget: SendBudget, clock: Clock) -> None:
        self._bots = bots
        self._translator = translator
        self._budget = budget
        self._clock = clock

    async def send(self, letter: Letter) -> int:
        """See `Sender.send`."""
        bot = self._bot(letter.venue.id)
        page = write_page(letter, self._words(letter), self._clock.now())
        await self._take_leave(bot, letter.notification)
        try:
            chat_id, sent_before = letter.notification.chat_id, letter.notification.message_id
            if sent_before:
                await self._bring_up_to_date(bot, chat_id, sent_before, page.text, page.keyboard)
                return sent_before
            if letter.replies_to:
                await self._bring_up_to_date(bot, chat_id, letter.replies_to, page.text, page.old_keyboard)
            return (await self._send_page(bot, letter, page)).message_id
        except TelegramRetryAfter as limit:
            wait = timedelta(seconds=limit.retry_after)
            await self._pause(bot, wait)
            raise RateLimited(wait) from limit
        except TelegramForbiddenError as refusal:
            raise PermanentError(refusal.message, is_blocked=True) from refusal
        except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
            raise PermanentError(refusal.message, is_blocked="chat not found" in refusal.message) from refusal
        except (TelegramAPIError, ClientDecodeError) as failure:
            raise TransientError(str(failure)) from failure

    def _bot(self, venue_id: str) -> Bot:
        try:
            return self._bots.of_venue(venue_id).bot
        except NotFound as unserved:
            # Its token may have been forgotten in a deployment, and be there again in the next.
            raise TransientError(str(unserved)) from unserved

    async def _take_leave(self, bot: Bot, notification: Notification) -> None:
        """The last thing before the call: what is counted now shall leave now."""
        try:
            wait = await self._budget.take(bot.id, notification.chat_id, notification.urgency, self._clock.now())
        except (RedisError, OSError) as away:
            raise RateLimited(BUDGET_AWAY) from away
        if wait:
            raise RateLimited(wait)

    async def _pause(self, bot: Bot, wait: timedelta) -> None:
        try:
            await self._budget.pause(bot.id, wait, self._clock.now())
        except (RedisError, OSError) as away:
            log.warning("the other workers do not hear of a 429", error=repr(away))

    def _words(self, letter: Letter) -> Words:
        locale = letter.recipient.locale(letter.venue) if letter.recipient else letter.venue.locale
        return self._translator.words(letter.venue, locale)

    @staticmethod
    async def _send_page(bot: Bot, letter: Letter, page: Page) -> Message:
        reply = None
        if letter.replies_to:
            reply = ReplyParameters(message_id=letter.replies_to, allow_sending_without_reply=True)
        return await bot.send_message(
            letter.notification.chat_id,
            page.text,
            reply_markup=page.keyboard,
            reply_parameters=reply,
            disable_notification=letter.is_silent,
            request_timeout=CALL_TIMEOUT,
        )

    @staticmethod
    async def _bring_up_to_date(
        bot: Bot, chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        # What announced the booking must not go on offering to change it; a report tells how far it is now. A refusal
        # (a deleted message, one that says so already) is no reason to stop: what else there is to say follows.
        try:
            await bot.edit_message_text(
                text,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=keyboard,
                request_timeout=CALL_TIMEOUT,
            )
        except TelegramBadRequest as refusal:
            log.info("message not edited", reason=refusal.message)
