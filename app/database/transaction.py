"""Transactions. Only use cases open and commit them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.booking_history import BookingHistory
from app.database.booking_requests import BookingRequests
from app.database.bookings import Bookings
from app.database.broadcasts import Broadcasts
from app.database.busy_times import BusyTimes
from app.database.closures import Closures
from app.database.exports import Exports
from app.database.figures import BookingFigures
from app.database.guest_bookings import GuestBookings
from app.database.guests import Guests
from app.database.messages.broadcast_messages import BroadcastMessages
from app.database.messages.earlier_messages import EarlierMessages
from app.database.messages.failed_messages import FailedMessages
from app.database.messages.figures import LedgerFigures
from app.database.messages.guest_messages import GuestMessages
from app.database.messages.ledger import Ledger
from app.database.messages.receipts import Receipts
from app.database.openings import Openings
from app.database.presence import ServiceProcesses
from app.database.ratings import Ratings
from app.database.revision import check_revision
from app.database.staff_groups import StaffGroups
from app.database.venue_bookings import VenueBookings
from app.database.waitlist import Waitlist
from app.runtime.cancellation import cancellation_kept

ONE_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""PostgreSQL's own default, READ COMMITTED, takes a new snapshot for each statement."""
CLOSE_TIMEOUT = 5.0
"""Seconds for closing all connections. Those on which PostgreSQL does not answer are dropped then. The driver would
wait `COMMAND_TIMEOUT` for each of them, one after the other."""


class Transaction:
    """The repositories of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.guests = Guests(connection)
        self.bookings = Bookings(connection)
        self.guest_bookings = GuestBookings(connection)
        self.venue_bookings = VenueBookings(connection)
        self.booking_requests = BookingRequests(connection)
        self.busy_times = BusyTimes(connection)
        self.booking_figures = BookingFigures(connection)
        self.booking_history = BookingHistory(connection)
        self.broadcasts = Broadcasts(connection)
        self.closures = Closures(connection)
        self.exports = Exports(connection)
        self.ledger = Ledger(connection)
        self.broadcast_messages = BroadcastMessages(connection)
        self.earlier_messages = EarlierMessages(connection)
        self.failed_messages = FailedMessages(connection)
        self.guest_messages = GuestMessages(connection)
        self.ledger_figures = LedgerFigures(connection)
        self.openings = Openings(connection)
        self.ratings = Ratings(connection)
        self.receipts = Receipts(connection)
        self.service_processes = ServiceProcesses(connection)
        self.staff_groups = StaffGroups(connection)
        self.waitlist = Waitlist(connection)


class Database:
    """Opens transactions.

    While the database is down, a block raises an error for which `is_connection_error` is true. In a task that was
    canceled it ends with `CancelledError`: if the connection breaks at the same time, SQLAlchemy raises the error of
    the rollback, or connects again and goes on (docs/decisions/0060).
    """

    def __init__(self, engine: AsyncEngine) -> None:
        is_sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        # SQLite gives a deferred transaction in WAL mode one snapshot by itself.
        self._reading = engine if is_sqlite else engine.execution_options(**ONE_SNAPSHOT)
        self._writing = engine.execution_options(writes=True)
        # SQLite has one writer at a time. Writers of this process wait here in order, instead of polling SQLite's lock.
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if is_sqlite else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a read-only block. All its reads see the database as it was at the first one."""
        with cancellation_kept():
            async with self._reading.connect() as connection:
                yield Transaction(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a block that is committed when it ends, and rolled back after an error.

        On SQLite there is no other writer at the same time. On PostgreSQL each statement sees what was committed before
        it (READ COMMITTED), and repositories lock the rows that a decision depends on.
        """
        with cancellation_kept():
            async with self._turn, self._writing.begin() as connection:
                yield Transaction(connection)

    async def ping(self) -> str:
        """Return the revision of the database. Raise an error unless it answers and has its tables:
        `DatabaseNotMigratedError` if it is older."""
        with cancellation_kept():
            async with self._engine.connect() as connection:
                return await check_revision(connection)

    async def close(self) -> None:
        """Close the connections, within `CLOSE_TIMEOUT`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._engine.dispose()
