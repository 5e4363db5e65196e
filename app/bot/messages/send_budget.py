"""Telegram's limits as one budget per bot, shared by all workers."""

from datetime import datetime, timedelta
from uuid import uuid4

from redis.asyncio import Redis

from app.domain.messages.kinds import BULK_A_SECOND, Urgency

A_SECOND = {Urgency.URGENT: 30, Urgency.BULK: BULK_A_SECOND}
"""Messages a bot may send within any second (Bot API FAQ: 30)."""

# One atomic step for all workers. Times are milliseconds of the caller's clock; the clocks of callers differ a little.
# While an urgent message waits, and for a moment longer so that it finds room, bulk gets none.
ACQUIRE = """
local paused, sent, chat, urgent = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now, limit, name, is_urgent = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4] == 'urgent'
local second, grace = 1000, 100
local function wait_until(moment)
    if is_urgent then redis.call('SET', urgent, moment + grace, 'PX', moment + grace - now) end
    return moment - now
end
local resumes = tonumber(redis.call('GET', paused) or 0)
if resumes > now then return wait_until(resumes) end
local last = tonumber(redis.call('GET', chat) or 0)
if math.abs(now - last) < second then return last + second - now end
local urgent_until = tonumber(redis.call('GET', urgent) or 0)
if not is_urgent and urgent_until > now then return urgent_until - now end
redis.call('ZREMRANGEBYSCORE', sent, '-inf', now - second)
local used = redis.call('ZCOUNT', sent, now - second, now + second)
if used >= limit then
    local oldest = redis.call('ZRANGE', sent, used - limit, used - limit, 'WITHSCORES')
    return wait_until(tonumber(oldest[2]) + second)
end
redis.call('ZADD', sent, now, name)
redis.call('PEXPIRE', sent, second * 2)
redis.call('SET', chat, now, 'PX', second * 2)
return 0
"""


class SendBudget:
    """At most 30 messages a second for a bot and 1 a second for a chat, and none after a 429 for as long as it says.

    Urgent messages go first: bulk gets only `BULK_A_SECOND` of the 30, and none while an urgent message waits.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._acquire = redis.register_script(ACQUIRE)

    async def acquire(self, bot_id: int, chat_id: int, urgency: Urgency, now: datetime) -> timedelta:
        """Reserve one send. Returns 0, or the delay before asking again. Raises `RedisError`, `OSError`."""
        names = ("paused", "sent", f"chat:{chat_id}", "urgent")
        keys = [_key(bot_id, name) for name in names]
        wait_ms = await self._acquire(keys=keys, args=[_ms(now), A_SECOND[urgency], uuid4().hex, urgency.value])
        return timedelta(milliseconds=int(wait_ms))

    async def pause(self, bot_id: int, retry_after: timedelta, now: datetime) -> None:
        """Let no worker send through this bot for a while."""
        await self._redis.set(_key(bot_id, "paused"), _ms(now + retry_after), px=retry_after)


def _key(bot_id: int, name: str) -> str:
    # The part in braces keeps a bot's keys on one node of a Redis cluster: the script needs all of them.
    return f"budget:{{{bot_id}}}:{name}"


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
