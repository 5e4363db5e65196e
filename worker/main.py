"""The worker process. Procfile: `python -m worker worker.main:create_worker`."""

from dishka import Provider
from dishka.integrations.taskiq import setup_dishka
from taskiq import AsyncBroker, TaskiqEvents, TaskiqState

from app.container.bots import BotsProvider
from app.container.core import CoreProvider, build_container
from app.container.delivery import DeliveryProvider, JobsProvider
from app.database.migration_watch import MigrationWatch
from app.queue.broker import create_broker
from app.runtime.background import Background
from app.runtime.health import OUTAGE_TIMEOUT, Health, Sign, keep_beating
from app.runtime.logs import configure_logs
from app.runtime.misconfigurations import Misconfigurations
from app.runtime.monitoring_port import MonitoringPort
from app.runtime.settings import Settings, read_settings, refuse_memory
from app.runtime.telemetry import start_telemetry
from worker.tasks import register_tasks


def create_worker(settings: Settings | None = None, *overrides: Provider) -> AsyncBroker:
    """The broker whose tasks Taskiq's worker runs. It starts even if every service is unavailable.

    `settings` are read from the environment by default. Raises `InvalidSettings`, also for `memory://`,
    and `OperatorMistake` for mistakes in the venues' files.
    """
    settings = settings or read_settings()
    refuse_memory(settings)
    configure_logs(settings)
    broker = create_broker(settings)
    providers = CoreProvider(), BotsProvider(settings), DeliveryProvider(), JobsProvider()
    tracing = start_telemetry(settings, "worker", broker)
    container = build_container(settings, broker, tracing, *providers, *overrides)
    register_tasks(broker)
    setup_dishka(container, broker)

    background, health = Background(), Health()
    monitoring = MonitoringPort(settings.host, settings.worker_port, health, settings.operator_password)

    def note_connection() -> None:
        if broker.is_consuming:
            health.note(Sign.RABBITMQ)

    @broker.on_event(TaskiqEvents.WORKER_STARTUP)
    async def watch_health(_: TaskiqState) -> None:
        monitoring.open()
        health.expect(Sign.RABBITMQ, OUTAGE_TIMEOUT)
        background.run(keep_beating(health, note_connection), "beat")

    @broker.on_event(TaskiqEvents.WORKER_STARTUP)
    async def report_mistakes(_: TaskiqState) -> None:
        await container.get(Misconfigurations)
        background.run((await container.get(MigrationWatch)).wait_while_outdated(), "wait for migrations")

    @broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)
    async def close_container(_: TaskiqState) -> None:
        await background.close()
        monitoring.close()
        await container.close()

    return broker
