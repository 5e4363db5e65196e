"""The due notifications of the ledger, as a schedule source of Taskiq's scheduler."""

from datetime import UTC, datetime, timedelta
from itertools import count

import structlog
from taskiq import ScheduledTask, ScheduleSource

from app.database.errors import is_connection_error
from app.domain.messages.notifications import Claimed
from app.queue import DeliveryTask, TaskQueue
from app.runtime.clock import Clock
from app.runtime.health import Health, Sign
from app.usecases.messages.claim_due import ClaimDue

log = structlog.stdlib.get_logger()

AHEAD = timedelta(seconds=1)
"""One tick. Taskiq enqueues at a tick what its sources returned at the tick before. So notifications that fall due
until the next tick are claimed now, and enqueued within a second of their time."""


class LedgerScheduleSource(ScheduleSource):
    """Claims due notifications and returns them as schedules until they are enqueued.

    Any number of schedulers may run at the same time. Claims that RabbitMQ refuses are released at the next tick;
    claims of a crashed scheduler are claimed again when their lease expires, a few seconds later.
    """

    def __init__(self, claim_due: ClaimDue, queue: TaskQueue, clock: Clock, health: Health) -> None:
        """Each pass is noted in `health`."""
        self._claim_due = claim_due
        self._queue = queue
        self._clock = clock
        self._health = health
        self._claimed: dict[str, ScheduledTask] = {}
        self._claims: dict[str, Claimed] = {}
        self._enqueued: list[Claimed] = []
        self._refused: list[Claimed] = []
        self._numbers = count()
        self._is_unreachable = False

    async def get_schedules(self) -> list[ScheduledTask]:
        """Claim due notifications, and return all claims that are not enqueued yet.

        Claims none while RabbitMQ is down.
        """
        # An exception would make Taskiq drop the schedules that it got earlier.
        try:
            await self._report()
            if await self._queue.is_connected():
                await self._claim()
        except Exception as error:
            if not is_connection_error(error):
                raise
            self._log_once(error)
        return self.waiting()

    def waiting(self) -> list[ScheduledTask]:
        """The claims that are not enqueued yet."""
        return list(self._claimed.values())

    def pre_send(self, task: ScheduledTask) -> None:
        """Called by Taskiq before it enqueues the task: do not return it again."""
        self._claimed.pop(task.schedule_id, None)

    def post_send(self, task: ScheduledTask) -> None:
        """Called by Taskiq when RabbitMQ has confirmed the task."""
        self._enqueued.append(self._claims.pop(task.schedule_id))

    def refuse(self, task: ScheduledTask) -> None:
        """Called when RabbitMQ has not confirmed the task."""
        self._refused.append(self._claims.pop(task.schedule_id))

    async def _report(self) -> None:
        if self._enqueued or self._refused:
            enqueued, refused = list(self._enqueued), list(self._refused)
            await self._claim_due.report(enqueued, refused)
            del self._enqueued[: len(enqueued)], self._refused[: len(refused)]

    async def _claim(self) -> None:
        for claimed in await self._claim_due(AHEAD):
            task = self._schedule(claimed)
            self._claimed[task.schedule_id] = task
            self._claims[task.schedule_id] = claimed
        self._is_unreachable = False
        self._health.note(Sign.PASS)

    def _schedule(self, claimed: Claimed) -> ScheduledTask:
        # Taskiq's loop uses the machine's clock, while the injected clock may have been moved.
        wait = max(claimed.due_at - self._clock.now(), timedelta(0))
        task = DeliveryTask(claimed)
        return ScheduledTask(
            task_name=task.name,
            task_id=task.task_id,
            labels=task.labels,
            args=[claimed.id],
            kwargs={},
            # The loop does not enqueue an id twice, so every claim needs an id of its own.
            schedule_id=f"{claimed.id}/{next(self._numbers)}",
            time=datetime.now(UTC) + wait,
        )

    def _log_once(self, error: Exception) -> None:
        """Log an outage of the database once, not at every tick."""
        if not self._is_unreachable:
            self._is_unreachable = True
            log.warning("the database is unreachable", error=repr(error))
