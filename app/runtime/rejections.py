"""Requests that were rejected: counted by kind, logged at a bounded rate, with nothing about the sender."""

import time
from collections import Counter as Tally
from collections.abc import Callable
from enum import StrEnum

import structlog
from prometheus_client import Counter

log = structlog.stdlib.get_logger()

LOG_INTERVAL = 60.0
"""Seconds between two log lines about the same kind of rejection."""

REJECTIONS = Counter("bronya_rejections", "Requests and connections that were rejected, by kind", ["kind", "venue"])


class Rejection(StrEnum):
    """Why a request or a connection was rejected. The values are labels of the metric."""

    NOT_HTTP = "not_http"
    HEADER_TOO_LONG = "header_too_long"
    HEADER_TOO_SLOW = "header_too_slow"
    BODY_TOO_LONG = "body_too_long"
    BODY_TOO_SLOW = "body_too_slow"
    RESPONSE_NOT_READ = "response_not_read"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    WRONG_WEBHOOK_SECRET = "wrong_webhook_secret"  # noqa: S105  a label
    WRONG_SIGNATURE = "wrong_signature"
    TOO_MANY_REQUESTS = "too_many_requests"


class RejectionLog:
    """Counts every rejection, and writes one line per kind and venue in each `interval`.

    `interval` and the values of `now` are in seconds. A sender who floods the service must not flood the log, too.
    """

    def __init__(self, interval: float = LOG_INTERVAL, now: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._now = now
        self._silent_until: dict[tuple[Rejection, str], float] = {}
        self._unreported: Tally[tuple[Rejection, str]] = Tally()

    def add(self, kind: Rejection, venue: str = "") -> None:
        """Count one. The line says how many there were since the last line of that kind and venue.

        `venue` is the id of a venue that exists, or empty: never a word of the request, which would let the sender
        make up labels without end.
        """
        REJECTIONS.labels(kind, venue).inc()
        key, now = (kind, venue), self._now()
        self._unreported[key] += 1
        if now >= self._silent_until.get(key, now):
            log.warning("rejected", kind=kind.value, venue=venue or None, times=self._unreported.pop(key))
            self._silent_until[key] = now + self._interval


rejections = RejectionLog()
"""Of this process."""
