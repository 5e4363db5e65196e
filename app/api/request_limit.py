"""Limit the number of requests of a caller."""

from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.api.problems import TooManyRequests
from app.runtime.bounded_log import bounded_log
from app.runtime.clock import Clock
from app.runtime.redis import Courtesy
from app.runtime.rejections import Rejection, count_rejection

WINDOW = timedelta(minutes=1)
READS, WRITES = 300, 60
"""Requests in a window."""


class RequestLimit:
    """Counts requests by caller and minute in Redis, for all web processes together."""

    def __init__(self, redis: Redis, clock: Clock, courtesy: Courtesy) -> None:
        self._redis = redis
        self._clock = clock
        self._courtesy = courtesy

    async def count(self, caller: str, limit: int) -> None:
        """Count one request. Raises `TooManyRequests` when it exceeds the `limit` of the current minute."""
        minute, elapsed = divmod(self._clock.now().timestamp(), WINDOW.total_seconds())
        key = f"requests:{caller}:{int(minute)}"
        try:
            used = await self._courtesy.count(self._redis, key, WINDOW)
        except (RedisError, OSError) as error:
            # Guests can book while Redis is down: the limit is not worth refusing them.
            bounded_log.warning("requests not counted", details=repr(error))
            return
        if used > limit:
            count_rejection(Rejection.TOO_MANY_REQUESTS)
            raise TooManyRequests(WINDOW - timedelta(seconds=elapsed))
