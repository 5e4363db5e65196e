"""The use cases for a test: the product's own providers, with the test's database and clock and a recording sender."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from dishka import Provider, Scope, make_container
from taskiq import AsyncBroker, InMemoryBroker

from app.container.core import CoreProvider
from app.container.delivery import DeliveryProvider, JobsProvider
from app.container.web import WebProvider
from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.bookings import Booking
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Letter, notifications_of
from app.domain.messages.notifications import NewNotification, Notification
from app.domain.relatives import Relative
from app.domain.venues import Venue, Venues
from app.queue import DELIVER_NOTIFICATION, EXPORT_BOOKINGS
from app.runtime.clock import Clock
from app.sandbox.clock import MovableClock
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.messages.delivery.deliver_notification import DeliverNotification
from app.usecases.messages.delivery.send import RateLimited, Receipt, Sender
from tests.databases import OpenDatabase
from tests.domain.builders import TABLE, a_venue

T = TypeVar("T")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Monday noon in Moscow."""
EVENING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""A slot of `a_venue` on the next day."""
FIRST_MESSAGE_ID = 1001
"""Telegram's id of the first message that the sender accepts; the others follow."""


class RecordingSender:
    """Accepts every letter and records it. `errors` are raised first, one for each attempt."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.errors: list[Exception] = []
        self.before_reserve: Callable[[Notification], Awaitable[object]] | None = None
        """Called at each question for a place within Telegram's limits."""
        self.before_send: Callable[[Letter], Awaitable[object]] | None = None
        """Called at each attempt, before anything else."""

    async def reserve(self, notification: Notification, *, has_waited: bool) -> None:
        """See `Sender.reserve`."""
        if self.before_reserve:
            await self.before_reserve(notification)
        if self.errors and isinstance(self.errors[0], RateLimited):
            raise self.errors.pop(0)

    async def send(self, letter: Letter, *, is_reply: bool = False) -> Receipt:
        """See `Sender.send`."""
        if self.before_send:
            await self.before_send(letter)
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(letter)
        # What has an id is edited.
        return Receipt(letter.envelope.notification.message_id or FIRST_MESSAGE_ID + len(self.sent) - 1)

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of the notifications, in the order of sending."""
        return [each.kind for letter in self.sent for each in notifications_of(letter)]

    @property
    def sent_ids(self) -> list[int]:
        """The ids of the notifications, in the order of sending."""
        return [each.id for letter in self.sent for each in notifications_of(letter)]


class Harness:
    """The use cases on one database, a clock that the test moves, and short cuts for common steps.

    Guests are registered and book at `venue`, the first of `venues`; the use cases know all of these.
    """

    def __init__(
        self, database: OpenDatabase, *venues: Venue, now: datetime = NOW, broker: AsyncBroker | None = None
    ) -> None:
        self.database = database
        self.venue, *_ = venues = venues or (a_venue(),)
        self.clock = MovableClock(now, frozen=True)
        self.sender = RecordingSender()
        doubles = Provider(scope=Scope.APP)
        doubles.provide(lambda: database, provides=Database)
        doubles.provide(lambda: self.clock, provides=Clock)
        doubles.provide(lambda: self.sender, provides=Sender)
        doubles.provide(lambda: {each.id: each for each in venues}, provides=Venues)
        doubles.provide(lambda: broker or _broker(), provides=AsyncBroker)
        # Not validated: callers of the use cases, such as the dispatcher, are not created here.
        self._container = make_container(
            CoreProvider(), DeliveryProvider(), JobsProvider(), WebProvider(), doubles, skip_validation=True
        )

    def get(self, use_case: type[T]) -> T:
        """The use case, the same object each time."""
        return self._container.get(use_case)

    async def register(self, telegram_id: int = 1) -> Guest:
        """Register a guest of the venue."""
        async with self.database.write() as tx:
            user = TelegramUser(telegram_id, "Anna", None, "ru")
            return await tx.guests.register(self.venue.id, user, self.clock.now())

    async def visitor(self, telegram_id: int = 1) -> Visitor:
        """Register a guest, and return the `Visitor` that may change their bookings."""
        return Visitor(self.venue, await self.register(telegram_id))

    async def book(
        self,
        guest: Guest,
        starts_at: datetime = EVENING,
        resource_id: str = TABLE.id,
        party_size: int = 2,
        for_whom: Relative | None = None,
    ) -> Booking:
        """Book for the guest with `BookSlot`. Raises its errors."""
        key = f"{guest.id} {resource_id} {starts_at.isoformat()}"
        request = BookingRequest(resource_id, starts_at, party_size, key, for_whom=for_whom)
        return (await self.get(BookSlot)(self.venue, guest, request)).booking

    async def stored(self, booking: Booking) -> Booking:
        """The booking as the database has it now."""
        async with self.database.read() as tx:
            return await tx.bookings.get(booking.venue_id, booking.id)

    async def plan(self, *planned: NewNotification) -> None:
        """Write messages of the venue into the ledger."""
        async with self.database.write() as tx:
            await tx.ledger.plan(self.venue.id, planned, self.clock.now())

    async def deliver_due(self) -> int:
        """Claim and deliver what is due, also after a crashed worker. Return the number of messages."""
        now = self.clock.now()
        async with self.database.write() as tx:
            due = await tx.ledger.claim_due(now, now, now, limit=100)
        for claimed in due:
            await self.get(DeliverNotification)(claimed.id)
        return len(due)

    async def deliver_until(self, moment: datetime) -> None:
        """Move the clock to `moment` in steps of ten minutes, and deliver what falls due at each."""
        while self.clock.now() < moment:
            self.clock.advance(timedelta(minutes=10))
            await self.deliver_due()


def _broker() -> AsyncBroker:
    broker = InMemoryBroker()
    for name in (DELIVER_NOTIFICATION, EXPORT_BOOKINGS):
        broker.register_task(_deliver_nothing, task_name=name)
    return broker


async def _deliver_nothing(notification_id: int) -> None:
    """Do nothing: tests deliver messages themselves."""
