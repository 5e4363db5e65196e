"""Requests and connections that were rejected: counted by kind and logged, with nothing about the sender."""

from enum import StrEnum

from prometheus_client import Counter

from app.runtime.bounded_log import bounded_log

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
    WRONG_OPERATOR_PASSWORD = "wrong_operator_password"  # noqa: S105
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_MANY_UPDATES = "too_many_updates"
    """Updates of one guest that were dropped."""
    NOT_AN_ADMIN = "not_an_admin"
    """A press or command of the desk by somebody to whom it is not open, such as a former admin, or staff."""
    TOO_BUSY = "too_busy"
    """Requests that were answered with 503, because as many are in progress as the process takes."""


def count_rejection(kind: Rejection, venue: str = "") -> None:
    """Count one and log it: one line a minute for each kind and venue, however fast they come.

    `venue` is the id of a venue that exists, or empty: never a word of the request, which would let the sender make up
    labels without end.
    """
    REJECTIONS.labels(kind, venue).inc()
    subject = {"kind": kind.value, "venue": venue} if venue else {"kind": kind.value}
    bounded_log.warning("rejected", **subject)
