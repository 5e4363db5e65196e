"""Taskiq's receiver, with a promise: every message is settled."""

import structlog
from taskiq import AckableMessage
from taskiq.receiver import Receiver

from app.queue import Delivery

log = structlog.stdlib.get_logger()


class SettlingReceiver(Receiver):
    """Sends to the dead-letter queue what no task of ours gets to see.

    Taskiq acknowledges what it cannot read and what it has no task for: it would be gone. What it stumbles over, a
    middleware that raises or a label that makes no sense, would keep its place of the prefetch, until the worker hears
    nothing any more.
    """

    async def callback(self, message: bytes | AckableMessage, raise_err: bool = False) -> None:
        try:
            self._find_task(message.data if isinstance(message, AckableMessage) else message)
            await super().callback(message, raise_err)
        except Exception:
            log.exception("message rejected")
            if isinstance(message, Delivery):
                await message.reject()

    def _find_task(self, body: bytes) -> None:
        """Raise if the body cannot be read or names no task of ours."""
        message = self.broker.formatter.loads(body)
        message.parse_labels()
        if self.broker.find_task(message.task_name) is None:
            raise LookupError(f"no task {message.task_name!r}")
