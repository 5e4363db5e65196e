"""The connection to Redis. All data in Redis may be lost at any time."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff


def create_redis(url: str) -> Redis:
    """Create a client of `redis://...`. It connects on first use and reconnects after a lost connection."""
    retry = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3)
    return Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2, retry=retry, health_check_interval=30)
