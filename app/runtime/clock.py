"""What time it is. Injected everywhere, so that tests and the sandbox can move it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant as an aware UTC datetime, and lets time pass."""

    def now(self) -> datetime: ...

    async def sleep(self, duration: timedelta) -> None:
        """Return when so much time has passed, or at once from a clock that stands still."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())
