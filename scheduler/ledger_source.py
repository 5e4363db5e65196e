"""What is due in the ledger, in the form in which Taskiq's scheduler takes it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import structlog
from taskiq import ScheduledTask, ScheduleSource

from app.database.errors import is_connection_error
from app.domain.messages.notifications import Claimed
from app.queue import DELIVER_NOTIFICATION, QUEUE_LABEL, TaskQueue
from app.runtime.clock import Clock
from app.usecases.messages.claim_due import ClaimDue

log = structlog.stdlib.get_logger()

AHEAD = timedelta(seconds=1)
"""One tick. Taskiq sends at a tick what its sources returned at the one before: with this, what falls due in between
leaves within a second of its time."""


class LedgerScheduleSource(ScheduleSource):
    """Claims what is due and returns it until it is sent.

    Any number of schedulers may run. What RabbitMQ does not take, because it went away just then, is free to be claimed
    again at the next tick; what a scheduler that died had claimed, a few seconds later.
    """

    def __init__(self, claim_due: ClaimDue, queue: TaskQueue, clock: Clock) -> None:
        self._claim_due = claim_due
        self._queue = queue
        self._clock = clock
        self._claimed: dict[str, ScheduledTask] = {}
        self._claims: dict[str, Claimed] = {}
        self._enqueued: list[Claimed] = []
        self._refused: list[Claimed] = []
        self._numbers = count()
        self._is_away = False

    async def get_schedules(self) -> list[ScheduledTask]:
        """What waits for its time or the next tick. Claims nothing that could not be sent now."""
        # Taskiq would drop what it holds already if this raised.
        try:
            await self._report()
            if await self._queue.is_connected():
                await self._claim()
        except Exception as error:
            if not is_connection_error(error):
                raise
            self._complain(error)
        return self.waiting()

    def waiting(self) -> list[ScheduledTask]:
        """What is claimed and not sent."""
        return list(self._claimed.values())

    def pre_send(self, task: ScheduledTask) -> None:
        """It is on its way."""
        self._claimed.pop(task.schedule_id, None)

    def post_send(self, task: ScheduledTask) -> None:
        """RabbitMQ has it."""
        self._enqueued.append(self._claims.pop(task.schedule_id))

    def refuse(self, task: ScheduledTask) -> None:
        """RabbitMQ did not take it, or did not say so."""
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
        self._is_away = False

    def _schedule(self, claimed: Claimed) -> ScheduledTask:
        # Taskiq's loop goes by the machine's clock, ours may have been moved.
        wait = max(claimed.due_at - self._clock.now(), timedelta(0))
        return ScheduledTask(
            task_name=DELIVER_NOTIFICATION,
            labels={QUEUE_LABEL: claimed.urgency.value},
            args=[claimed.id],
            kwargs={},
            # The loop remembers which ids it has sent: another claim is another id.
            schedule_id=f"{claimed.id}/{next(self._numbers)}",
            time=datetime.now(UTC) + wait,
        )

    def _complain(self, error: Exception) -> None:
        """Once an outage, not once a second."""
        if not self._is_away:
            self._is_away = True
            log.warning("the ledger is away", error=repr(error))
