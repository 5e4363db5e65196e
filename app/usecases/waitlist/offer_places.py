"""Offer places that have become free to the guests who wait for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from app.database.bookings import NewBooking
from app.database.transaction import Database, Transaction
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, span_of_day
from app.domain.errors import Refused, SlotTaken
from app.domain.guests import Guest
from app.domain.messages.planning import plan_offer
from app.domain.messages.quiet_hours import after_quiet_hours, is_quiet
from app.domain.misfits import promise_of
from app.domain.relatives import check_for_whom, may_be_same
from app.domain.venues import Place, Venue, Venues
from app.domain.waitlist import EndOfOffer, Opening, Wait, choose_slot, hold_until
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import find_slots
from app.usecases.bookings.arrivals import check_arrivals
from app.usecases.bookings.check_guest import check_may_book
from app.usecases.waitlist.ending import SOON, end_offer

log = structlog.stdlib.get_logger()

MOST_IN_A_ROW = 200
"""Attempts to offer a place of one day, before the rest is left to another run."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Whom to offer what."""

    wait: Wait
    slot: Slot
    place: Place


class OfferPlaces:
    """Offer what is free on the days of a venue's openings, each place to the first guest whose wish it fits.

    First the holds are ended whose time is up. A place is held, the offer stored and its message planned in one
    transaction; that the place is held for nobody else is the database's constraint against overlaps. It may run any
    number of times, also concurrently, and may be killed at any point: an opening is deleted when all was offered.
    In quiet hours only visits that begin before their end are offered: the rest waits for the morning.
    """

    def __init__(self, database: Database, venues: Venues, clock: Clock) -> None:
        self._database = database
        self._venues = venues
        self._clock = clock

    async def __call__(self, venue_id: str) -> int:
        """Returns how many offers were made."""
        venue = self._venues.get(venue_id)
        if venue is None:
            return 0
        async with self._database.read() as tx:
            opened = await tx.openings.due(venue.id, self._clock.now())
        await self._end_expired(venue)
        offers = 0
        for day in await self._days(venue, opened):
            for _ in range(MOST_IN_A_ROW):
                try:
                    if not await self._offer_next(venue, day):
                        break
                    offers += 1
                except SlotTaken:
                    pass  # Somebody booked it meanwhile: choose again.
        await self._settle(venue, opened)
        return offers

    async def _days(self, venue: Venue, opened: Sequence[Opening]) -> list[date]:
        async with self._database.read() as tx:
            waited_for = await tx.waitlist.days(venue.id, self._clock.now())
        return [day for day in waited_for if any(opening.concerns(venue, day) for opening in opened)]

    async def _end_expired(self, venue: Venue) -> None:
        async with self._database.read() as tx:
            expired = await tx.waitlist.expired_offers(venue.id, self._clock.now())
        for offer, wait in expired:
            async with self._database.write() as tx:
                guest = await tx.guests.get_locked(wait.guest_id)
                await end_offer(tx, guest, offer, wait, EndOfOffer.EXPIRED, self._clock.now())

    async def _settle(self, venue: Venue, opened: Sequence[Opening]) -> None:
        now, ids = self._clock.now(), [opening.id for opening in opened]
        async with self._database.write() as tx:
            if is_quiet(venue, now):
                await tx.openings.postpone(ids, after_quiet_hours(venue, now))
            else:
                await tx.openings.delete(ids)

    async def _offer_next(self, venue: Venue, day: date) -> bool:
        """Offer the first guest of the day a place. Returns False if there is nobody for whom one is free.

        Raises `SlotTaken` if somebody books it at the same moment.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            await tx.waitlist.lock(venue.id)
            choice = await self._choose(tx, venue, day, now)
            if choice is None:
                return False
            # Locked before the resources, as by all who book. The guest may have changed something until now.
            guest = await tx.guests.get_locked(choice.wait.guest_id)
            if await self._choose(tx, venue, day, now) != choice:
                raise SlotTaken
            await self._offer(tx, venue, guest, choice, now)
        log.info("place offered", venue=venue.id, wait=choice.wait.id, starts_at=choice.slot.starts_at.isoformat())
        return True

    async def _choose(self, tx: Transaction, venue: Venue, day: date, now: datetime) -> _Choice | None:
        waiting = await tx.waitlist.reachable_of_day(venue.id, day, now)
        ids = [wait.id for wait in waiting]
        before = after_quiet_hours(venue, now) if is_quiet(venue, now) else None
        grids: dict[tuple[Wish, str | None], Sequence[GridSlot]] = {}
        own = await tx.guest_bookings.slots({wait.guest_id for wait in waiting}, span_of_day(venue, day))
        # Who missed an offer without a fault of theirs gets it again, after those who had none.
        for refused_only in (False, True):
            refused = await tx.waitlist.offered_starts(ids, refused_only=refused_only)
            for wait in waiting:
                grid = await self._grid(tx, venue, wait, now, grids)
                busy = [slot for slot, who in own.get(wait.guest_id, ()) if may_be_same(who, wait.for_whom)]
                found = choose_slot(wait, grid, refused[wait.id], busy, before)
                if found and await self._may_book(tx, venue, wait, now):
                    return _Choice(wait, *found)
        return None

    @staticmethod
    async def _grid(
        tx: Transaction,
        venue: Venue,
        wait: Wait,
        now: datetime,
        grids: dict[tuple[Wish, str | None], Sequence[GridSlot]],
    ) -> Sequence[GridSlot]:
        """The day of a wish; nothing is free for one that the catalogue no longer knows."""
        key = wait.wish, wait.place_id
        if key not in grids:
            try:
                place = venue.place(wait.place_id) if wait.place_id is not None else None
                if place is not None:
                    Offering(venue).check(wait.wish, place)
                found: Mapping[date, Sequence[GridSlot]] = await find_slots(
                    tx, venue, wait.wish, [wait.day], now, place
                )
            except Refused:
                found = {wait.day: ()}
            grids[key] = found[wait.day]
        return grids[key]

    @staticmethod
    async def _may_book(tx: Transaction, venue: Venue, wait: Wait, now: datetime) -> bool:
        try:
            check_for_whom(venue.booking, wait.for_whom)
            await check_may_book(tx, venue, await tx.guests.get(wait.guest_id), now)
        except Refused:
            return False
        return True

    @staticmethod
    async def _offer(tx: Transaction, venue: Venue, guest: Guest, choice: _Choice, now: datetime) -> None:
        wait, slot = choice.wait, choice.slot
        await check_arrivals(tx, venue, wait.wish, slot)
        held = await tx.bookings.hold(_held(venue, guest, choice), now)
        offer = await tx.waitlist.offer(wait, held, hold_until(slot, now), now)
        if guest.telegram_id is not None:
            await tx.ledger.plan(venue.id, [plan_offer(offer, guest.telegram_id, now + SOON)], now)


def _held(venue: Venue, guest: Guest, choice: _Choice) -> NewBooking:
    wish, slot, place = choice.wait.wish, choice.slot, choice.place
    return NewBooking(
        venue_id=venue.id,
        guest_id=guest.id,
        resource_id=place.id,
        slot=slot,
        party_size=wish.party_size,
        changeable_until=venue.booking.changeable_until(slot.starts_at),
        request_key=None,
        request_digest=None,
        promise=promise_of(venue, place.id, slot.starts_at),
        service_id=wish.service,
        buffer=Offering(venue).buffer(wish),
        for_whom=choice.wait.for_whom,
    )
