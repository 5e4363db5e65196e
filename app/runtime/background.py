"""asyncio tasks that run as long as the process."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.stdlib.get_logger()

CANCEL_AGAIN_AFTER = 6.0
"""Seconds after which a task that was canceled and has not ended is canceled again: longer than any of ours takes to
close what it has open."""


class Background:
    """Owns tasks: keeps a reference to each, logs the error of one that fails, and cancels them all on `close`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Start the coroutine as a task. `name` is for the log."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251  this is the owner
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background task failed", task=task.get_name(), exc_info=error)

    async def wait(self) -> None:
        """Wait until the tasks that run have ended by themselves."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Cancel the tasks that still run and wait until they have ended.

        A library may lose a cancellation that comes in the same moment as what it waits for. The task then goes on, so
        it is canceled again.
        """
        running = set(self._tasks)
        while running:
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_AFTER)
