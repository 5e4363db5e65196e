"""Telegram's limits on sending, counted in real time, not by the sandbox's clock.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import math
import time
from collections.abc import Callable

from app.sandbox.bot_api.refusals import Refusal

BOT_PER_SECOND = 30
CHAT_PER_SECOND = 1
CHAT_BURST = 3


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


class SendLimits:
    """30 messages a second for a bot; one a second in a chat, with a burst of three."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[tuple[int, int | None], TokenBucket] = {}

    def acquire(self, bot_id: int, chat_id: int) -> None:
        """Count one message. Raises `Refusal` 429, without counting it, when a limit is exceeded."""
        now = self._monotonic()
        buckets = [
            self._buckets.setdefault((bot_id, None), TokenBucket(BOT_PER_SECOND, BOT_PER_SECOND, now)),
            self._buckets.setdefault((bot_id, chat_id), TokenBucket(CHAT_PER_SECOND, CHAT_BURST, now)),
        ]
        wait = math.ceil(max(bucket.seconds_until_token(now) for bucket in buckets))
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for bucket in buckets:
            bucket.take()
