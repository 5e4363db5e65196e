"""Items of concurrent callers are done together, and none fails or holds another."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from app.runtime.batcher import LIMIT, Batcher


class Work:
    """Doubles numbers, together or alone. Nothing that is done together ends before `may_end` is set."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.alone: list[int] = []
        self.only_alone: set[int] = set()
        self.refused: set[int] = set()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.may_end_alone = asyncio.Event()
        self.may_end_alone.set()
        self.double = Batcher(self._double_together, self._double_alone)

    async def _double_together(self, numbers: Sequence[int]) -> Mapping[int, int]:
        self.batches.append(list(numbers))
        await self.may_end.wait()
        if self.refused & set(numbers):
            raise ValueError("one of them is refused")
        return {place: 2 * each for place, each in enumerate(numbers) if each not in self.only_alone}

    async def _double_alone(self, number: int) -> int:
        self.alone.append(number)
        await self.may_end_alone.wait()
        if number in self.refused:
            raise ValueError(f"{number} is refused")
        return 2 * number


async def test_who_comes_alone_is_served_at_once() -> None:
    work = Work()
    assert await work.double(1) == 2
    assert await work.double(2) == 4
    assert work.batches == [[1], [2]]


async def test_those_who_come_while_others_are_served_go_together() -> None:
    work = Work()
    work.may_end.clear()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        first = group.create_task(work.double(1))
        while not work.batches:  # noqa: ASYNC110
            await asyncio.sleep(0)
        others = [group.create_task(work.double(number)) for number in (2, 3, 4)]
        await asyncio.sleep(0)
        work.may_end.set()
    assert work.batches == [[1], [2, 3, 4]]
    assert [first.result(), *(each.result() for each in others)] == [2, 4, 6, 8]


async def test_a_batch_has_its_limit() -> None:
    work = Work()
    assert await asyncio.gather(*map(work.double, range(2 * LIMIT + 1))) == [2 * each for each in range(2 * LIMIT + 1)]
    assert [len(batch) for batch in work.batches] == [LIMIT, LIMIT, 1]


async def test_nobody_waits_for_one_that_is_done_alone() -> None:
    work = Work()
    work.only_alone.add(2)
    work.may_end_alone.clear()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        slow = group.create_task(work.double(2))
        assert list(await asyncio.gather(work.double(1), work.double(3))) == [2, 6]
        assert await work.double(4) == 8
        assert not slow.done()
        work.may_end_alone.set()
    assert slow.result() == 4


async def test_one_that_is_refused_fails_no_other() -> None:
    work = Work()
    work.refused.add(2)
    one, two, three = await asyncio.gather(*map(work.double, (1, 2, 3)), return_exceptions=True)
    assert [one, three] == [2, 6]
    assert isinstance(two, ValueError)
    assert sorted(work.alone) == [1, 2, 3]


async def test_a_canceled_caller_stops_no_other() -> None:
    work = Work()
    work.may_end.clear()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        canceled, other = group.create_task(work.double(1)), group.create_task(work.double(2))
        while not work.batches:  # noqa: ASYNC110
            await asyncio.sleep(0)
        canceled.cancel()
        work.may_end.set()
    assert other.result() == 4
    with pytest.raises(asyncio.CancelledError):
        await canceled
