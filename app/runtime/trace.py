"""One id for all that an update, a request or a message causes: in each line of the log, and in the ledger.

A message of the ledger keeps the id of the update that planned it, and so do the lines about its delivery days later.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bound_contextvars, get_contextvars

TRACE = "trace"
"""Its name in log lines."""


@contextmanager
def traced(trace: str | None = None) -> Iterator[None]:
    """Give the log lines of the block this id, by default a new one. Tasks that the block starts have it, too."""
    with bound_contextvars(**{TRACE: trace or secrets.token_hex(8)}):
        yield


def current_trace() -> str | None:
    """The id of the block that runs; None outside of all."""
    trace: str | None = get_contextvars().get(TRACE)
    return trace
