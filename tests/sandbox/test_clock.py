"""The sandbox's movable clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.sandbox.clock import MovableClock, advance_in_steps

from .conftest import NOON


def test_a_frozen_clock_stands_still_between_moves() -> None:
    clock = MovableClock(NOON, frozen=True)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(hours=6))
    assert clock.now() == NOON + timedelta(hours=6)


def test_a_clock_keeps_running_after_a_move() -> None:
    clock = MovableClock()
    clock.move_to(NOON)
    first = clock.now()
    assert NOON <= first < NOON + timedelta(seconds=5)
    assert clock.now() > first


def test_a_clock_returns_utc_and_refuses_a_naive_datetime() -> None:
    clock = MovableClock(datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=3))), frozen=True)
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="expected an aware datetime"):
        clock.move_to(datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001  the mistake that is tested


async def test_a_long_move_is_divided_into_steps() -> None:
    clock = MovableClock(NOON, frozen=True)
    seen: list[datetime] = []

    async def look() -> None:
        seen.append(clock.now())

    await advance_in_steps(clock, NOON + timedelta(hours=1, minutes=5), look)
    assert [moment - NOON for moment in seen] == [timedelta(minutes=step) for step in (10, 20, 30, 40, 50, 60, 65)]
    seen.clear()
    await advance_in_steps(clock, NOON + timedelta(days=365), look)
    assert len(seen) <= 301
    assert clock.now() == NOON + timedelta(days=365)
