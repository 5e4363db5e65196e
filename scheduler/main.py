"""The scheduler process. Procfile: `taskiq scheduler scheduler.main:create_scheduler`."""

import asyncio
import signal
from datetime import timedelta

import structlog
from dishka import AsyncContainer, Provider
from taskiq import AsyncBroker, ScheduledTask, ScheduleSource, TaskiqScheduler
from taskiq.cli.scheduler.run import SchedulerLoop
from taskiq.exceptions import SendTaskError

from app.container.core import CoreProvider, build_container
from app.domain.messages.kinds import Urgency
from app.queue import (
    COMPLETE_PAST_BOOKINGS,
    FORGET_OLD_NOTIFICATIONS,
    KEEP_RESULT,
    QUEUE_LABEL,
    RabbitMQBroker,
    TaskQueue,
)
from app.runtime.clock import Clock
from app.runtime.logs import configure_logs
from app.runtime.settings import Settings, read_settings, refuse_memory
from app.usecases.messages.claim_due import ClaimDue
from scheduler.ledger_source import LedgerScheduleSource

log = structlog.stdlib.get_logger()

EVERY_TICK = timedelta(0)
"""Ask the sources each second. Taskiq compares instants that jitter: with an interval of a second it skips ticks."""


def _by_the_clock(task_name: str, cron: str) -> ScheduledTask:
    """A job of the whole deployment, at times in UTC. It may come twice. Its last result is kept for a day."""
    return ScheduledTask(
        task_name=task_name,
        labels={QUEUE_LABEL: Urgency.BULK.value, KEEP_RESULT: True},
        args=[],
        kwargs={},
        schedule_id=task_name,
        # The same for each run, so that the result of the last one is found by the name.
        task_id=task_name,
        cron=cron,
    )


SWEEP = _by_the_clock(COMPLETE_PAST_BOOKINGS, "*/30 * * * *")
UPKEEP = _by_the_clock(FORGET_OLD_NOTIFICATIONS, "15 3 * * *")


class CronSource(ScheduleSource):
    """What happens by the clock. Taskiq's own source reads it from the tasks, which only a worker knows."""

    async def get_schedules(self) -> list[ScheduledTask]:
        return [SWEEP, UPKEEP]


class Scheduler(TaskiqScheduler):
    """Taskiq's scheduler on the ledger and the clock."""

    def __init__(self, broker: AsyncBroker, container: AsyncContainer) -> None:
        super().__init__(broker, sources=[])
        self._container = container

    async def open_sources(self) -> None:
        """Apart from `__init__`, because the container works asynchronously."""
        get = self._container.get
        self._ledger = LedgerScheduleSource(await get(ClaimDue), await get(TaskQueue), await get(Clock))
        self.sources = [CronSource(), self._ledger]

    async def startup(self) -> None:
        """Connect, or go on without RabbitMQ. From now on SIGTERM is a request to stop cleanly."""
        if run := asyncio.current_task():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, run.cancel)
        await self.open_sources()
        await super().startup()

    async def on_ready(self, source: ScheduleSource, task: ScheduledTask) -> None:
        """Enqueue. What fails comes again: a notification when it is claimed again, all of a sweep with the next."""
        try:
            await super().on_ready(source, task)
        except SendTaskError as error:
            log.warning("not enqueued", task=task.task_name, schedule=task.schedule_id, error=repr(error.__cause__))
            if source is self._ledger:
                self._ledger.refuse(task)

    async def shutdown(self) -> None:
        """Send what is claimed, so that nobody waits for its lease to end."""
        for task in self._ledger.waiting():
            await self.on_ready(self._ledger, task)
        await super().shutdown()
        await self._container.close()


def create_scheduler(settings: Settings | None = None, *overrides: Provider) -> TaskiqScheduler:
    """What Taskiq's scheduler loop runs. It reads no venues: the ledger's rows say all that it needs.

    `settings` are read from the environment by default. Raises `InvalidSettings`, also for `memory://`.
    """
    settings = settings or read_settings()
    refuse_memory(settings)
    configure_logs(settings)
    broker = RabbitMQBroker(settings.rabbitmq_url.get_secret_value())
    return Scheduler(broker, build_container(settings, broker, CoreProvider(), *overrides))


async def run_scheduler(container: AsyncContainer) -> None:
    """Run the scheduler's loop in a process that starts the broker itself, until canceled."""
    scheduler = Scheduler(await container.get(AsyncBroker), container)
    await scheduler.open_sources()
    await SchedulerLoop(scheduler).run(update_interval=EVERY_TICK, skip_first_run=True)
