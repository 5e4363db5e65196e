"""Telegram's limits as one budget per bot, shared by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

from redis.asyncio import Redis

from app.domain.messages.kinds import Recipient, Urgency
from app.domain.messages.notifications import Notification

A_SECOND = 30
"""Messages a bot may send within any second (Bot API FAQ), counted where they arrive."""
SLOT = timedelta(milliseconds=34)
"""From one message of a bot to the next: 29.4 a second. So a reply of `web` finds room between two of them."""
PATIENCE = timedelta(seconds=2)
"""For how long a worker may be told to wait itself. A message that must wait longer comes back through the ledger."""

SCRIPT = Path(__file__).with_name("send_budget.lua").read_text()


class Rank(IntEnum):
    """Who goes first, when several wait for the bot's limit."""

    GUEST = 0
    """Urgent, to a guest: a confirmation, a reminder."""
    ADMIN = 1
    """Urgent, to an admin: an alert."""
    BULK = 2

    @classmethod
    def of(cls, notification: Notification) -> "Rank":
        if notification.urgency is Urgency.BULK:
            return cls.BULK
        return cls.ADMIN if notification.kind.rule.to is Recipient.ADMINS else cls.GUEST


class Verdict(IntEnum):
    """What a caller who asked for a send is told."""

    SEND = 0
    WAIT = 1
    """Ask again after a while, less than `PATIENCE`."""
    COME_BACK = 2
    """Ask again much later, and hold nothing until then."""


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: Verdict
    wait: timedelta


class SendBudget:
    """Spreads a bot's messages, one every `SLOT` and one a second in each chat, so that Telegram refuses none.

    At most `A_SECOND` calls are on their way or were answered in the last second. So no more arrive in any second, even
    when some take longer than others, up to a second. Guests' messages go first, then admins', then bulk ones.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = redis.register_script(SCRIPT)

    async def acquire(self, bot_id: int, notification: Notification, now: datetime, *, has_waited: bool) -> Answer:
        """Reserve one send. `has_waited`: this caller was told to `WAIT` and has done so.

        Raises `RedisError`, `OSError`.
        """
        rank = Rank.of(notification)
        chat_id, name = notification.chat_id, notification.id
        # A rescheduled message is behind nobody who came later.
        is_back = notification.due_at > notification.planned_for
        verdict, wait_ms = await self._run(
            "acquire", bot_id, chat_id, now, name, rank.value, int(has_waited), int(is_back)
        )
        return Answer(Verdict(verdict), timedelta(milliseconds=wait_ms))

    async def count_answer(self, bot_id: int, notification: Notification, now: datetime) -> None:
        """Telegram has answered the call: now it is known when it arrived at the latest. Raises as `acquire`."""
        await self._run("count_answer", bot_id, notification.chat_id, now, notification.id)

    async def count_reply(self, bot_id: int, name: str, now: datetime, *, is_edit: bool) -> None:
        """Count a call that is made at once: an answer to a guest's press. Raises as `acquire`."""
        await self._run("count_edit" if is_edit else "count_reply", bot_id, 0, now, name)

    async def refuse(self, bot_id: int, chat_id: int, retry_after: timedelta, now: datetime) -> None:
        """Telegram has answered 429: send nothing to the chat for a while.

        Telegram does not say whose limit it was. When a second chat is refused while the first is paused, it is the
        bot's: then nothing is sent by the bot. Raises as `acquire`.
        """
        await self._run("refuse", bot_id, chat_id, now, retry_after // timedelta(milliseconds=1))

    async def _run(self, question: str, bot_id: int, chat_id: int, now: datetime, *args: int | str) -> tuple[int, int]:
        # The part in braces keeps a bot's keys on one node of a Redis cluster: the script needs all of them.
        bot, chat = f"budget:{{{bot_id}}}", f"budget:{{{bot_id}}}:chat:{chat_id}"
        answer = await self._script(keys=[bot, chat], args=[question, int(now.timestamp() * 1000), *args])
        return (int(answer[0]), int(answer[1])) if answer else (0, 0)
