"""Log when a service becomes unavailable and when it is available again, a line each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.stdlib.get_logger()


class OutageLog:
    """Watches calls to a service, many of which run at once, and logs the first that fails and the first that succeeds.

    `gone` and `back` are the two lines, `errors` are the exceptions that mean an outage.
    """

    def __init__(self, gone: str, back: str, *errors: type[Exception]) -> None:
        self._gone, self._back, self._errors = gone, back, errors
        self._is_available = True
        self._changed_at = time.monotonic()

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Note how a call ends. Its error is raised as it is."""
        started_at = time.monotonic()
        try:
            yield
        except self._errors as error:
            if self._is_available and self._is_news(started_at):
                self._note(is_available=False)
                log.warning(self._gone, error=repr(error))
            raise
        if not self._is_available and self._is_news(started_at):
            self._note(is_available=True)
            log.info(self._back)

    def _is_news(self, started_at: float) -> bool:
        # A call that began before the last change may end after it: what it met is over.
        return started_at >= self._changed_at

    def _note(self, *, is_available: bool) -> None:
        self._is_available, self._changed_at = is_available, time.monotonic()
