"""A clock that people and tests can move."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from app.runtime.clock import Clock, SystemClock

SHORTEST_STRIDE = timedelta(minutes=10)
MOST_STRIDES = 300


class MovableClock:
    """Runs beside the real clock, some distance away from it; with `frozen` it stands still between moves."""

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

    def move_to(self, moment: datetime) -> None:
        """Set the clock to an aware `moment`, in any zone. It may lie in the past."""
        if moment.tzinfo is None:
            raise ValueError("expected a moment with its time zone")
        self._moved_at = self._real.now()
        self._moved_to = moment.astimezone(UTC)


async def wind(clock: MovableClock, moment: datetime, on_moved: Callable[[], Awaitable[object]]) -> None:
    """Bring the clock to `moment` in strides, with `on_moved` after each.

    What is due on the way happens on the way: one long jump would drop a reminder that is of no use a day later.
    """
    stride = max(SHORTEST_STRIDE, (moment - clock.now()) / MOST_STRIDES)
    while clock.now() + stride < moment:
        clock.advance(stride)
        await on_moved()
    clock.move_to(moment)
    await on_moved()
