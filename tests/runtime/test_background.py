"""The end of background tasks."""

import asyncio

import pytest

from app.runtime.background import Background
from tests.services.workers import HOURS


class Stubborn:
    """Loses its first cancellation, as a library does when what it waits for comes in the same moment."""

    def __init__(self) -> None:
        self.has_begun = asyncio.Event()

    async def __call__(self) -> None:
        try:
            self.has_begun.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()


async def close_with_a_lost_cancellation() -> None:
    background, work = Background(), Stubborn()
    background.run(work(), "stubborn")
    await work.has_begun.wait()
    await background.close()


async def test_a_task_that_has_lost_its_cancellation_is_canceled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.background.CANCEL_AGAIN_AFTER", 0.01)

    await close_with_a_lost_cancellation()


async def test_without_a_second_cancellation_such_a_task_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.background.CANCEL_AGAIN_AFTER", HOURS)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(close_with_a_lost_cancellation(), 0.1)
