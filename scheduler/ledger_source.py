"""The due notifications of the ledger, as a schedule source of Taskiq's scheduler."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import structlog
from taskiq import ScheduledTask, ScheduleSource

from app.database.errors import is_connection_error
from app.domain.messages.notifications import Claimed
from app.queue import DeliveryTask, TaskQueue
from app.runtime.background import Background
from app.runtime.clock import Clock
from app.runtime.health import Health, Sign
from app.usecases.messages.claim_due import ClaimDue

log = structlog.stdlib.get_logger()

AHEAD = timedelta(seconds=1.5)
"""A tick, and half of one for a tick that comes late. What falls due until the next tick is claimed now."""


class LedgerScheduleSource(ScheduleSource):
    """Claims due notifications at each tick of Taskiq's loop, and enqueues each at its time.

    Taskiq's loop itself enqueues only at whole seconds, at the tick after the one at which it was given a schedule
    (decision 58). So it is given none.

    Any number of schedulers may run at the same time. Claims that RabbitMQ refuses are released at the next tick;
    claims of a crashed scheduler are claimed again when their lease expires, a few seconds later.
    """

    def __init__(
        self,
        claim_due: ClaimDue,
        queue: TaskQueue,
        clock: Clock,
        health: Health,
        enqueue: Callable[[ScheduledTask], Coroutine[Any, Any, object]],
    ) -> None:
        """Each pass is noted in `health`. `enqueue` is called when a task's time has come, and never raises."""
        self._claim_due = claim_due
        self._queue = queue
        self._clock = clock
        self._health = health
        self._enqueue = enqueue
        self._waiting: dict[str, tuple[ScheduledTask, asyncio.TimerHandle]] = {}
        self._claims: dict[str, Claimed] = {}
        self._enqueued: list[Claimed] = []
        self._refused: list[Claimed] = []
        self._numbers = count()
        self._is_unreachable = False
        self._background = Background()

    async def get_schedules(self) -> list[ScheduledTask]:
        """Claim due notifications, unless RabbitMQ is down. Returns none: they are enqueued without Taskiq's loop."""
        # An exception would make Taskiq print a traceback at each tick.
        try:
            await self._report()
            if await self._queue.is_connected():
                await self._claim()
        except Exception as error:
            if not is_connection_error(error):
                raise
            self._log_once(error)
        return []

    def waiting(self) -> list[ScheduledTask]:
        """The tasks that are not enqueued yet."""
        return [task for task, _ in self._waiting.values()]

    async def stop(self) -> None:
        """Enqueue at once what waits for its time: it would otherwise wait until its lease expires."""
        for task, timer in self._waiting.values():
            timer.cancel()
            self._begin(task)
        await self._background.wait()

    def pre_send(self, task: ScheduledTask) -> None:
        """Called by Taskiq before it enqueues the task."""
        self._waiting.pop(task.schedule_id, None)

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
            wait = max(claimed.due_at - self._clock.now(), timedelta(0))
            task = self._schedule(claimed, wait)
            timer = asyncio.get_running_loop().call_later(wait.total_seconds(), self._begin, task)
            self._waiting[task.schedule_id] = task, timer
            self._claims[task.schedule_id] = claimed
        self._is_unreachable = False
        self._health.note(Sign.PASS)

    def _begin(self, task: ScheduledTask) -> None:
        self._background.run(self._enqueue(task), name="enqueue")

    def _schedule(self, claimed: Claimed, wait: timedelta) -> ScheduledTask:
        task = DeliveryTask(claimed)
        return ScheduledTask(
            task_name=task.name,
            task_id=task.task_id,
            labels=task.labels,
            args=[claimed.id],
            kwargs={},
            # Each claim of a notification is another task.
            schedule_id=f"{claimed.id}/{next(self._numbers)}",
            time=datetime.now(UTC) + wait,
        )

    def _log_once(self, error: Exception) -> None:
        """Log an outage of the database once, not at every tick."""
        if not self._is_unreachable:
            self._is_unreachable = True
            log.warning("the database is unreachable", error=repr(error))
