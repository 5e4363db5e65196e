"""How often one caller may ask."""

from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.api.problems import TooManyRequests
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

WINDOW = timedelta(minutes=1)
READS, WRITES = 300, 60
"""Requests a window."""


class RequestLimit:
    """Counts requests by caller and minute of the clock, across all web processes."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock

    async def count(self, caller: str, most: int) -> None:
        """Count one request. Raises `TooManyRequests` when it is one too many for this minute."""
        minute, into_it = divmod(self._clock.now().timestamp(), WINDOW.total_seconds())
        key = f"requests:{caller}:{int(minute)}"
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, WINDOW)
                used, _ = await pipe.execute()
        except (RedisError, OSError) as away:
            # Guests can book without Redis; a limit is not worth turning them away.
            log.warning("requests not counted", error=repr(away))
            return
        if used > most:
            raise TooManyRequests(WINDOW - timedelta(seconds=into_it))
