"""Taskiq's receiver, changed so that every message is acknowledged or rejected."""

import structlog
from taskiq import AckableMessage
from taskiq.receiver import Receiver

from app.queue import RejectableMessage

log = structlog.stdlib.get_logger()


class SettlingReceiver(Receiver):
    """Rejects messages that cannot be run, so that they go to the dead-letter queue.

    Taskiq acknowledges a message that it cannot read or has no task for, and so deletes it. When a middleware raises or
    a label is invalid, it does neither: the message counts against the prefetch for ever, and enough of them stop the
    worker from getting messages.
    """

    async def callback(self, message: bytes | AckableMessage, raise_err: bool = False) -> None:
        try:
            self._find_task(message.data if isinstance(message, AckableMessage) else message)
            await super().callback(message, raise_err)
        except Exception:
            log.exception("message rejected")
            if isinstance(message, RejectableMessage):
                await message.reject()

    def _find_task(self, body: bytes) -> None:
        """Raise if the body cannot be read or names no task of ours."""
        message = self.broker.formatter.loads(body)
        message.parse_labels()
        if self.broker.find_task(message.task_name) is None:
            raise LookupError(f"no task {message.task_name!r}")
