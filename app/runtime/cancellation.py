"""Cancellations that a library loses: it raises an error of its own in place of `CancelledError`, or goes on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


def is_canceled() -> bool:
    """Whether somebody has canceled the current task."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@contextmanager
def cancellation_kept() -> Iterator[None]:
    """Raise `CancelledError` at the end of the block if the current task was canceled, whatever the block has raised.

    Without it a caller that goes on after an error, or that loops, would never end.
    """
    try:
        yield
    except Exception as error:
        if is_canceled():
            raise asyncio.CancelledError from error
        raise
    if is_canceled():
        raise asyncio.CancelledError
