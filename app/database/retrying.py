"""Transactions that wait for a database that cannot be reached, instead of failing."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_chain, wait_fixed

from app.database.errors import is_connection_error
from app.database.transaction import Database, Transaction

log = structlog.stdlib.get_logger()

PAUSES = (0.1, 0.2, 0.5, 1.0)
"""Seconds before each next attempt; the last one repeats."""

T = TypeVar("T")


async def read_when_available(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do `work` in a transaction that reads, again and again until the database can be reached.

    Any error but that of a connection is raised at once.
    """

    async def transaction() -> T:
        async with database.read() as tx:
            return await work(tx)

    return await repeat_until_available(transaction)


async def write_when_available(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do `work` in a transaction that writes, as `read_when_available` does.

    A connection may break after the commit, so `work` must come to the same when it is done twice.
    """

    async def transaction() -> T:
        async with database.write() as tx:
            return await work(tx)

    return await repeat_until_available(transaction)


async def repeat_until_available(work: Callable[[], Awaitable[T]]) -> T:
    """Do `work`, which has transactions of its own, again from its beginning until the database could be reached.

    Any error but that of a connection is raised at once. `work` must come to the same when it is done twice.
    """

    async def attempt() -> T:
        return await work()  # tenacity itself does not await what a `partial` of an object returns

    wait = wait_chain(*map(wait_fixed, PAUSES))
    retrying = AsyncRetrying(wait=wait, retry=retry_if_exception(is_connection_error), before_sleep=_warn)
    return await retrying(attempt)


def _warn(attempt: RetryCallState) -> None:
    error = attempt.outcome.exception() if attempt.outcome else None
    log.warning("database unavailable, trying again", pause=attempt.upcoming_sleep, error=repr(error))
