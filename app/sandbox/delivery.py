"""Updates on their way to a bot's webhook, as Telegram brings them (tdlib/telegram-bot-api, WebhookActor)."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Generator
from datetime import datetime, timedelta
from typing import Any, Self

import aiohttp
import structlog

from app.runtime.background import Background
from app.sandbox.telegram import Telegram
from app.sandbox.world import BotAccount, Chat, Json, Webhook

log = structlog.stdlib.get_logger()

ANSWER_WITHIN_SECONDS = 60
LONGEST_PAUSE_SECONDS = 120
KEPT_FOR = timedelta(hours=24)
CALLBACK_KEPT_FOR = timedelta(seconds=150)

UNASKED = ("chat_member", "message_reaction", "message_reaction_count")
"""Updates that a bot gets only when `allowed_updates` names them."""

Sleep = Callable[[float], Awaitable[object]]
CarryOut = Callable[[str, str, Json], Awaitable[object]]


class Delivery:
    """An update that is owed to a bot. Awaiting it ends when the bot has answered 2xx, or when it is given up."""

    def __init__(self, update: Json, expires_at: datetime) -> None:
        self.update = update
        self.expires_at = expires_at
        self.attempts = 0
        self.delivered = False
        self._settled = asyncio.Event()

    def settle(self, *, delivered: bool) -> None:
        self.delivered = delivered
        self._settled.set()

    def __await__(self) -> Generator[Any, None, Self]:
        yield from self._settled.wait().__await__()
        return self


class WebhookSender:
    """Brings updates: those of one chat in order, each only after the one before is settled; chats side by side.

    What is not answered with a 2xx within a minute comes again: at once, then after 2, 4, 8 ... 120 seconds, until it
    is a day old (presses: 150 seconds). `carry_out` gets the method that a bot may put in its answer.
    """

    def __init__(self, telegram: Telegram, carry_out: CarryOut, sleep: Sleep = asyncio.sleep) -> None:
        self._telegram = telegram
        self._carry_out = carry_out
        self._sleep = sleep
        self._background = Background()
        self._session: aiohttp.ClientSession | None = None
        self._waiting: dict[tuple[int, int], deque[Delivery]] = defaultdict(deque)
        self._on_the_way: set[tuple[int, int]] = set()

    def hand_over(self, chat: Chat, kind: str, content: Json) -> Delivery:
        """Take an update of this chat, to be brought after those that are there already."""
        kept_for = CALLBACK_KEPT_FOR if kind == "callback_query" else KEPT_FOR
        update = {"update_id": self._telegram.next_number(), kind: content}
        delivery = Delivery(update, self._telegram.clock.now() + kept_for)
        if not _wanted(chat.bot.webhook, kind):
            delivery.settle(delivered=False)
            return delivery
        self._waiting[chat.bot.id, chat.person.id].append(delivery)
        self.set_out(chat.bot)
        return delivery

    def set_out(self, bot: BotAccount) -> None:
        """Start a round for every chat of the bot with something to bring. Without a webhook all of it waits."""
        if bot.webhook is None:
            return
        for key, waiting in self._waiting.items():
            if key[0] == bot.id and waiting and key not in self._on_the_way:
                self._on_the_way.add(key)
                self._background.run(self._bring_all(bot, key), name=f"sandbox updates of chat {key}")

    def pending_count(self, bot: BotAccount) -> int:
        return sum(len(waiting) for (bot_id, _), waiting in self._waiting.items() if bot_id == bot.id)

    def drop_pending(self, bot: BotAccount) -> None:
        for (bot_id, _), waiting in self._waiting.items():
            while bot_id == bot.id and waiting:
                waiting.popleft().settle(delivered=False)

    async def close(self) -> None:
        await self._background.close()
        if self._session:
            await self._session.close()

    async def _bring_all(self, bot: BotAccount, key: tuple[int, int]) -> None:
        waiting = self._waiting[key]
        try:
            while waiting and bot.webhook:
                delivery = waiting[0]
                delivered = await self._bring(bot, delivery)
                if waiting and waiting[0] is delivery and (delivered or bot.webhook):
                    waiting.popleft()
                    delivery.settle(delivered=delivered)
        finally:
            self._on_the_way.discard(key)

    async def _bring(self, bot: BotAccount, delivery: Delivery) -> bool:
        """Try until the bot takes it, nobody wants it any more, or it is too old."""
        pause = 0
        while bot.webhook and self._telegram.clock.now() < delivery.expires_at:
            delivery.attempts += 1
            error = await self._try_once(bot, bot.webhook, delivery.update)
            if error is None:
                return True
            bot.webhook.last_error_message = error
            bot.webhook.last_error_at = self._telegram.clock.now()
            log.info("sandbox: webhook refused an update", bot=bot.username, error=error, again_in_seconds=pause)
            await self._sleep(pause)
            pause = min(max(2, pause * 2), LONGEST_PAUSE_SECONDS)
        return False

    async def _try_once(self, bot: BotAccount, webhook: Webhook, update: Json) -> str | None:
        """Post the update; answer what went wrong in Telegram's words, or None."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        self._session = self._session or aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
        )
        try:
            async with self._session.post(webhook.url, json=update, headers=headers) as response:
                if not response.ok:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                if response.content_type == "application/json":
                    await self._carry_out_answer(bot, await response.json())
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, ValueError) as error:
            return f"Connection failed: {type(error).__name__}"
        return None

    async def _carry_out_answer(self, bot: BotAccount, answer: object) -> None:
        """A bot may answer an update with one method call, whose result it never learns."""
        if isinstance(answer, dict) and (method := answer.pop("method", None)):
            await self._carry_out(bot.token, method, answer)


def _wanted(webhook: Webhook | None, kind: str) -> bool:
    if webhook is None or not webhook.allowed_updates:
        return kind not in UNASKED
    return kind in webhook.allowed_updates
