"""Telegram's limits as one budget per bot, shared by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

from redis.asyncio import Redis

from app.domain.messages.kinds import GATHERED_AT_MOST, Recipient, Urgency
from app.domain.messages.notifications import Notification

A_SECOND = 30
"""Messages a bot may send within any second (Bot API FAQ), counted where they arrive."""
SLOT = timedelta(milliseconds=34)
"""From one message of a bot to the next: 29.4 a second. So a reply of `web` finds room between two of them."""
IN_CHAT = timedelta(seconds=1)
"""From one message of a private chat to the next (Bot API FAQ)."""
IN_GROUP = timedelta(milliseconds=3100)
"""From one message of a group to the next: Telegram takes 20 a minute (Bot API FAQ), sent and edited ones together
(tdlib/td, issue 2592). A little more than three seconds, because some are longer on their way than others."""
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
    """Spreads a bot's messages, one every `SLOT`, one a second in each private chat and one every `IN_GROUP` in each
    group, so that Telegram refuses none.

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
        # A message that is back is behind nobody who came later.
        place = (name, rank.value, int(has_waited), int(notification.is_back))
        rule = notification.kind.rule
        in_one = GATHERED_AT_MOST if rule.can_be_gathered else 1
        verdict, wait_ms = await self._run(
            "acquire", bot_id, chat_id, now, *place, in_one, _ms(_pause_after(notification))
        )
        return Answer(Verdict(verdict), timedelta(milliseconds=wait_ms))

    async def count_answer(self, bot_id: int, notification: Notification, now: datetime) -> None:
        """Telegram has answered the call: now it is known when it arrived at the latest. Raises as `acquire`."""
        await self._run("count_answer", bot_id, notification.chat_id, now, notification.id)

    async def count_reply(self, bot_id: int, chat_id: int, name: str, now: datetime, *, is_edit: bool) -> None:
        """Count a call that is made at once: an answer to a guest's press, or in a group. Raises as `acquire`."""
        pause = _ms(IN_GROUP) if is_group(chat_id) else 0
        await self._run("count_edit" if is_edit else "count_reply", bot_id, chat_id, now, name, pause)

    async def refuse(self, bot_id: int, chat_id: int, retry_after: timedelta, now: datetime) -> None:
        """Telegram has answered 429: send nothing to the chat for a while.

        Telegram does not say whose limit it was. When a second chat is refused while the first is paused, it is the
        bot's: then nothing is sent by the bot. A group's limit is its own. Raises as `acquire`.
        """
        await self._run("refuse", bot_id, chat_id, now, _ms(retry_after), int(is_group(chat_id)))

    async def _run(self, question: str, bot_id: int, chat_id: int, now: datetime, *args: int | str) -> tuple[int, int]:
        # The part in braces keeps a bot's keys on one node of a Redis cluster: the script needs all of them.
        bot, chat = f"budget:{{{bot_id}}}", f"budget:{{{bot_id}}}:chat:{chat_id}"
        answer = await self._script(keys=[bot, chat], args=[question, int(now.timestamp() * 1000), *args])
        return (int(answer[0]), int(answer[1])) if answer else (0, 0)


def is_group(chat_id: int) -> bool:
    """Whether a chat is a group: the ids of groups are negative (Bot API, Chat)."""
    return chat_id < 0


def _pause_after(notification: Notification) -> timedelta:
    """How long its chat takes no other message."""
    if not is_group(notification.chat_id):
        return IN_CHAT
    return 2 * IN_GROUP if notification.kind.rule.replaces else IN_GROUP


def _ms(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)
