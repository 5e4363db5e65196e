"""Deliver one message of the ledger."""

from datetime import timedelta

import structlog

from app.database.retrying import write_when_available
from app.database.transaction import Database
from app.domain.messages.letters import Letter
from app.domain.messages.notifications import AnyNotification, Notification
from app.domain.venues import Venues
from app.runtime.clock import Clock
from app.usecases.messages.delivery.gate import Gate
from app.usecases.messages.delivery.lease import Lease
from app.usecases.messages.delivery.outcome import Outcome, Reschedule, Sent, SentForNow, settle
from app.usecases.messages.delivery.send import RateLimited, Sender, send

log = structlog.stdlib.get_logger()

MAX_WAIT = timedelta(seconds=3)
"""For how long a worker waits for Telegram's limits, in all. A short wait through the ledger would take longer."""


class DeliverNotification:
    """Send one message of the ledger and record the outcome.

    Any number of workers may be asked to deliver the same message: one sends it, the others return quietly. Its subject
    is read again first, so that nothing is sent for a booking that was canceled or moved, and nothing too late. A
    message is sent twice only when the process dies, or Telegram's answer is lost, after Telegram accepted it and
    before that is recorded. While the database cannot be reached the task waits: RabbitMQ keeps the message, and what
    was sent is recorded when the database is back.
    """

    def __init__(self, database: Database, venues: Venues, sender: Sender, clock: Clock) -> None:
        self._database = database
        self._sender = sender
        self._clock = clock
        self._gate = Gate(database, venues, clock)
        self._lease = Lease(database, clock)

    async def __call__(self, notification_id: int) -> None:
        """Deliver it, unless another worker has it, or it is settled or not due."""
        claimed = await write_when_available(
            self._database, lambda tx: tx.ledger.claim_for_sending(notification_id, self._clock.now())
        )
        if claimed is None:
            return
        async with self._lease.keep(claimed):
            outcome = await self._attempt(claimed)
            now = self._clock.now()
            if not isinstance(outcome, Sent | SentForNow):
                log.info("not delivered", notification=claimed.id, kind=str(claimed.kind), outcome=outcome)
            await write_when_available(self._database, lambda tx: settle(tx, claimed, outcome, now))

    async def _attempt(self, notification: AnyNotification) -> Outcome:
        """Send it when Telegram's limits have room, waiting `MAX_WAIT` for that, and the gate lets it through.

        The limits come first: most of many messages to one chat only learn that they must come back later.
        """
        remaining, has_waited = MAX_WAIT, False
        while True:
            try:
                if isinstance(notification, Notification):
                    await self._sender.reserve(notification, has_waited=has_waited)
                letter = await self._gate(notification)
                return await send(self._sender, letter, self._clock) if isinstance(letter, Letter) else letter
            except RateLimited as limit:
                wait = limit.wait
                if limit.comes_back or wait > remaining:
                    return Reschedule(self._clock.now() + wait, "Telegram's limits")
            remaining -= wait
            await self._clock.sleep(wait)
            has_waited = True
