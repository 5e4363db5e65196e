"""Redis, or its stand-in inside one process. What it holds may vanish at any time."""

from fakeredis import FakeAsyncRedis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from app.runtime.settings import MEMORY


def create_redis(url: str) -> Redis:
    """Open `redis://...` or `memory://`; connects on first use, and again after a loss."""
    if url == MEMORY:
        return FakeAsyncRedis()
    retry = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3)
    return Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2, retry=retry, health_check_interval=30)
