"""Which broker the settings ask for."""

from taskiq import AsyncBroker, InMemoryBroker

from app.queue.rabbitmq import RabbitMQBroker
from app.queue.results import JobResults
from app.runtime.settings import MEMORY, Settings


def create_broker(settings: Settings) -> AsyncBroker:
    """RabbitMQ between the processes, or the process itself for `memory://`. Connects to nothing yet."""
    rabbitmq_url, redis_url = settings.rabbitmq_url.get_secret_value(), settings.redis_url.get_secret_value()
    if rabbitmq_url == MEMORY:
        return InMemoryBroker()
    broker = RabbitMQBroker(rabbitmq_url)
    if redis_url == MEMORY:
        return broker
    return broker.with_result_backend(JobResults(redis_url))
