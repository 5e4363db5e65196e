"""The push of what is due now: the line after the commit."""

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
"""Seconds that a guest may wait for RabbitMQ, whatever happens to it."""
PUSH_PAUSE = 5.0
"""Seconds during which nobody else waits after somebody waited in vain."""


class TaskQueue:
    """Hands claimed notifications to the workers."""

    def __init__(self, broker: AsyncBroker) -> None:
        self._broker = broker
        self._paused_until = monotonic()

    async def push(self, claimed: Iterable[Claimed]) -> None:
        """Enqueue the delivery of what the transaction just committed has claimed.

        Takes a second at most and never raises: what does not get through the scheduler brings when its lease ends.
        """
        waiting = list(claimed)
        if not waiting or monotonic() < self._paused_until:
            return
        try:
            async with asyncio.timeout(PUSH_TIMEOUT):
                outcomes = await asyncio.gather(*map(self._enqueue, waiting), return_exceptions=True)
        except TimeoutError as error:
            self._paused_until = monotonic() + PUSH_PAUSE
            outcomes = [error]
        errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if errors:
            log.warning("push failed", notifications=len(waiting), error=_reason(errors[0]))

    async def is_connected(self) -> bool:
        """Whether a push would get through. Takes a second at most."""
        return not isinstance(self._broker, RabbitMQBroker) or await self._broker.is_connected()

    async def _enqueue(self, claimed: Claimed) -> None:
        labels = {QUEUE_LABEL: claimed.urgency.value}
        kicker = AsyncKicker[[int], None](DELIVER_NOTIFICATION, self._broker, labels)
        await kicker.kiq(claimed.id)


def _reason(error: BaseException) -> str:
    return repr(error.__cause__ if isinstance(error, SendTaskError) else error)
