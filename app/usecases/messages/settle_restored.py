"""After a restore: which messages may have been sent that the backup does not know of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.database.transaction import Database
from app.domain.messages.receipts import Receipt
from app.runtime.clock import Clock
from app.usecases.presence.service_presence import SILENT_AFTER

log = structlog.stdlib.get_logger()

REASON = "restored from a backup: it may have been sent"
"""What the ledger records of a message of which nobody knows whether it was sent."""


@dataclass(frozen=True, slots=True)
class KnownSent:
    """A message that was sent after the backup, as the log says."""

    id: int
    sent_at: datetime
    message_id: int | None
    """Telegram's; None in the log of a release that did not write it."""


class SettleRestored:
    """For the operator, before any process starts on the restored database: later its ids are given to new messages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def is_in_use(self) -> bool:
        """Whether a web process is running, or was less than two minutes ago."""
        async with self._database.read() as tx:
            return await tx.service_processes.is_any_seen(self._clock.now() - SILENT_AFTER)

    async def undecided(self, venue_ids: Collection[str], failed_at: datetime) -> Sequence[Receipt]:
        """The unsent messages of the venues that were due by the failure (UTC): the lost time may have sent them."""
        async with self._database.read() as tx:
            return await tx.receipts.unsent(venue_ids, failed_at)

    async def has_booking(self, venue_id: str, booking_id: int) -> bool:
        """Whether the backup has it."""
        async with self._database.read() as tx:
            return await tx.bookings.find(venue_id, booking_id) is not None

    async def record_sent(self, sent: Collection[KnownSent]) -> None:
        """Record that these were sent, all or none. What is settled stays as it is."""
        async with self._database.write() as tx:
            for each in sent:
                await tx.ledger.record_sent(each.id, each.message_id, each.sent_at)
        log.info("messages recorded as sent", count=len(sent))

    async def miss(self, venue_ids: Collection[str], failed_at: datetime) -> None:
        """Send none of the venues' messages that are still `undecided`."""
        async with self._database.write() as tx:
            missed = await tx.ledger.miss_unsent(venue_ids, failed_at, REASON, self._clock.now())
        log.info("messages missed after a restore", count=missed)
