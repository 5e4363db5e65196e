"""A cancellation that a library loses ends the task all the same."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import pytest

from app.runtime.cancellation import cancellation_kept


async def raise_another_error() -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        raise ConnectionError from None


async def go_on() -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.sleep(0)


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "unguarded"])
@pytest.mark.parametrize("lose", [raise_another_error, go_on])
async def test_a_lost_cancellation_is_raised(lose: Callable[[], Awaitable[None]], is_guarded: bool) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        with cancellation_kept() if is_guarded else nullcontext():
            await lose()

    task = asyncio.get_running_loop().create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled() == is_guarded
    if not task.cancelled():
        task.exception()


async def test_an_error_without_a_cancellation_is_raised() -> None:
    with pytest.raises(ConnectionError), cancellation_kept():
        raise ConnectionError


async def test_a_limit_of_time_around_the_block_is_kept() -> None:
    async def work() -> None:
        async with asyncio.timeout(0.01):
            with cancellation_kept():
                await raise_another_error()

    with pytest.raises(TimeoutError):
        await work()
