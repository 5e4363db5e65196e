"""What a process tells OpenTelemetry and Sentry (docs/decisions/0051): nothing by default, and neither is imported."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from taskiq import AsyncBroker, TaskiqEvents

from app.runtime.mistakes import OperatorMistake
from app.runtime.settings import Settings

REQUIREMENTS = "requirements-observability.txt"


class Tracing:
    """Traces nothing, because no collector is set. `app/runtime/tracing.py` has the one that traces."""

    tracer_provider: Any = None
    """What FastAPI takes: an `opentelemetry.trace.TracerProvider`, or None. Naming its type here would import it."""

    def watch_engine(self, engine: AsyncEngine) -> None:
        """Trace the statements of the database."""

    def watch_redis(self, client: Any) -> None:
        """Trace the commands of a client of redis-py."""

    def watch_tasks(self, broker: AsyncBroker) -> None:
        """Trace the tasks that are enqueued, and those that are run."""

    def close(self) -> None:
        """Send what is not sent yet, for seconds at most. It blocks."""


def start_telemetry(settings: Settings, process: str, broker: AsyncBroker) -> Tracing:
    """Start what the settings name, until `broker` is shut down. `process` is its name for those who read the traces.

    Raises `OperatorMistake` if the packages for it are not installed.
    """
    tracing = Tracing()
    closing: list[Callable[[], None]] = []
    if settings.sentry_dsn:
        reports = _load("app.runtime.error_reports", "SENTRY_DSN")
        closing.append(reports.start_error_reports(settings.sentry_dsn.get_secret_value(), process))
    if settings.otel_exporter_otlp_endpoint:
        tracing = _load("app.runtime.tracing", "OTEL_EXPORTER_OTLP_ENDPOINT").start_tracing(settings, process)
        tracing.watch_tasks(broker)
        closing.append(tracing.close)

    async def close(_: object) -> None:
        # A broker in memory calls it for both events.
        ends = [closing.pop() for _ in list(closing)]
        await asyncio.gather(*map(asyncio.to_thread, ends))

    if closing:
        # Not at the end of the interpreter: a worker is a child process, which does not come there.
        broker.add_event_handler(TaskiqEvents.CLIENT_SHUTDOWN, close)
        broker.add_event_handler(TaskiqEvents.WORKER_SHUTDOWN, close)
    return tracing


def _load(module: str, variable: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise OperatorMistake(f"{variable}: the package {error.name} is not installed: see {REQUIREMENTS}") from None
