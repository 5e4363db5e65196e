"""Taskiq's receiver, with a promise: every message is settled."""

import structlog
from taskiq import AckableMessage
from taskiq.receiver import Receiver

from app.queue import Delivery

log = structlog.stdlib.get_logger()


class SettlingReceiver(Receiver):
    """Sends to the dead-letter queue what Taskiq itself stumbles over.

    A middleware that raises or a label that makes no sense would otherwise keep its place of the prefetch, until the
    worker hears nothing any more.
    """

    async def callback(self, message: bytes | AckableMessage, raise_err: bool = False) -> None:
        try:
            await super().callback(message, raise_err)
        except Exception:
            log.exception("message rejected")
            if isinstance(message, Delivery):
                await message.reject()
