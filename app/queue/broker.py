"""Which broker the settings ask for."""

from datetime import timedelta

from taskiq import AsyncBroker, InMemoryBroker
from taskiq.serializers import JSONSerializer
from taskiq_redis import RedisAsyncResultBackend

from app.queue.rabbitmq import RabbitMQBroker
from app.runtime.settings import MEMORY, Settings

RESULTS_KEPT = timedelta(days=1)
REDIS_TIMEOUT = 2.0
"""Seconds. A result is a courtesy: a task must not wait for a Redis that hangs."""


def create_broker(settings: Settings) -> AsyncBroker:
    """RabbitMQ between the processes, or the process itself for `memory://`. Connects to nothing yet."""
    rabbitmq_url, redis_url = settings.rabbitmq_url.get_secret_value(), settings.redis_url.get_secret_value()
    if rabbitmq_url == MEMORY:
        return InMemoryBroker()
    broker = RabbitMQBroker(rabbitmq_url)
    if redis_url == MEMORY:
        return broker
    return broker.with_result_backend(_results(redis_url))


def _results(redis_url: str) -> RedisAsyncResultBackend[object]:
    return RedisAsyncResultBackend(
        redis_url,
        prefix_str="task",
        result_ex_time=int(RESULTS_KEPT.total_seconds()),
        # The default is pickle, which runs whatever somebody has put into Redis.
        serializer=JSONSerializer(),
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        timeout=REDIS_TIMEOUT,
    )
