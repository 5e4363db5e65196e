"""A message owed becomes a message sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, repeat
from typing import Protocol, TypeVar

import structlog

from app.database.errors import is_connection_error
from app.database.transaction import Database, Transaction
from app.domain.bookings import Booking
from app.domain.broadcasts import Audience, Broadcast, Progress
from app.domain.guests import Guest
from app.domain.messages.notifications import (
    REPLACES,
    Failure,
    Kind,
    Notification,
    NotificationStatus,
    is_silent,
    is_still_wanted,
    next_attempt_at,
)
from app.domain.venues import Venue, Venues
from app.runtime.background import Background
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()

AWAY_PAUSES = (0.1, 0.2, 0.5, 1.0)
"""Seconds between two looks for a database that is away; the last one repeats."""
RENEW_AFTER = 3.0
"""Seconds after which the lease of a message in hand is renewed, again and again: a third of it."""
REPORT_PAUSE = timedelta(seconds=3)
"""How long a report on a broadcast stays as it is before it is brought up to date."""
PATIENCE = timedelta(seconds=2)
"""For how long a worker waits for Telegram's limits. Through the ledger a short wait would take longer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Letter:
    """All that is needed to write one message, read from the database just before it is sent."""

    notification: Notification
    venue: Venue
    booking: Booking | None
    guest: Guest | None
    """The booking's guest, also when the recipient is an admin."""
    recipient: Guest | None
    """Who reads it, as far as the venue knows them: an admin may never have written to the bot."""
    broadcast: Broadcast | None
    progress: Progress | None
    """How far the broadcast is, for a report on it."""
    replies_to: int | None
    """The newest message about the same booking that this one answers, and that is true no longer."""
    is_silent: bool

    @property
    def is_offer(self) -> bool:
        """Whether only who said yes to offers may get it."""
        match self.notification.kind:
            case Kind.FOLLOW_UP:
                return self.venue.is_offer(self.notification.variant)
            case Kind.BROADCAST:
                return self.broadcast is not None and self.broadcast.audience is Audience.OFFERS
            case _:
                return False

    @property
    def goes_on(self) -> bool:
        """Whether it has more to say later."""
        return self.progress is not None and not self.progress.is_over


class PermanentError(Exception):
    """Telegram will never take it."""

    def __init__(self, reason: str, *, is_blocked: bool = False) -> None:
        super().__init__(reason)
        self.is_blocked = is_blocked


class TransientError(Exception):
    """It may work later."""


