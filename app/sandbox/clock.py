"""A clock that the chat page and tests can move."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from app.runtime.clock import Clock, SystemClock

SHORTEST_STEP = timedelta(minutes=10)
MAX_STEPS = 300


class MovableClock:
    """The real clock with an offset. With `frozen` it stands still between moves, and `sleep` returns at once."""

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._real: Clock = SystemClock()
        self._frozen = frozen
        self.move_to(start or self._real.now())

    def now(self) -> datetime:
        if self._frozen:
            return self._moved_to
        return self._moved_to + (self._real.now() - self._moved_at)

    async def sleep(self, duration: timedelta) -> None:
        if not self._frozen:
            await self._real.sleep(duration)

    def advance(self, step: timedelta) -> None:
        self.move_to(self.now() + step)

    def move_to(self, instant: datetime) -> None:
        """Set the clock. `instant` may be in any zone and in the past. Raises ValueError for a naive datetime."""
        if instant.tzinfo is None:
            raise ValueError(f"expected an aware datetime, got {instant.isoformat()}")
        self._moved_at = self._real.now()
        self._moved_to = instant.astimezone(UTC)


async def advance_in_steps(clock: MovableClock, target: datetime, on_moved: Callable[[], Awaitable[object]]) -> None:
    """Move the clock to `target` in at most `MAX_STEPS` steps and await `on_moved` after each.

    Messages that fall due on the way are sent at their own time: after a single jump of a day they would have expired.
    """
    step = max(SHORTEST_STEP, (target - clock.now()) / MAX_STEPS)
    while clock.now() + step < target:
        clock.advance(step)
        await on_moved()
    clock.move_to(target)
    await on_moved()
