"""The worker process. Procfile: `taskiq worker worker.main:create_worker`."""

from dishka import Provider
from dishka.integrations.taskiq import setup_dishka
from taskiq import AsyncBroker, TaskiqEvents, TaskiqState

from app.container import build_container
from app.logs import configure_logs
from app.queue import create_broker
from app.settings import Settings, WrongSettings, read_settings
from worker.tasks import register_tasks


def create_worker(settings: Settings | None = None, *edges: Provider) -> AsyncBroker:
    """The broker that Taskiq's worker listens to. It starts whatever is down around it.

    Raises `WrongSettings`, `BrokenCatalogue` and `BrokenTexts`.
    """
    settings = settings or read_settings()
    if settings.in_one_process:
        raise WrongSettings("RABBITMQ_URL: with memory:// the web process is the worker")
    configure_logs(settings)
    broker = create_broker(settings)
    container = build_container(settings, broker, *edges)
    register_tasks(broker)
    setup_dishka(container, broker)

    @broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)
    async def close_container(_: TaskiqState) -> None:
        await container.close()

    return broker