class RateLimited(Exception):  # noqa: N818
    """Telegram's limits leave no room now. That was no attempt."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"the bot's limit: wait {wait.total_seconds():.1f} s")
        self.wait = wait


class Sender(Protocol):
    """Writes and sends a letter through the Bot API."""

    async def send(self, letter: Letter) -> int:
        """Telegram's id of the message; one that was sent before is edited.

        Raises `PermanentError`, `TransientError`, `RateLimited`.
        """
        ...


def skip_reason(letter: Letter) -> str:
    """Empty for a letter that its reader deserves."""
    booking = letter.booking
    if booking and not is_still_wanted(letter.notification, booking):
        return f"the booking is {booking.status}"
    if letter.is_offer and not (letter.recipient and letter.recipient.offers_consent):
        return "the guest wants no offers"
    return ""


class DeliverNotification:
    """Send one message of the ledger and record what became of it.

    Any number of workers may be asked to deliver the same one: a single one sends it, the others return quietly. The
    booking is read again first, so that nothing is sent for a booking that no longer stands, or too late. A double is
    possible only when the process dies, or the answer is lost, between Telegram's taking it and the record of that.
    While the database is away it waits: RabbitMQ keeps the message, and what was sent is recorded when it is back.
    """

    def __init__(self, database: Database, venues: Venues, sender: Sender, clock: Clock) -> None:
        self._database = database
        self._venues = venues
        self._sender = sender
        self._clock = clock
        self._background = Background()

    async def __call__(self, notification_id: int) -> None:
        notification = await self._write(lambda tx: tx.ledger.claim_for_sending(notification_id, self._clock.now()))
        if notification is None:
            return
        async with self._keeping_lease(notification):
            await self._deliver(notification)

    async def _deliver(self, notification: Notification) -> None:
        patience = PATIENCE
        letter = await self._open(notification)
        while letter and (wait := await self._send(letter)):
            if wait > patience:
                await self._reschedule(notification, wait)
                return
            patience -= wait
            await self._clock.sleep(wait)
            if letter.booking:
                # It may have been canceled meanwhile.
                letter = await self._open(notification)

    async def _open(self, notification: Notification) -> Letter | None:
        """The letter; or None when nobody wants it any more, and it has ended."""
        if self._clock.now() >= notification.expires_at:
            await self._end(notification, NotificationStatus.MISSED, "too late to be of use")
            return None
        venue = self._venues.get(notification.venue_id)
        if venue is None:
            await self._end(notification, NotificationStatus.CANCELED, "the venue is not served any more")
            return None
        letter = await self._insist(lambda: self._read(notification, venue))
        if reason := skip_reason(letter):
            await self._end(notification, NotificationStatus.CANCELED, reason)
            return None
        return letter

    async def _read(self, notification: Notification, venue: Venue) -> Letter:
        async with self._database.read() as tx:
            booking = await tx.bookings.find(venue.id, notification.booking_id)
            return Letter(
                notification,
                venue,
                booking,
                guest=await tx.guests.get(booking.guest_id) if booking else None,
                recipient=await tx.guests.find(venue.id, notification.chat_id),
                broadcast=await tx.broadcasts.find(venue.id, notification.broadcast_id),
                progress=await self._progress(tx, notification),
                replies_to=await self._earlier(tx, notification),
                is_silent=is_silent(venue, notification, self._clock.now()),
            )

    @staticmethod
    async def _progress(tx: Transaction, notification: Notification) -> Progress | None:
        if notification.broadcast_id is None or notification.kind is not Kind.BROADCAST_REPORT:
            return None
        return await tx.broadcasts.progress(notification.broadcast_id)

    @staticmethod
    async def _earlier(tx: Transaction, notification: Notification) -> int | None:
        answered = REPLACES.get(notification.kind)
        if notification.booking_id is None or answered is None:
            return None
        return await tx.ledger.find_sent_message(notification.booking_id, answered, notification.chat_id)

    async def _send(self, letter: Letter) -> timedelta | None:
        """Send it and record what became of that; or say how long to wait for Telegram's limits."""
        notification = letter.notification
        try:
            message_id = await self._sender.send(letter)
        except RateLimited as held_back:
            return held_back.wait
        except TransientError as trouble:
            await self._try_again(notification, str(trouble))
        except PermanentError as refusal:
            failure = Failure.BLOCKED if refusal.is_blocked else Failure.REFUSED
            await self._fail(notification, failure, str(refusal))
            if refusal.is_blocked:
                await self._mark_blocked(notification)
        except Exception as defect:
            # It would be the same the next time. Admins see it, and can have it sent once it is mended.
            log.exception("letter not written", notification=notification.id)
            await self._fail(notification, Failure.DEFECT, repr(defect))
        else:
            await self._record(letter, message_id)
        return None

    async def _record(self, letter: Letter, message_id: int) -> None:
        notification, now = letter.notification, self._clock.now()
        if letter.goes_on:
            due_at = now + REPORT_PAUSE
            await self._write(lambda tx: tx.ledger.reschedule_report(notification, message_id, due_at))
        else:
            await self._write(lambda tx: tx.ledger.mark_sent(notification, message_id, now))

    async def _reschedule(self, notification: Notification, wait: timedelta) -> None:
        due_at = self._clock.now() + wait
        await self._write(lambda tx: tx.ledger.reschedule(notification, due_at, "Telegram's limits"))

    async def _try_again(self, notification: Notification, error: str) -> None:
        due_at = next_attempt_at(notification, self._clock.now())
        if due_at is None:
            await self._fail(notification, Failure.UNREACHABLE, error)
            return
        log.info("delivery failed for now", notification=notification.id, error=error, due_at=due_at.isoformat())
        await self._write(lambda tx: tx.ledger.schedule_retry(notification, due_at, error))

    async def _end(self, notification: Notification, status: NotificationStatus, reason: str) -> None:
        log.info("not delivered", notification=notification.id, kind=notification.kind, status=status, reason=reason)
        now = self._clock.now()
        await self._write(lambda tx: tx.ledger.settle_unsent(notification, status, reason, now))

    async def _fail(self, notification: Notification, failure: Failure, error: str) -> None:
        log.info("failed", notification=notification.id, kind=notification.kind, failure=failure, error=error)
        now = self._clock.now()
        await self._write(lambda tx: tx.ledger.mark_failed(notification, failure, error, now))

    async def _mark_blocked(self, notification: Notification) -> None:
        now = self._clock.now()
        await self._write(lambda tx: tx.guests.mark_blocked(notification.venue_id, notification.chat_id, now))

    async def _write(self, change: Callable[[Transaction], Awaitable[T]]) -> T:
        async def transaction() -> T:
            async with self._database.write() as tx:
                return await change(tx)

        return await self._insist(transaction)

    async def _insist(self, transaction: Callable[[], Awaitable[T]]) -> T:
        # A database that is away must not make a sent message look unsent, nor let the task fail: RabbitMQ would be rid
        # of it, and the message would wait for the end of its lease.
        pauses = chain(AWAY_PAUSES, repeat(AWAY_PAUSES[-1]))
        while True:
            try:
                return await transaction()
            except Exception as error:
                if not is_connection_error(error):
                    raise
                pause = next(pauses)
                log.warning("the ledger is away", pause=pause, error=repr(error))
            await asyncio.sleep(pause)

    @asynccontextmanager
    async def _keeping_lease(self, notification: Notification) -> AsyncIterator[None]:
        """However slow Telegram is, nobody takes the message over from a worker that lives."""
        done = asyncio.Event()
        self._background.run(self._renew_lease(notification, done), name="renew lease")
        try:
            yield
        finally:
            done.set()

    async def _renew_lease(self, notification: Notification, done: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_AFTER):
                    await done.wait()
                    return
            await self._write(lambda tx: tx.ledger.renew_lease(notification, self._clock.now()))
