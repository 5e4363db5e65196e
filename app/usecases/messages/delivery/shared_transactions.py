"""The transactions of a delivery, shared by messages that are delivered at about the same time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database.retrying import read_when_available, write_when_available
from app.database.transaction import Database
from app.domain.messages.letters import Letter
from app.domain.messages.notifications import AnyNotification
from app.runtime.batcher import Batcher
from app.runtime.clock import Clock
from app.usecases.messages.delivery.reading import LetterRequest, read_letters


@dataclass(frozen=True, slots=True)
class Accepted:
    """Telegram accepted a message."""

    notification: AnyNotification
    message_id: int
    """Telegram's id of it."""
    at: datetime
    """UTC."""


class SharedTransactions:
    """Claims, reads and records messages; those of several deliveries in one transaction when they come together.

    No transaction of several messages waits for rows that another one has locked: such a message gets a transaction of
    its own (decision 57). All wait for a database that cannot be reached.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.claim = Batcher(self._claim_unlocked, self._claim)
        """Claims the message with an id for sending. None when another worker has it, or it is settled or not due."""
        self.read = Batcher(self._read_all, self._read)
        """The letter of a message; None when what it is about does not exist."""
        self.record = Batcher(self._record_unlocked, self._record)
        """Records that Telegram accepted a message, even if another worker has claimed it since."""

    async def _claim_unlocked(self, ids: Sequence[int]) -> Mapping[int, AnyNotification | None]:
        claimed = await write_when_available(
            self._database, lambda tx: tx.ledger.claim_unlocked(ids, self._clock.now())
        )
        found = {each.id: each for each in claimed}
        # Of two tasks with the same message, one gets it.
        return {position: found.pop(each) for position, each in enumerate(ids) if each in found}

    async def _claim(self, notification_id: int) -> AnyNotification | None:
        return await write_when_available(
            self._database, lambda tx: tx.ledger.claim_for_sending(notification_id, self._clock.now())
        )

    async def _read_all(self, requests: Sequence[LetterRequest]) -> Mapping[int, Letter | None]:
        letters = await read_when_available(self._database, lambda tx: read_letters(tx, requests))
        return dict(enumerate(letters))

    async def _read(self, request: LetterRequest) -> Letter | None:
        return (await self._read_all([request]))[0]

    async def _record_unlocked(self, accepted: Sequence[Accepted]) -> Mapping[int, None]:
        sent = [(each.notification, each.message_id, each.at) for each in accepted]
        recorded = await write_when_available(self._database, lambda tx: tx.ledger.mark_unlocked_sent(sent))
        return {position: None for position, each in enumerate(accepted) if each.notification.id in recorded}

    async def _record(self, accepted: Accepted) -> None:
        await write_when_available(
            self._database, lambda tx: tx.ledger.mark_sent(accepted.notification, accepted.message_id, accepted.at)
        )
