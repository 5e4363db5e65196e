"""The clock. It is injected everywhere, so that tests and the sandbox can set it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The current time, and waiting."""

    def now(self) -> datetime:
        """The current instant, aware and in UTC."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Wait for the duration. A clock that a test has stopped returns at once."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())
