"""Do what many callers ask for at about the same time in one go, as databases commit transactions in groups."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

import structlog

from app.runtime.background import Background

log = structlog.stdlib.get_logger()

LIMIT = 50
"""Items that are done in one go."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batcher(Generic[Item, Result]):
    """Collects the items of concurrent callers. The first is begun at once; those that come meanwhile go together next.

    So nobody waits for company, and the batches grow with the load. An item that cannot be done with others is done
    alone, by its own caller, and no other waits for it.
    """

    def __init__(
        self,
        together: Callable[[Sequence[Item]], Awaitable[Mapping[int, Result]]],
        alone: Callable[[Item], Awaitable[Result]],
    ) -> None:
        """`together` returns results by the positions of their items; an item without one is done alone. When it raises
        an error, each is done alone: one item that cannot be done does not fail the others.

        Both must come to the same when they are done twice.
        """
        self._together = together
        self._alone = alone
        self._waiting: list[tuple[Item, asyncio.Future[list[Result]]]] = []
        self._background = Background()
        self._is_running = False

    async def __call__(self, item: Item) -> Result:
        """The result of the item. Raises what doing it alone raises."""
        done: asyncio.Future[list[Result]] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if not self._is_running:
            self._is_running = True
            self._background.run(self._run(), name="batches")
        results = await done
        return results[0] if results else await self._alone(item)

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:LIMIT], self._waiting[LIMIT:]
                await self._do(batch)
        finally:
            self._is_running = False

    async def _do(self, batch: Sequence[tuple[Item, asyncio.Future[list[Result]]]]) -> None:
        results: Mapping[int, Result] = {}
        try:
            results = await self._together([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001  doing it alone raises it again
            log.warning("batch failed, each is done alone", items=len(batch), error=type(error).__name__)
        finally:
            for position, (_, done) in enumerate(batch):
                if not done.done():  # it is if its caller was canceled
                    done.set_result([results[position]] if position in results else [])
