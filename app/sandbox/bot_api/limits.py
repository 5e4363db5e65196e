"""Telegram's limits on sending, counted in real time, not by the sandbox's clock.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import math
import time
from collections import deque
from collections.abc import Callable

from app.sandbox.bot_api.refusals import Refusal

BOT_PER_SECOND = 30
CHAT_PER_SECOND = 1
CHAT_BURST = 3
GROUP_PER_MINUTE = 20
"""Messages and edits of a bot in a group, together (tdlib/td, issue 2592)."""


class TokenBucket:
    """A token bucket that gains `rate` tokens a second and holds at most `size`."""

    def __init__(self, rate: float, size: float, now: float) -> None:
        self._rate = rate
        self._size = size
        self._tokens = size
        self._filled_at = now

    def seconds_until_token(self, now: float) -> float:
        """How long until there is a token; 0 when there is one now."""
        self._tokens = min(self._size, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        return max(0.0, (1 - self._tokens) / self._rate)

    def take(self) -> None:
        self._tokens -= 1


class Window:
    """Messages of the last `seconds`: at most `size`, strictly."""

    def __init__(self, size: int, seconds: float = 1) -> None:
        self._size = size
        self._seconds = seconds
        self._taken_at: deque[float] = deque()

    def seconds_until_place(self, now: float) -> float:
        """How long until there is a place; 0 when there is one now."""
        while self._taken_at and self._taken_at[0] <= now - self._seconds:
            self._taken_at.popleft()
        return self._taken_at[-self._size] + self._seconds - now if len(self._taken_at) >= self._size else 0.0

    def take(self, now: float) -> None:
        self._taken_at.append(now)


class SendLimits:
    """30 messages in any second for a bot; one a second in a chat, with a burst of three; 20 a minute in a group."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._bots: dict[int, Window] = {}
        self._chats: dict[tuple[int, int], TokenBucket] = {}
        self._groups: dict[tuple[int, int], Window] = {}

    def acquire(self, bot_id: int, chat_id: int) -> None:
        """Count one message that arrives now. Raises `Refusal` 429, without counting it, when a limit is exceeded."""
        now = self._monotonic()
        of_bot = self._bots.setdefault(bot_id, Window(BOT_PER_SECOND))
        of_chat = self._chats.setdefault((bot_id, chat_id), TokenBucket(CHAT_PER_SECOND, CHAT_BURST, now))
        of_group = self._of_group(bot_id, chat_id)
        waits = (of_bot.seconds_until_place(now), of_chat.seconds_until_token(now), of_group.seconds_until_place(now))
        _refuse_if(max(waits))
        of_bot.take(now)
        of_chat.take()
        of_group.take(now)

    def acquire_edit(self, bot_id: int, chat_id: int) -> None:
        """Count one edit, which has a limit in groups only. Raises as `acquire`."""
        now, of_group = self._monotonic(), self._of_group(bot_id, chat_id)
        _refuse_if(of_group.seconds_until_place(now))
        of_group.take(now)

    def _of_group(self, bot_id: int, chat_id: int) -> Window:
        """The last minute of a group; of a private chat one without a limit."""
        if chat_id > 0:
            return Window(1, seconds=0)
        return self._groups.setdefault((bot_id, chat_id), Window(GROUP_PER_MINUTE, seconds=60))


def _refuse_if(seconds: float) -> None:
    if wait := math.ceil(seconds):
        raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
