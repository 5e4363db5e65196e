"""Start a broadcast."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.broadcasts import NewBroadcast
from app.domain.messages.planning import plan_broadcast
from app.queue import TaskQueue
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class StartBroadcast:
    """Plan a message to each guest of the audience, and to each admin a report on how far it is; or nothing at all.

    The same `request_key` again plans nothing.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, admin: Admin, new: NewBroadcast) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            broadcast = await tx.broadcasts.add(venue.id, new, admin.telegram_id, now)
            if broadcast is None:
                return
            chats = await tx.guests.audience_chats(venue.id, new.audience)
            due = await tx.ledger.plan(venue.id, plan_broadcast(broadcast.id, chats, venue.admin_ids, now), now)
        log.info(
            "broadcast started", venue=venue.id, broadcast=broadcast.id, guests=len(chats), admin=admin.telegram_id
        )
        await self._queue.push(due)
