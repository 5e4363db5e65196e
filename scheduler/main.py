"""The scheduler process. Procfile: `python -m scheduler scheduler.main:create_scheduler`."""

import asyncio
import signal
from datetime import timedelta

import structlog
from dishka import AsyncContainer, Provider
from taskiq import AsyncBroker, ScheduledTask, ScheduleSource, TaskiqScheduler
from taskiq.cli.scheduler.run import SchedulerLoop
from taskiq.exceptions import SendTaskError

from app.container.core import CoreProvider, build_container
from app.database.migration_watch import MigrationWatch
from app.domain.messages.kinds import Urgency
from app.queue import (
    COMPLETE_PAST_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    KEEP_RESULT,
    QUEUE_LABEL,
    RabbitMQBroker,
    TaskQueue,
)
from app.runtime.background import Background
from app.runtime.clock import Clock
from app.runtime.health import OUTAGE_TIMEOUT, Health, Sign, keep_beating
from app.runtime.logs import configure_logs
from app.runtime.monitoring_port import MonitoringPort
from app.runtime.settings import Settings, read_settings, refuse_memory
from app.runtime.telemetry import start_telemetry
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.waitlist.claim_openings import ClaimOpenings
from scheduler.ledger_source import LedgerScheduleSource
from scheduler.waitlist_source import WaitlistScheduleSource

log = structlog.stdlib.get_logger()

EVERY_TICK = timedelta(0)
"""The interval at which Taskiq asks the sources: at each tick of its loop, once a second. With an interval of one
second it would skip ticks, because it compares times that jitter."""


def _job(task_name: str, cron: str) -> ScheduledTask:
    """A job of the whole deployment. `cron` is in UTC. With two schedulers it is enqueued twice."""
    return ScheduledTask(
        task_name=task_name,
        labels={QUEUE_LABEL: Urgency.BULK.value, KEEP_RESULT: True},
        args=[],
        kwargs={},
        schedule_id=task_name,
        # The same for each run, so that the result of the last one, kept for a day, is found by the name.
        task_id=task_name,
        cron=cron,
    )


SWEEP = _job(COMPLETE_PAST_BOOKINGS, "*/30 * * * *")
UPKEEP = _job(FORGET_OLD_NOTIFICATIONS, "15 3 * * *")


class CronSource(ScheduleSource):
    """The jobs. Taskiq's own source would read them from the tasks, which only the worker registers."""

    async def get_schedules(self) -> list[ScheduledTask]:
        return [SWEEP, UPKEEP]


class Scheduler(TaskiqScheduler):
    """Taskiq's scheduler, with the ledger, the waiting list and the jobs as its sources."""

    def __init__(self, broker: AsyncBroker, container: AsyncContainer) -> None:
        super().__init__(broker, sources=[])
        self._container = container
        self._background = Background()
        self._monitoring: MonitoringPort | None = None

    async def create_sources(self) -> None:
        """Create the sources. This is not done by `__init__`, because the container is asynchronous."""
        get = self._container.get
        health = await get(Health)
        self._ledger = LedgerScheduleSource(
            await get(ClaimDue), await get(TaskQueue), await get(Clock), health, self._enqueue
        )
        waitlist = WaitlistScheduleSource(await get(ClaimOpenings))
        self.sources = [CronSource(), self._ledger, waitlist]

    async def startup(self) -> None:
        """Connect to RabbitMQ, or continue without it. From now on SIGTERM stops the scheduler cleanly."""
        if run := asyncio.current_task():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, run.cancel)
        try:
            await self._start()
        except asyncio.CancelledError:
            # Taskiq's command calls `shutdown` only after the startup.
            await self._close()
            raise

    async def _start(self) -> None:
        health, settings = await self._container.get(Health), await self._container.get(Settings)
        self._monitoring = MonitoringPort(settings.host, settings.scheduler_port, health, settings.operator_password)
        self._monitoring.open()
        self._background.run(keep_beating(health), "beat")
        # Without its tables the ledger cannot be asked, and Taskiq would print a traceback each second.
        await (await self._container.get(MigrationWatch)).wait_while_outdated()
        await self.create_sources()
        health.expect(Sign.PASS, OUTAGE_TIMEOUT)
        await super().startup()

    async def on_ready(self, source: ScheduleSource, task: ScheduledTask) -> None:
        """Enqueue a task. After a failure a notification is claimed again; a job waits for its next time."""
        try:
            await super().on_ready(source, task)
        except SendTaskError as error:
            log.warning("not enqueued", task=task.task_name, schedule=task.schedule_id, error=repr(error.__cause__))
            if source is self._ledger:
                self._ledger.refuse(task)

    async def _enqueue(self, task: ScheduledTask) -> None:
        await self.on_ready(self._ledger, task)

    async def stop_ledger(self) -> None:
        """Enqueue the claimed notifications, and claim no more."""
        await self._ledger.stop()

    async def shutdown(self) -> None:
        """Enqueue the claimed notifications, and stop."""
        await self.stop_ledger()
        await self._close()

    async def _close(self) -> None:
        await self._background.close()
        if self._monitoring:
            self._monitoring.close()
        await super().shutdown()
        await self._container.close()


def create_scheduler(settings: Settings | None = None, *overrides: Provider) -> TaskiqScheduler:
    """The scheduler that Taskiq's command line runs. It reads no venues: the rows of the ledger have all that it needs.

    `settings` are read from the environment by default. Raises `InvalidSettings`, also for `memory://`.
    """
    settings = settings or read_settings()
    refuse_memory(settings)
    configure_logs(settings)
    broker = RabbitMQBroker(settings.rabbitmq_url.get_secret_value())
    tracing = start_telemetry(settings, "scheduler", broker)
    return Scheduler(broker, build_container(settings, broker, tracing, CoreProvider(), *overrides))


async def run_scheduler(container: AsyncContainer) -> None:
    """Run the scheduler's loop in a process that starts the broker itself, until canceled."""
    scheduler = Scheduler(await container.get(AsyncBroker), container)
    await scheduler.create_sources()
    try:
        await SchedulerLoop(scheduler).run(update_interval=EVERY_TICK, skip_first_run=True)
    finally:
        await scheduler.stop_ledger()
