"""The push: publishing the ids of claimed notifications right after the commit."""

import asyncio
from collections.abc import Iterable
from time import monotonic

import structlog
from taskiq import AsyncBroker
from taskiq.exceptions import SendTaskError
from taskiq.kicker import AsyncKicker

from app.domain.messages.notifications import Claimed
from app.queue.names import DELIVER_NOTIFICATION, QUEUE_LABEL
from app.queue.rabbitmq import RabbitMQBroker

log = structlog.stdlib.get_logger()

PUSH_TIMEOUT = 1.0
"""Seconds. A guest's request waits no longer for RabbitMQ."""
PUSH_PAUSE = 5.0
"""Seconds after a push that timed out in which pushes are skipped, so that only one request waits for it."""


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

    async def _enqueue(self, claimed: Claimed) -> None:
        labels = {QUEUE_LABEL: claimed.urgency.value}
        kicker = AsyncKicker[[int], None](DELIVER_NOTIFICATION, self._broker, labels)
        await kicker.kiq(claimed.id)


def _reason(error: BaseException) -> str:
    return repr(error.__cause__ if isinstance(error, SendTaskError) else error)
