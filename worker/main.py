"""The worker process. Procfile: `taskiq worker worker.main:create_worker`."""

from dishka import Provider
from dishka.integrations.taskiq import setup_dishka
from taskiq import AsyncBroker, TaskiqEvents, TaskiqState

from app.container import build_container
from app.queue import create_broker
from app.runtime.logs import configure_logs
from app.runtime.settings import InvalidSettings, Settings, read_settings
from worker.tasks import register_tasks


def create_worker(settings: Settings | None = None, *overrides: Provider) -> AsyncBroker:
    """The broker that Taskiq's worker listens to. It starts whatever is down around it.

    Raises `InvalidSettings`, `InvalidCatalogue` and `InvalidTexts`.
    """
    settings = settings or read_settings()
    if settings.in_one_process:
        raise InvalidSettings("RABBITMQ_URL: with memory:// the web process is the worker")
    configure_logs(settings)
    broker = create_broker(settings)
    container = build_container(settings, broker, *overrides)
    register_tasks(broker)
    setup_dishka(container, broker)

    @broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)
    async def close_container(_: TaskiqState) -> None:
        await container.close()

    return broker
