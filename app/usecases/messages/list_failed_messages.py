"""List the messages that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.guests import Guest
from app.domain.messages.notifications import FailedNotification
from app.runtime.clock import Clock

LOOK_BACK = timedelta(days=7)
"""For how long a failed message is shown."""
MOST = 100
"""The most messages in a list: when more fail at once, they have the same cause."""


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that failed, with its recipient."""

    failed: FailedNotification
    reader: Guest | None
    """The recipient; None for an admin who never wrote to the bot."""


class ListFailedMessages:
    """List the messages of the admin's venue that failed in the last `LOOK_BACK`, newest first, at most `MOST`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin) -> Sequence[FailedMessage]:
        venue = admin.venue
        async with self._database.read() as tx:
            found = await tx.failed_messages.since(venue.id, self._clock.now() - LOOK_BACK, MOST)
            readers = await tx.guests.of_chats(venue.id, {each.notification.chat_id for each in found})
        return [FailedMessage(each, readers.get(each.notification.chat_id)) for each in found]
