"""Keep a booking that no longer fits the catalogue."""

from dataclasses import replace
from enum import StrEnum

from app.database.bookings import NewSlot
from app.database.transaction import Database, Transaction
from app.domain.access import Admin
from app.domain.availability.slots import local_time
from app.domain.bookings import Booking, Change, Misfit, Standing, check_unchanged
from app.domain.errors import BookingChanged, OutsideHours, TooSoon
from app.domain.guests import Guest
from app.domain.messages.notifications import Claimed
from app.domain.messages.planning import plan_for_kept_time, plan_for_move
from app.domain.messages.why_not import WhyNot
from app.domain.misfits import accept, promise_of, promised_slot, undecided
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.alerts import chats_of
from app.usecases.bookings.show_booking import find_locked


class Keep(StrEnum):
    """How a booking is kept."""

    AS_IT_IS = "as_it_is"
    LOCAL_TIME = "local_time"
    """After a change of the zone: its guest comes at the wall-clock time that was promised."""
    INSTANT = "instant"
    """After a change of the zone: it stays at its instant, and its guest is told the new wall-clock time."""


class KeepBooking:
    """Decide, as an admin, that a booking stays although it no longer fits the catalogue; its history records who did.

    Its messages that waited are sent, if they are still of use. Admins are not asked about it again until it has
    another misfit, or the same one anew. `seen_version` and `seen` are the booking's `time_version` and the misfits
    that the admin was shown. Raises `NotFound`, `BookingChanged`, and for `Keep.LOCAL_TIME` `SlotTaken`, `TooSoon`, and
    `OutsideHours` where the new zone skips that time.
    """

    def __init__(self, database: Database, queue: TaskQueue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock

    async def __call__(
        self, admin: Admin, booking_id: int, how: Keep, seen_version: int, seen: frozenset[Misfit]
    ) -> None:
        due: list[Claimed] = []
        async with self._database.write() as tx:
            guest, booking = await find_locked(tx, admin, booking_id)
            check_unchanged(booking, seen_version)
            if undecided(admin.venue, booking, self._clock.now()) != seen:
                raise BookingChanged(f"booking {booking.id} has other misfits, or has been decided about")
            if how is Keep.AS_IT_IS:
                await self._accept(tx, admin, booking, seen - {Misfit.ZONE_CHANGED})
            else:
                due = await self._settle_time(tx, admin, booking, guest, how)
        await self._queue.push(due)

    async def _accept(self, tx: Transaction, admin: Admin, booking: Booking, accepted: frozenset[Misfit]) -> None:
        now = self._clock.now()
        await tx.bookings.keep(booking, accept(admin.venue, booking, accepted, now), admin.actor, now)

    async def _settle_time(
        self, tx: Transaction, admin: Admin, booking: Booking, guest: Guest, how: Keep
    ) -> list[Claimed]:
        venue, now = admin.venue, self._clock.now()
        promised = promised_slot(venue, booking)
        slot = promised if how is Keep.LOCAL_TIME else booking.slot
        if how is Keep.LOCAL_TIME and booking.standing:
            if local_time(venue, slot.starts_at) != booking.standing.promise.local_start:
                raise OutsideHours("the clocks skip this time")
            if slot.starts_at <= now:
                raise TooSoon(f"{slot.starts_at.isoformat()} is over")
        promise = replace(promise_of(venue, booking.resource_id, slot.starts_at), specialty=_specialty(booking))
        accepted = booking.standing.accepted if booking.standing else frozenset()
        change = Change.KEPT_LOCAL_TIME if how is Keep.LOCAL_TIME else Change.KEPT_INSTANT
        standing = Standing(promise, accepted)
        # At its instant it is a move to its guest: from the time that was promised to the one that the clock now shows.
        before = (
            booking
            if how is Keep.LOCAL_TIME
            else replace(booking, starts_at=promised.starts_at, ends_at=promised.ends_at)
        )
        to = NewSlot(booking.resource_id, slot, standing, booking.service_id)
        kept = await tx.bookings.move(before, to, admin.actor, now, change)
        chats = await chats_of(tx, venue, guest, booking)
        await tx.ledger.cancel_unsent(booking.id, WhyNot.ZONE_CHANGED, now)
        planned = (
            plan_for_kept_time(venue, kept, chats, now)
            if how is Keep.LOCAL_TIME
            else plan_for_move(venue, before, kept, chats, now)
        )
        return await tx.ledger.plan(venue.id, planned, now)


def _specialty(booking: Booking) -> str | None:
    return booking.standing.promise.specialty if booking.standing else None
