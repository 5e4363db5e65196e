"""Send letters through the Bot API, and translate its errors into outcomes of delivery."""

from contextlib import nullcontext, suppress
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import FSInputFile
from redis.exceptions import RedisError

from app.bot.messages.counted_replies import counted
from app.bot.messages.edit_message import edit_message
from app.bot.messages.letters import write_page
from app.bot.messages.link_buttons import with_links
from app.bot.messages.page import Page
from app.bot.messages.send_budget import SendBudget, Verdict
from app.bot.messages.typed_text import typed_parameters
from app.bot.venue_bots import VenueBots
from app.domain.errors import NotFound
from app.domain.messages.letters import BookingLetter, Envelope, ExportLetter, Letter, WaitlistLetter
from app.domain.messages.notifications import Notification
from app.runtime import metrics
from app.runtime.clock import Clock
from app.runtime.redis import Courtesy
from app.texts.translator import Translator
from app.usecases.messages.delivery.send import GroupMoved, PermanentError, RateLimited, Receipt, TransientError

log = structlog.stdlib.get_logger()

CALL_TIMEOUT = 8
"""Seconds for a call of the Bot API. A letter takes two calls, and a worker that stops waits for them. More follow only
a refusal, which comes at once: of a photo the caption is edited, and what cannot be edited is sent."""
UPLOAD_TIMEOUT = 60
"""Seconds for a call that uploads a file."""
NO_BUDGET_PAUSE = timedelta(seconds=2)
"""How long to wait while Redis cannot be reached: without the budget no message may be sent."""

NO_TOPIC = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")
"""Errors of a topic that was deleted or closed. Its group may still take messages in the topic "General"."""


class TelegramSender:
    """Sends letters through the venue's bot, in the recipient's language, within Telegram's limits."""

    def __init__(
        self, bots: VenueBots, translator: Translator, budget: SendBudget, clock: Clock, courtesy: Courtesy
    ) -> None:
        self._bots = bots
        self._translator = translator
        self._budget = budget
        self._clock = clock
        self._courtesy = courtesy

    async def reserve(self, notification: Notification, *, has_waited: bool) -> None:
        """See `Sender.reserve`. The place is counted even if no call is made."""
        try:
            bot = self._bots.of_venue(notification.venue_id).bot
            answer = await self._budget.acquire(bot.id, notification, self._clock.now(), has_waited=has_waited)
        except NotFound:
            return
        except (RedisError, OSError) as error:
            raise RateLimited(NO_BUDGET_PAUSE) from error
        if answer.verdict is not Verdict.SEND:
            metrics.RATE_LIMITS.labels("budget").inc()
            raise RateLimited(answer.wait, comes_back=answer.verdict is Verdict.COME_BACK)

    async def send(self, letter: Letter, *, is_reply: bool = False) -> Receipt:
        """See `Sender.send`."""
        envelope = letter.envelope
        bot = self._bot(envelope.venue.id)
        words = self._translator.words(envelope.venue, envelope.locale)
        try:
            username = str((await bot.me()).username)
            page = write_page(letter, words, self._clock.now(), username)
            if envelope.notification.is_to_group:
                page = with_links(page, username)
            with nullcontext() if is_reply else counted():
                return await self._send_or_edit(bot, letter, page)
        except TelegramRetryAfter as limit:
            metrics.RATE_LIMITS.labels("telegram").inc()
            wait = timedelta(seconds=limit.retry_after)
            await self._refuse(bot, envelope.notification.chat_id, wait)
            raise RateLimited(wait) from limit
        except TelegramMigrateToChat as move:
            raise GroupMoved(move.migrate_to_chat_id) from move
        except TelegramForbiddenError as refusal:
            raise PermanentError(refusal.message, is_blocked=True) from refusal
        except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
            raise PermanentError(refusal.message, is_blocked="chat not found" in refusal.message) from refusal
        except (TelegramAPIError, ClientDecodeError) as failure:
            raise TransientError(str(failure)) from failure
        finally:
            await self._count_answer(bot, envelope.notification)

    def _bot(self, venue_id: str) -> Bot:
        try:
            return self._bots.of_venue(venue_id).bot
        except NotFound as unserved:
            # A deployment without its token may be a mistake that the next one corrects.
            raise TransientError(str(unserved)) from unserved

    async def _refuse(self, bot: Bot, chat_id: int, wait: timedelta) -> None:
        try:
            await self._courtesy.ask(partial(self._budget.refuse, bot.id, chat_id, wait, self._clock.now()))
        except (RedisError, OSError) as error:
            log.warning("429 not shared with the other workers", error=repr(error))

    async def _count_answer(self, bot: Bot, notification: Notification) -> None:
        # Without it the budget assumes a long call.
        with suppress(RedisError, OSError):
            await self._courtesy.ask(partial(self._budget.count_answer, bot.id, notification, self._clock.now()))

    async def _send_or_edit(self, bot: Bot, letter: Letter, page: Page) -> Receipt:
        notification = letter.envelope.notification
        if isinstance(letter, ExportLetter) and letter.file:
            document = await bot.send_document(
                notification.chat_id,
                FSInputFile(letter.file),
                caption=page.text,
                disable_notification=letter.envelope.is_silent,
                request_timeout=UPLOAD_TIMEOUT,
            )
            return Receipt(document.message_id)
        edit = partial(edit_message, bot, notification.chat_id, call_timeout=CALL_TIMEOUT)
        own = notification.message_id
        if own and notification.has_been_sent:
            await edit(own, page.text, page.keyboard)
            return Receipt(own)
        replaced = letter.replaced_message_id if isinstance(letter, BookingLetter | WaitlistLetter) else None
        if replaced and notification.kind.rule.edits_only:
            await edit(replaced, page.text, page.keyboard)
            return Receipt(replaced)
        if replaced and page.old_text:
            await edit(replaced, page.old_text, page.old_keyboard)
        if own and await edit(own, page.text, page.keyboard):
            return Receipt(own)
        try:
            return Receipt(await _send(bot, letter.envelope, page, letter.envelope.topic_id))
        except TelegramBadRequest as refusal:
            if not any(reason in refusal.message for reason in NO_TOPIC):
                raise
            return Receipt(await _send(bot, letter.envelope, page, None), refusal.message)


async def _send(bot: Bot, envelope: Envelope, page: Page, topic_id: int | None) -> int:
    """Send a new message into a topic of its chat, or into none. Returns Telegram's id of it."""
    send = bot.send_photo if page.typed and page.typed.photo else bot.send_message
    sent = await send(
        envelope.notification.chat_id,
        **(typed_parameters(page.typed) if page.typed else {"text": page.text}),
        message_thread_id=topic_id,
        reply_markup=page.keyboard,
        disable_notification=envelope.is_silent,
        request_timeout=CALL_TIMEOUT,
    )
    return sent.message_id
