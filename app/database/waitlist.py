"""Guests who wait for a place, and what they were offered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, func, insert, join, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.booking_columns import for_whom_of, for_whom_values
from app.database.bookings import Bookings
from app.database.openings import Openings
from app.database.tables import guests, notifications, wait_offers, waits
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.notifications import Failure, NotificationStatus
from app.domain.waitlist import EndOfOffer, EndOfWait, NewWait, Offer, Wait

IS_LIVING = waits.c.ended_at.is_(None)
IS_OPEN = wait_offers.c.ended_at.is_(None)


class Waitlist:
    """The repository of the waiting list. All instants are UTC.

    All that concerns one guest is changed while the guest's row is locked.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._bookings = Bookings(connection)
        self._openings = Openings(connection)

    async def lock(self, venue_id: str) -> None:
        """Let others who offer places of the venue wait until the transaction ends, so that the order is kept."""
        # SQLite has only one writer.
        if self._connection.dialect.name == "postgresql":
            key = {"key": f"{venue_id}/waitlist"}
            await self._connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)

    async def join(self, venue_id: str, guest_id: int, new: NewWait, now: datetime) -> Wait:
        """Put the guest at the end of the list. What is free by now is looked for, too."""
        statement = (
            insert(waits)
            .values(
                venue_id=venue_id,
                guest_id=guest_id,
                day=new.day,
                party_size=new.wish.party_size,
                specialty=new.wish.specialty,
                service_id=new.wish.service,
                place_id=new.place_id,
                begins_at=new.begins_at,
                ends_at=new.ends_at,
                wished_at=new.wished_at,
                **for_whom_values(new.for_whom),
                joined_at=now,
            )
            .returning(waits)
        )
        row = (await self._connection.execute(statement)).mappings().one()
        await self._openings.add(venue_id, new.window, now)
        return _wait(row)

    async def of_guest(self, guest_id: int, now: datetime) -> list[Wait]:
        """What the guest waits for, the earliest day first."""
        mine = and_(waits.c.guest_id == guest_id, IS_LIVING, waits.c.ends_at > now)
        return await self._waits(mine, waits.c.begins_at)

    async def all_of_guest(self, guest_id: int) -> list[Wait]:
        """All that is kept of the guest, ended wishes, too, the oldest first."""
        return await self._waits(waits.c.guest_id == guest_id)

    async def of_day(self, venue_id: str, day: date, now: datetime) -> list[Wait]:
        """Who waits for a local day, the longest waiting first."""
        return await self._waits(
            and_(waits.c.venue_id == venue_id, waits.c.day == day, IS_LIVING, waits.c.ends_at > now)
        )

    async def reachable_of_day(self, venue_id: str, day: date, now: datetime) -> list[Wait]:
        """Those of a day who have no open offer and can be sent one: those first who let the fewest offers expire, and
        among them who has waited longest."""
        is_reachable = and_(
            guests.c.telegram_id.is_not(None), guests.c.blocked_at.is_(None), guests.c.is_barred.is_(False)
        )
        has_offer = select(wait_offers.c.id).where(wait_offers.c.wait_id == waits.c.id, IS_OPEN).exists()
        is_expired = and_(wait_offers.c.wait_id == waits.c.id, wait_offers.c.end_reason == EndOfOffer.EXPIRED)
        expired = select(func.count()).select_from(wait_offers).where(is_expired).scalar_subquery()
        theirs = and_(waits.c.venue_id == venue_id, waits.c.day == day, IS_LIVING, waits.c.ends_at > now)
        found = (
            select(waits)
            .join(guests, guests.c.id == waits.c.guest_id)
            .where(theirs, is_reachable, ~has_offer)
            .order_by(expired, waits.c.joined_at, waits.c.id)
        )
        return [_wait(row) for row in (await self._connection.execute(found)).mappings()]

    async def days(self, venue_id: str, now: datetime) -> list[date]:
        """The local days for which somebody waits."""
        living = and_(waits.c.venue_id == venue_id, IS_LIVING, waits.c.ends_at > now)
        return sorted((await self._connection.execute(select(waits.c.day).where(living).distinct())).scalars())

    async def get(self, venue_id: str, wait_id: int) -> Wait:
        """Raises `NotFound`, also for one of another venue."""
        return self._found(await self._waits(and_(waits.c.id == wait_id, waits.c.venue_id == venue_id)), wait_id)

    async def offered_starts(self, wait_ids: Sequence[int], *, refused_only: bool = False) -> dict[int, set[datetime]]:
        """The starts that were offered before, by the id of the wish.

        `refused_only`: without those that were closed meanwhile, and those of which the guest was not told in time
        though Telegram has not refused the message.
        """
        message, end = notifications.c, wait_offers.c.end_reason
        was_told = exists().where(
            message.subject_type == Subject.WAIT_OFFER,
            message.subject_id == wait_offers.c.id,
            message.kind == Kind.WAITLIST_OFFER,
            or_(message.status == NotificationStatus.SENT, message.failure != Failure.UNREACHABLE),
        )
        was_up_to_guest = end.not_in([EndOfOffer.CLOSED, EndOfOffer.EXPIRED, EndOfOffer.UNDELIVERED])
        is_refused = or_(end.is_(None), was_up_to_guest, and_(end != EndOfOffer.CLOSED, was_told))
        found = select(wait_offers.c.wait_id, wait_offers.c.starts_at).where(wait_offers.c.wait_id.in_(wait_ids))
        found = found.where(is_refused) if refused_only else found
        starts: dict[int, set[datetime]] = {wait_id: set() for wait_id in wait_ids}
        for wait_id, starts_at in await self._connection.execute(found):
            starts[wait_id].add(starts_at)
        return starts

    async def offer(self, wait: Wait, held: Booking, held_until: datetime, now: datetime) -> Offer:
        """Offer a place that is held for the guest. When the hold is over, the next one's turn comes."""
        statement = (
            insert(wait_offers)
            .values(
                wait_id=wait.id,
                booking_id=held.id,
                place_id=held.resource_id,
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                offered_at=now,
                held_until=held_until,
            )
            .returning(wait_offers)
        )
        row = (await self._connection.execute(statement)).mappings().one()
        await self._openings.add(wait.venue_id, held.slot, held_until)
        return _offer(row)

    async def open_offers(self, wait_ids: Sequence[int]) -> dict[int, Offer]:
        """The offers that wait for an answer, by the id of the wish."""
        found = select(wait_offers).where(wait_offers.c.wait_id.in_(wait_ids), IS_OPEN)
        return {row["wait_id"]: _offer(row) for row in (await self._connection.execute(found)).mappings()}

    async def expired_offers(self, venue_id: str, now: datetime) -> list[tuple[Offer, Wait]]:
        """The venue's offers whose time is up, each with its wish."""
        return await self._offers(venue_id, wait_offers.c.held_until <= now)

    async def offers_at(self, venue_id: str, span: Slot) -> list[tuple[Offer, Wait]]:
        """The venue's open offers for visits that overlap a span of time, each with its wish."""
        overlaps = and_(wait_offers.c.starts_at < span.ends_at, wait_offers.c.ends_at > span.starts_at)
        return await self._offers(venue_id, overlaps)

    async def _offers(self, venue_id: str, condition: ColumnElement[bool]) -> list[tuple[Offer, Wait]]:
        found = and_(waits.c.venue_id == venue_id, IS_OPEN, condition)
        ids = select(wait_offers.c.id).select_from(join(wait_offers, waits)).where(found).order_by(wait_offers.c.id)
        return [await self.get_offer(venue_id, each) for each in (await self._connection.execute(ids)).scalars().all()]

    async def get_offer(self, venue_id: str, offer_id: int) -> tuple[Offer, Wait]:
        """An offer with its wish. Raises `NotFound`, also for one of another venue."""
        found = select(wait_offers).where(wait_offers.c.id == offer_id)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no offer {offer_id}")
        return _offer(row), await self.get(venue_id, row["wait_id"])

    async def end_offer(self, offer: Offer, wait: Wait, end: EndOfOffer, now: datetime) -> Offer:
        """Record what became of an open offer. Unless it was taken, its place is let go for the next guest."""
        ended = (
            update(wait_offers)
            .where(wait_offers.c.id == offer.id, IS_OPEN)
            .values(ended_at=now, end_reason=end)
            .returning(wait_offers.c.id)
        )
        if (await self._connection.execute(ended)).first() is None:
            return offer
        if end is not EndOfOffer.TAKEN and offer.booking_id is not None:
            await self._bookings.release_held(offer.booking_id)
            await self._openings.add(wait.venue_id, offer.slot, now)
        return replace(offer, end=end)

    async def end(self, wait: Wait, end: EndOfWait, now: datetime) -> list[Offer]:
        """Take the guest off the list, with the open offer, if there is one. Returns the offers that ended."""
        ended = [
            await self.end_offer(offer, wait, EndOfOffer.WAIT_ENDED, now)
            for offer in (await self.open_offers([wait.id])).values()
        ]
        over = update(waits).where(waits.c.id == wait.id, IS_LIVING).values(ended_at=now, end_reason=end)
        await self._connection.execute(over)
        return ended

    async def forget(self, guest_id: int, now: datetime) -> list[int]:
        """Delete all that is kept of the guest, and let go what is held. Returns the ids of the guest's offers."""
        theirs = await self.all_of_guest(guest_id)
        ids = [wait.id for wait in theirs]
        for wait in theirs:
            await self.end(wait, EndOfWait.LEFT, now)
        found = select(wait_offers.c.id).where(wait_offers.c.wait_id.in_(ids))
        offer_ids = list((await self._connection.execute(found)).scalars())
        await self._connection.execute(delete(waits).where(waits.c.id.in_(ids)))
        return offer_ids

    async def delete_old(self, ended_before: datetime) -> int:
        """Delete the wishes for times before an instant, unless something is still held for them. Returns how many."""
        is_held = select(wait_offers.c.id).where(wait_offers.c.wait_id == waits.c.id, IS_OPEN).exists()
        old = delete(waits).where(waits.c.ends_at < ended_before, ~is_held)
        return (await self._connection.execute(old)).rowcount

    async def _waits(self, condition: ColumnElement[bool], *order: ColumnElement[datetime]) -> list[Wait]:
        found = select(waits).where(condition).order_by(*order, waits.c.joined_at, waits.c.id)
        return [_wait(row) for row in (await self._connection.execute(found)).mappings()]

    @staticmethod
    def _found(found: Sequence[Wait], wait_id: int) -> Wait:
        if not found:
            raise NotFound(f"no wish {wait_id}")
        return found[0]


def _wait(row: RowMapping) -> Wait:
    return Wait(
        day=row["day"],
        wish=Wish(row["party_size"], row["specialty"], row["service_id"]),
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        place_id=row["place_id"],
        wished_at=row["wished_at"],
        for_whom=for_whom_of(row),
        id=row["id"],
        venue_id=row["venue_id"],
        guest_id=row["guest_id"],
        joined_at=row["joined_at"],
        ended_at=row["ended_at"],
    )


def _offer(row: RowMapping) -> Offer:
    return Offer(
        row["id"],
        row["wait_id"],
        row["booking_id"],
        row["place_id"],
        Slot(row["starts_at"], row["ends_at"]),
        row["held_until"],
        _end(row),
    )


def _end(row: RowMapping) -> EndOfOffer | None:
    if row["ended_at"] is None:
        return None
    # A later release may know more reasons.
    return EndOfOffer(row["end_reason"]) if row["end_reason"] in set(EndOfOffer) else EndOfOffer.WAIT_ENDED
