"""Decide about all bookings that no longer fit the catalogue for the same reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Misfit
from app.domain.errors import BookingChanged, Refused
from app.domain.messages.payloads import AlertAllCanceled, AlertCanceledTogether
from app.domain.messages.planning import plan_service_news
from app.domain.misfits import promised_slot
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.desk.keep_booking import Keep, KeepBooking
from app.usecases.desk.list_undecided import ListUndecided, UndecidedBooking

log = structlog.stdlib.get_logger()


class Decision(StrEnum):
    """What can be decided about all of them."""

    AS_IT_IS = Keep.AS_IT_IS.value
    LOCAL_TIME = Keep.LOCAL_TIME.value
    INSTANT = Keep.INSTANT.value
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many decisions were carried out, and how many refused: these bookings stay in the list."""

    done: int
    refused: int


class SettleAll:
    """Keep or cancel every booking of the admin's venue that has the misfit, each in a transaction of its own.

    The guest of each that is canceled is told, and admins are told of all of them at once. `seen` is the digest of the
    bookings that the admin was shown.
    Raises `BookingChanged` when these are others by now.
    """

    def __init__(
        self,
        database: Database,
        queue: TaskQueue,
        clock: Clock,
        list_undecided: ListUndecided,
        keep: KeepBooking,
        cancel: CancelBooking,
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._list_undecided = list_undecided
        self._keep = keep
        self._cancel = cancel

    async def __call__(self, admin: Admin, misfit: Misfit, decision: Decision, seen: str) -> Settled:
        found = with_misfit(await self._list_undecided(admin), misfit)
        if digest(found) != seen:
            raise BookingChanged(f"the bookings with {misfit} are others by now")
        if decision is Decision.CANCEL:
            # Before the first of them, so that a crash leaves no cancellation of which admins are not told.
            await self._alert(admin, misfit, len(found))
        refused = 0
        for each in _in_order_of_moves(admin, found):
            try:
                await self._settle(admin, each, decision)
            except Refused as refusal:
                log.info("not settled", venue=admin.venue.id, booking=each.booking.id, code=refusal.code)
                refused += 1
        return Settled(len(found) - refused, refused)

    async def _settle(self, admin: Admin, each: UndecidedBooking, decision: Decision) -> None:
        booking = each.booking
        if decision is Decision.CANCEL:
            await self._cancel(admin, booking.id, booking.time_version, alert=AlertCanceledTogether())
        else:
            await self._keep(admin, booking.id, Keep(decision), booking.time_version, each.misfits)

    async def _alert(self, admin: Admin, misfit: Misfit, number: int) -> None:
        venue, now = admin.venue, self._clock.now()
        news = AlertAllCanceled(misfit=misfit, number=number, admin_id=admin.telegram_id)
        async with self._database.write() as tx:
            due = await tx.ledger.plan(venue.id, plan_service_news(news, venue.alert_chats, now), now)
        await self._queue.push(due)


def with_misfit(found: Sequence[UndecidedBooking], misfit: Misfit) -> list[UndecidedBooking]:
    """Those of the bookings that have the misfit."""
    return [each for each in found if misfit in each.misfits]


def digest(found: Sequence[UndecidedBooking]) -> str:
    """Equal for the same bookings at the same times with the same misfits."""
    content = [(each.booking.id, each.booking.time_version, sorted(each.misfits)) for each in found]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def _in_order_of_moves(admin: Admin, found: Sequence[UndecidedBooking]) -> Sequence[UndecidedBooking]:
    """When all move to later instants, the last one first: each finds its new slot free of its neighbour's old one."""
    is_later = any(promised_slot(admin.venue, each.booking).starts_at > each.booking.starts_at for each in found)
    return found[::-1] if is_later else found
