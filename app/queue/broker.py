"""The broker of web and worker, with the results of jobs. The scheduler needs none, and does without this module."""

from app.queue.rabbitmq import RabbitMQBroker
from app.queue.results import JobResults
from app.runtime.settings import Settings


def create_broker(settings: Settings) -> RabbitMQBroker:
    """RabbitMQ for the tasks and Redis for their results. Connects to nothing yet."""
    results = JobResults(settings.redis_url.get_secret_value())
    return RabbitMQBroker(settings.rabbitmq_url.get_secret_value()).with_result_backend(results)
