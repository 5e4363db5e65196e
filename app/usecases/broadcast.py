"""An admin writes to all guests at once, and stops it when that was a mistake."""

from collections.abc import Mapping

import structlog

from app.clock import Clock
from app.database.transaction import Database
from app.domain.booking import Actor, check_admin
from app.domain.broadcast import Audience, NewBroadcast
from app.domain.errors import NotFound
from app.domain.notification import plan_broadcast
from app.domain.venue import Venue
from app.queue import TaskQueue

log = structlog.stdlib.get_logger()


class CountListeners:
    """How many guests each audience has at this moment. For admins; else raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, venue: Venue, actor: Actor) -> Mapping[Audience, int]:
        check_admin(venue, actor)
        async with self._database.read() as tx:
            return {audience: await tx.guests.count_listeners(venue.id, audience) for audience in Audience}


class StartBroadcast:
    """Owe the text to each guest of the audience, and to each admin a report on how far it is, or nothing at all.

    The same `request_key` again begins nothing. For admins; else raises `NotFound`.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(self, venue: Venue, new: NewBroadcast, admin: Actor) -> None:
        telegram_id = check_admin(venue, admin)
        now = self._clock.now()
        async with self._database.write() as tx:
            broadcast = await tx.broadcasts.add(venue.id, new, telegram_id, now)
            if broadcast is None:
                return
            chats = await tx.guests.listeners(venue.id, new.audience)
            due = await tx.notifications.plan_broadcast(broadcast, plan_broadcast(chats, venue.admin_ids, now), now)
        log.info("broadcast started", venue=venue.id, broadcast=broadcast.id, guests=len(chats), admin=telegram_id)
        await self._queue.push(due)


class StopBroadcast:
    """Owe it to nobody any more who has not got it yet. Stopping twice, or when it is over, changes nothing.

    For admins; else, and for another venue's, raises `NotFound`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, broadcast_id: int, admin: Actor) -> None:
        telegram_id = check_admin(venue, admin)
        now = self._clock.now()
        async with self._database.write() as tx:
            if await tx.broadcasts.find(venue.id, broadcast_id) is None:
                raise NotFound(f"no broadcast {broadcast_id}")
            if await tx.notifications.cancel_broadcast(broadcast_id, "an admin stopped it", now):
                await tx.broadcasts.stop(broadcast_id, now)
        log.info("broadcast stopped", venue=venue.id, broadcast=broadcast_id, admin=telegram_id)
