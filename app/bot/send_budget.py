"""Telegram's limits as one budget per bot, shared by all workers."""

from datetime import datetime, timedelta
from uuid import uuid4

from redis.asyncio import Redis

from app.domain.notification import Urgency

SECOND_MS = 1000
A_SECOND = {Urgency.URGENT: 30, Urgency.BULK: 25}
"""Messages a bot may send within any second (Bot API FAQ: 30); bulk leaves a share for what is urgent."""

# All or nothing in one step, whichever worker asks. Time is the caller's clock, in milliseconds.
TAKE = """
local paused, sent, chat = KEYS[1], KEYS[2], KEYS[3]
local now, limit, name, second = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local resumes = tonumber(redis.call('GET', paused) or 0)
if resumes > now then return resumes - now end
local last = tonumber(redis.call('GET', chat) or 0)
if last <= now and last + second > now then return last + second - now end
redis.call('ZREMRANGEBYSCORE', sent, '-inf', now - second)
local used = redis.call('ZCOUNT', sent, now - second, now)
if used >= limit then
    local leaving = redis.call('ZRANGE', sent, used - limit, used - limit, 'WITHSCORES')
    return tonumber(leaving[2]) + second - now
end
redis.call('ZADD', sent, now, name)
redis.call('PEXPIRE', sent, second * 2)
redis.call('SET', chat, now, 'PX', second * 2)
return 0
"""


class SendBudget:
    """30 messages a second a bot, 1 a second a chat, and silence after a 429 for as long as Telegram says."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(TAKE)

    async def take(self, bot_id: int, chat_id: int, urgency: Urgency, now: datetime) -> timedelta:
        """Take leave to send one message now: zero, or how long to wait before asking again."""
        keys = [_paused(bot_id), f"budget:{{{bot_id}}}:sent", f"budget:{{{bot_id}}}:chat:{chat_id}"]
        wait_ms = await self._take(keys=keys, args=[_ms(now), A_SECOND[urgency], uuid4().hex, SECOND_MS])
        return timedelta(milliseconds=int(wait_ms))

    async def pause(self, bot_id: int, retry_after: timedelta, now: datetime) -> None:
        """Let this bot, and no other, be silent for a while, in every worker."""
        await self._redis.set(_paused(bot_id), _ms(now + retry_after), px=retry_after)


def _paused(bot_id: int) -> str:
    return f"budget:{{{bot_id}}}:paused"


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
