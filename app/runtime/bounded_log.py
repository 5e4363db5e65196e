"""Log lines about what others can repeat without end, at a bounded rate."""

import time
from collections import Counter
from collections.abc import Callable, Hashable

import structlog

log = structlog.stdlib.get_logger()

INTERVAL_SECONDS = 60.0
"""Between two lines about the same thing."""


class BoundedLog:
    """Writes at most one line in each `interval` about the same event and subject. `interval` and `now` are in seconds.

    Subjects are kept for as long as the process lives, so they must be few: a venue or a kind, nothing that a caller
    makes up.
    """

    def __init__(self, interval: float = INTERVAL_SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._now = now
        self._silent_until: dict[Hashable, float] = {}
        self._unreported: Counter[Hashable] = Counter()

    def warning(self, event: str, *, details: str | None = None, **subject: str) -> None:
        """Log the event, or only count it while a line about the same subject is less than `interval` old.

        The line has `times`: how often it has happened since the line before. `details` are those of the last time.
        """
        key, now = (event, *sorted(subject.items())), self._now()
        self._unreported[key] += 1
        if now >= self._silent_until.get(key, now):
            more = {} if details is None else {"details": details}
            log.warning(event, **subject, **more, times=self._unreported.pop(key))
            self._silent_until[key] = now + self._interval


bounded_log = BoundedLog()
"""Of this process."""
