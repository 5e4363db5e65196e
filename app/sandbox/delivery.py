"""Deliver updates to the bots' webhooks in Telegram's way (tdlib/telegram-bot-api, WebhookActor)."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Generator
from datetime import datetime, timedelta
from typing import Any, Self

import aiohttp
import structlog

from app.runtime.background import Background
from app.sandbox.model import BotAccount, Chat, Json, Webhook
from app.sandbox.telegram import Telegram

log = structlog.stdlib.get_logger()

RESPONSE_TIMEOUT_SECONDS = 60
MAX_PAUSE_SECONDS = 120
KEPT_FOR = timedelta(hours=24)
CALLBACK_KEPT_FOR = timedelta(seconds=150)

OPT_IN_UPDATES = ("chat_member", "message_reaction", "message_reaction_count")
"""Updates that a bot gets only when `allowed_updates` names them."""

Sleep = Callable[[float], Awaitable[object]]
CallMethod = Callable[[str, str, Json], Awaitable[object]]
"""Call a method of the Bot API: the bot's token, the method's name, its parameters."""


class UpdateDelivery:
    """The delivery of one update. Awaiting it waits until the bot has answered 2xx or the update was dropped."""

    def __init__(self, update: Json, expires_at: datetime) -> None:
        self.update = update
        self.expires_at = expires_at
        self.attempts = 0
        self.delivered = False
        self._finished = asyncio.Event()

    def finish(self, *, delivered: bool) -> None:
        self.delivered = delivered
        self._finished.set()

    def __await__(self) -> Generator[Any, None, Self]:
        yield from self._finished.wait().__await__()
        return self


class WebhookSender:
    """Posts updates to the bots' webhooks: in order within a chat, chats in parallel.

    An update that is not answered with 2xx within `RESPONSE_TIMEOUT_SECONDS` is posted again: at once, then after 2, 4,
    8 ... 120 seconds, until it is 24 hours old (a callback query: 150 seconds). The next update of the chat waits for
    it. A webhook may put one method call into its answer; it is carried out by `call_method`.
    """

    def __init__(self, telegram: Telegram, call_method: CallMethod, sleep: Sleep = asyncio.sleep) -> None:
        self._telegram = telegram
        self._call_method = call_method
        self._sleep = sleep
        self._background = Background()
        self._session: aiohttp.ClientSession | None = None
        self._pending: dict[tuple[int, int], deque[UpdateDelivery]] = defaultdict(deque)
        self._active_chats: set[tuple[int, int]] = set()

    def enqueue(self, chat: Chat, kind: str, content: Json) -> UpdateDelivery:
        """Queue an update of this chat. `kind` is its field in the Bot API's Update, such as `message`."""
        kept_for = CALLBACK_KEPT_FOR if kind == "callback_query" else KEPT_FOR
        update = {"update_id": self._telegram.next_number(), kind: content}
        delivery = UpdateDelivery(update, self._telegram.clock.now() + kept_for)
        if not _is_allowed(chat.bot.webhook, kind):
            delivery.finish(delivered=False)
            return delivery
        self._pending[chat.bot.id, chat.person.id].append(delivery)
        self.deliver_pending(chat.bot)
        return delivery

    def deliver_pending(self, bot: BotAccount) -> None:
        """Start to deliver the pending updates of every chat of the bot. Without a webhook they stay pending."""
        if bot.webhook is None:
            return
        for key, pending in self._pending.items():
            if key[0] == bot.id and pending and key not in self._active_chats:
                self._active_chats.add(key)
                self._background.run(self._deliver_chat(bot, key), name=f"sandbox updates of chat {key}")

    def pending_count(self, bot: BotAccount) -> int:
        return sum(len(pending) for (bot_id, _), pending in self._pending.items() if bot_id == bot.id)

    def drop_pending(self, bot: BotAccount) -> None:
        for (bot_id, _), pending in self._pending.items():
            while bot_id == bot.id and pending:
                pending.popleft().finish(delivered=False)

    async def close(self) -> None:
        await self._background.close()
        if self._session:
            await self._session.close()

    async def _deliver_chat(self, bot: BotAccount, key: tuple[int, int]) -> None:
        pending = self._pending[key]
        try:
            while pending and bot.webhook:
                delivery = pending[0]
                delivered = await self._deliver(bot, delivery)
                if pending and pending[0] is delivery and (delivered or bot.webhook):
                    pending.popleft()
                    delivery.finish(delivered=delivered)
        finally:
            self._active_chats.discard(key)

    async def _deliver(self, bot: BotAccount, delivery: UpdateDelivery) -> bool:
        """Post until the bot answers 2xx (True), its webhook is deleted, or the update expires (False)."""
        pause = 0
        while bot.webhook and self._telegram.clock.now() < delivery.expires_at:
            delivery.attempts += 1
            error = await self._post(bot, bot.webhook, delivery.update)
            if error is None:
                return True
            bot.webhook.last_error_message = error
            bot.webhook.last_error_at = self._telegram.clock.now()
            log.info("sandbox: update not delivered", bot=bot.username, error=error, retry_in_seconds=pause)
            await self._sleep(pause)
            pause = min(max(2, pause * 2), MAX_PAUSE_SECONDS)
        return False

    async def _post(self, bot: BotAccount, webhook: Webhook, update: Json) -> str | None:
        """Post the update once. Returns the error in Telegram's words, or None."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        self._session = self._session or aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=RESPONSE_TIMEOUT_SECONDS)
        )
        try:
            async with self._session.post(webhook.url, json=update, headers=headers) as response:
                if not response.ok:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                if response.content_type == "application/json":
                    await self._call_method_in_answer(bot, await response.json())
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, ValueError) as error:
            return f"Connection failed: {type(error).__name__}"
        return None

    async def _call_method_in_answer(self, bot: BotAccount, answer: object) -> None:
        """Carry out the method call in a webhook's answer. The bot does not get its result."""
        if isinstance(answer, dict) and (method := answer.pop("method", None)):
            await self._call_method(bot.token, method, answer)


def _is_allowed(webhook: Webhook | None, kind: str) -> bool:
    if webhook is None or not webhook.allowed_updates:
        return kind not in OPT_IN_UPDATES
    return kind in webhook.allowed_updates
