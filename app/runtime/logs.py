"""The log of a process: structured lines on standard error, without secrets."""

import logging
import sys

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from app.runtime.settings import LogFormat, Settings

QUIET = ("taskiq", "aiormq", "aio_pika", "aiogram.event", "uvicorn.access", "alembic", "httpx")
"""Loggers of libraries that log every task, update or request. Only their warnings are kept."""


class HideSecrets:
    """Replaces each secret by `***` in a finished line, including its traceback."""

    def __init__(self, secrets: list[str]) -> None:
        self._secrets = secrets

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class SafeFormatter(structlog.stdlib.ProcessorFormatter):
    """structlog's formatter for our own lines and those of libraries, with secrets hidden."""

    def __init__(self, hide: HideSecrets, processors: list[Processor], before: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        return self._hide(super().format(record))


def configure_logs(settings: Settings) -> None:
    """Send all lines of the process to standard error, at the level and in the format that the settings name."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter(HideSecrets(settings.secrets), _renderers(settings.log_format), before))
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # While RabbitMQ is unavailable it logs every attempt, once a second; `app/queue/connection.py` logs it once.
    logging.getLogger("aiormq.connection").setLevel(logging.CRITICAL)
    # While RabbitMQ is silent it logs each question that is given up; `/readyz` and the connection log the outage once.
    logging.getLogger("aiormq.channel").setLevel(logging.ERROR)
    # While a service is silent it says each second that a pass is not over; the pass itself logs the outage once.
    logging.getLogger("taskiq.cli.scheduler.run").setLevel(logging.ERROR)
    # While a collector is unavailable it logs every batch; `app/runtime/tracing.py` logs it once.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    # It logs each window that cannot be rendered as an error; `app/bot/errors.py` logs defects only.
    logging.getLogger("aiogram_dialog.window").setLevel(logging.CRITICAL)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            _wrap,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _wrap(logger: logging.Logger, name: str, event: EventDict) -> tuple[tuple[EventDict], dict[str, object]]:
    """Hand the line over to logging with its exception, which others than our formatter would not find in the line."""
    line, options = structlog.stdlib.ProcessorFormatter.wrap_for_formatter(logger, name, event)
    return line, {**options, "exc_info": event.get("exc_info")}


def _renderers(log_format: LogFormat) -> list[Processor]:
    # Tracebacks without local variables, which contain tokens and the names of guests.
    if log_format is LogFormat.JSON:
        tracebacks = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        return [_drop_internals, tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [_drop_internals, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _drop_internals(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
