"""Errors for Sentry. Imported only where a project of it is set (`app/runtime/telemetry.py`)."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from app.runtime.trace import TRACE

CLOSE_TIMEOUT = 5.0
"""Seconds for the reports that are not sent yet when the process stops."""
FIELDS_OF_LINE = (TRACE, "update", "venue", "kind")
"""What an event has of the line of the log, to be searched for: ids and names of the product's own."""
OF_EVENT = (
    "event_id",
    "timestamp",
    "platform",
    "level",
    "logger",
    "release",
    "environment",
    "server_name",
    "sdk",
)
OF_EXCEPTION = ("type", "module", "mechanism")
OF_FRAME = (
    "filename",
    "abs_path",
    "module",
    "function",
    "lineno",
    "pre_context",
    "context_line",
    "post_context",
    "in_app",
)
"""What leaves the process of an event. The message of an exception stays: it may hold what a guest has typed, or a
token. It is in the log, in the line with the same `trace`."""


def start_error_reports(dsn: str, process: str) -> Callable[[], None]:
    """Report each line of the log that is an error, and what ends the process. Returns the function that ends it.

    `process` is its name, such as `worker`. One way for all processes: what is no line of the log is no event.
    """
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None),
            ExcepthookIntegration(),
            DedupeIntegration(),
        ],
        before_send=partial(clean, process),
        # `send_default_pii` is deprecated and off by default.
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )
    return _end


def _end() -> None:
    sentry_sdk.get_client().close(timeout=CLOSE_TIMEOUT)


def clean(process: str, event: Event, hint: Hint) -> Event:
    """The event with nothing but where and when it happened, and the line of the log that tells of it."""
    line = _line(hint)
    kept: dict[str, Any] = _part(event, OF_EVENT)
    kept["tags"] = {"process": process} | {name: str(line[name]) for name in FIELDS_OF_LINE if line.get(name)}
    if "event" in line:
        # Lines of our own have a constant text. Libraries put values into theirs.
        kept["logentry"] = {"message": str(line["event"])}
    if exceptions := event.get("exception"):
        kept["exception"] = {"values": [_exception(each) for each in exceptions["values"]]}
    return kept  # type: ignore[return-value]


def _line(hint: Hint) -> Mapping[str, object]:
    """The fields of a line of our own; nothing for a library's."""
    record = hint.get("log_record")
    return record.msg if isinstance(record, logging.LogRecord) and isinstance(record.msg, dict) else {}


def _exception(exception: Mapping[str, Any]) -> dict[str, Any]:
    kept = _part(exception, OF_EXCEPTION)
    frames = (exception.get("stacktrace") or {}).get("frames") or []
    return kept | {"stacktrace": {"frames": [_part(frame, OF_FRAME) for frame in frames]}}


def _part(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}
