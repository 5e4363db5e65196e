"""An outage of Redis is logged by its name: once when it begins, once when it ends."""

import asyncio
from unittest.mock import Mock, call

import pytest
from redis.exceptions import RedisError

from app.runtime.redis import create_redis
from tests.services.instances import Redis
from tests.services.workers import PATIENCE


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Takes the place of the log."""
    log = Mock()
    monkeypatch.setattr("app.runtime.outages.log", log)
    return log


async def test_an_outage_of_redis_is_two_lines_however_many_use_it(redis: Redis, log: Mock) -> None:
    client = create_redis(redis.url)
    script = client.register_script("return 1")
    try:
        await asyncio.gather(*(client.set(f"key{number}", 1) for number in range(20)))
        await asyncio.to_thread(redis.stop)
        for _ in range(3):
            pipeline = client.pipeline()
            pipeline.get("key1")
            uses = [client.get("key1"), script(), pipeline.execute(), client.ping()]
            outcomes = await asyncio.gather(*uses, return_exceptions=True)
            assert all(isinstance(outcome, RedisError) for outcome in outcomes)
        assert [line.args for line in log.warning.mock_calls] == [("Redis is unavailable",)]
        assert log.info.mock_calls == []

        await asyncio.to_thread(redis.start)
        await asyncio.gather(*(client.get(f"key{number}") for number in range(20)))
        assert log.info.mock_calls == [call("Redis is available again")]
        assert len(log.warning.mock_calls) == 1
    finally:
        await client.aclose()


async def test_a_silent_redis_is_an_outage(redis: Redis, log: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    # While Redis answers, a busy machine may need longer than any short limit.
    client = create_redis(f"{redis.url}?socket_timeout={PATIENCE}&socket_connect_timeout={PATIENCE}")
    try:
        await client.ping()
        (connection,) = client.connection_pool._available_connections
        with monkeypatch.context() as impatient:
            impatient.setattr(connection, "socket_timeout", 0.2)
            with redis.frozen(), pytest.raises(RedisError):
                await client.ping()
        assert [line.args for line in log.warning.mock_calls] == [("Redis is unavailable",)]
        await client.ping()
        assert log.info.mock_calls == [call("Redis is available again")]
    finally:
        await client.aclose()
