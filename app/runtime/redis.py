"""The connection to Redis. All data in Redis may be lost at any time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any, Self, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.runtime.outages import OutageLog

T = TypeVar("T")

COURTESY_SECONDS = 0.5
"""How long a request waits for an answer of Redis that it can do without, such as a count for a limit."""
COURTESY_PAUSE = 5.0
"""Seconds after a failure in which Redis is not asked for such an answer: one request waits, not each of them."""


def create_redis(url: str) -> Redis:
    """Create a client of `redis://...`. It connects on first use and reconnects after a lost connection."""
    return Redis.from_url(
        url, socket_timeout=5, socket_connect_timeout=2, retry=ReportingRetry(), health_check_interval=30
    )


class ReportingRetry(Retry):
    """Tries three times again, and logs by its name when Redis goes and when it is back: a line each.

    Those who use Redis meet an outage as errors of their own, such as a `KeyError` of aiogram-dialog. All of a client's
    connections and commands pass through here.
    """

    def __init__(self) -> None:
        super().__init__(ExponentialBackoff(cap=0.5, base=0.05), retries=3)
        self._outages = OutageLog(
            "Redis is unavailable", "Redis is available again", RedisConnectionError, RedisTimeoutError
        )

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        # redis-py copies it for each connection; the outage is one for all of them.
        return self

    async def call_with_retry(self, do: Callable[[], Awaitable[T]], *args: Any, **options: Any) -> T:
        """Await `do`, again after an outage's error. Raises the last one. See `Retry` for the other parameters."""
        with self._outages.watch():
            return await super().call_with_retry(do, *args, **options)


class Courtesy:
    """Asks Redis for what a request can do without. Of an outage a process notices half a second every few seconds."""

    def __init__(self) -> None:
        self._paused_until = monotonic()

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """Await the answer for `COURTESY_SECONDS` at most. Raises `RedisError`, `OSError`; at once after a failure."""
        if monotonic() < self._paused_until:
            raise TimeoutError("Redis has just failed to answer")
        try:
            async with asyncio.timeout(COURTESY_SECONDS):
                return await question()
        except (RedisError, OSError):
            self._paused_until = monotonic() + COURTESY_PAUSE
            raise

    async def count(self, redis: Redis, key: str, kept: timedelta) -> int:
        """Increment a counter, which is deleted after `kept`, and return it. Raises as `ask` does."""
        return await self.ask(partial(_increment, redis, key, kept))


async def _increment(redis: Redis, key: str, kept: timedelta) -> int:
    async with redis.pipeline(transaction=False) as pipe:
        pipe.incr(key)
        pipe.expire(key, kept)
        used, _ = await pipe.execute()
        return int(used)
