"""Transactions: opened and committed by use cases, nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.bookings import Bookings
from app.database.broadcasts import Broadcasts
from app.database.guests import Guests
from app.database.messages.figures import LedgerFigures
from app.database.messages.ledger import Ledger
from app.database.presence import ServiceProcesses


class Transaction:
    """What one transaction reads and writes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.guests = Guests(connection)
        self.bookings = Bookings(connection)
        self.broadcasts = Broadcasts(connection)
        self.ledger = Ledger(connection)
        self.ledger_figures = LedgerFigures(connection)
        self.service_processes = ServiceProcesses(connection)


class Database:
    """Opens transactions. A `write` that leaves its block without an error is committed, else nothing of it is kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)
        # SQLite has one writer at a time. Within a process they queue here, fairly, instead of polling its lock.
        self._turn: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A consistent look; nothing is written."""
        async with self._engine.connect() as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """All or nothing. On SQLite it is the only writer; on PostgreSQL repositories lock what they decide about."""
        async with self._turn, self._writing.begin() as connection:
            yield Transaction(connection)

    async def ping(self) -> None:
        """Raise unless the database answers and its tables are there."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT version_num FROM alembic_version"))

    async def close(self) -> None:
        await self._engine.dispose()
