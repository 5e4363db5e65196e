"""The push: publishing the ids of claimed notifications right after the commit."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

import structlog
from taskiq import AsyncBroker
from taskiq.exceptions import SendTaskError
from taskiq.kicker import AsyncKicker

from app.domain.exports import ExportProgress
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Claimed
from app.queue.names import DELIVER_NOTIFICATION, EXPORT_BOOKINGS, KEEP_RESULT, QUEUE_LABEL
from app.queue.rabbitmq import RabbitMQBroker

log = structlog.stdlib.get_logger()

PUSH_TIMEOUT = 1.0
"""Seconds. A guest's request waits no longer for RabbitMQ."""
PUSH_PAUSE = 5.0
"""Seconds after a push that timed out in which pushes are skipped, so that only one request waits for it."""


@dataclass(frozen=True, slots=True)
class DeliveryTask:
    """The task that delivers a claimed notification: writing a file is a task of its own, with progress and result."""

    claimed: Claimed

    @property
    def _writes_file(self) -> bool:
        return self.claimed.kind == Kind.EXPORT

    @property
    def name(self) -> str:
        return EXPORT_BOOKINGS if self._writes_file else DELIVER_NOTIFICATION

    @property
    def labels(self) -> dict[str, object]:
        of_result = {KEEP_RESULT: True} if self._writes_file else {}
        return {QUEUE_LABEL: self.claimed.urgency.value, **of_result}

    @property
    def task_id(self) -> str | None:
        """None for an arbitrary one. Progress and result of a file are found by the notification's id."""
        return id_of_export(self.claimed.id) if self._writes_file else None


def id_of_export(notification_id: int) -> str:
    """The id of the task that writes and sends the file of this notification."""
    return f"{EXPORT_BOOKINGS}-{notification_id}"


class TaskQueue:
    """Publishes claimed notifications for the workers."""

    def __init__(self, broker: AsyncBroker) -> None:
        self._broker = broker
        self._paused_until = monotonic()

    async def push(self, claimed: Iterable[Claimed]) -> None:
        """Enqueue the delivery of notifications that the transaction just committed has claimed.

        Takes a second at most and never raises: if it fails, the scheduler enqueues them when their lease ends.
        """
        notifications = list(claimed)
        if not notifications or monotonic() < self._paused_until:
            return
        try:
            async with asyncio.timeout(PUSH_TIMEOUT):
                outcomes = await asyncio.gather(*map(self._enqueue, notifications), return_exceptions=True)
        except TimeoutError as error:
            self._paused_until = monotonic() + PUSH_PAUSE
            outcomes = [error]
        errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if errors:
            log.warning("push failed", notifications=len(notifications), error=_reason(errors[0]))

    async def is_connected(self) -> bool:
        """Whether RabbitMQ answers now; always true with `memory://`. Takes a second at most."""
        return not isinstance(self._broker, RabbitMQBroker) or await self._broker.is_connected()

    async def depths(self) -> dict[str, int]:
        """How many messages wait in each queue of RabbitMQ; none with `memory://`. Raises a connection error."""
        return await self._broker.depths() if isinstance(self._broker, RabbitMQBroker) else {}

    async def _enqueue(self, claimed: Claimed) -> None:
        task = DeliveryTask(claimed)
        kicker = AsyncKicker[[int], None](task.name, self._broker, task.labels)
        await (kicker.with_task_id(task.task_id) if task.task_id else kicker).kiq(claimed.id)

    async def export_progress(self, notification_id: int) -> ExportProgress | None:
        """How far the task is that writes the file of this notification; None where that is not known."""
        found = await self._broker.result_backend.get_progress(id_of_export(notification_id))
        return ExportProgress(**found.meta) if found and found.meta else None


def _reason(error: BaseException) -> str:
    return repr(error.__cause__ if isinstance(error, SendTaskError) else error)
