"""Draw beside the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Facts = TypeVar("Facts")
Drawn = TypeVar("Drawn")


class Drawing:
    """Draws in a thread, so that others are answered meanwhile.

    One picture at a time, so that memory is bounded.
    """

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, draw: Callable[[Facts], Drawn], facts: Facts) -> Drawn:
        async with self._one_at_a_time:
            return await asyncio.to_thread(draw, facts)
