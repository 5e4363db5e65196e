"""Traces for an OpenTelemetry collector. Imported only where one is set (`app/runtime/telemetry.py`)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_NAMESPACE, Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status
from opentelemetry.util.types import Attributes
from sqlalchemy.ext.asyncio import AsyncEngine
from taskiq import AsyncBroker
from taskiq.middlewares.opentelemetry_middleware import OpenTelemetryMiddleware

from app.runtime.settings import Settings
from app.runtime.telemetry import Tracing
from app.runtime.trace import TRACE, current_trace

log = structlog.stdlib.get_logger()

PATH = "/v1/traces"
"""Of a collector's traces, below its address (OpenTelemetry's specification, "OTLP/HTTP Request")."""
EXPORT_TIMEOUT = 5.0
"""Seconds for a batch. A process that stops waits no longer for a collector that does not answer."""
TRACE_ATTRIBUTE = f"bronya.{TRACE}"
"""The id that the log has of the same update or message: it leads from a reminder to the booking days before it."""
ALLOWED = frozenset(
    {
        TRACE_ATTRIBUTE,
        "db.name",
        "db.statement",
        "db.system",
        "error.type",
        "exception.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.message.id",
        "net.peer.name",
        "net.peer.port",
        "taskiq.action",
        "taskiq.task_name",
    }
)
"""The attributes that leave the process. Addresses, messages of errors and whatever a library adds in its next release
stay: they may hold names, phone numbers and tokens. A statement has placeholders in place of values."""


class OpenTelemetry(Tracing):
    """Traces with the instrumentation that FastAPI, SQLAlchemy, redis-py and Taskiq have."""

    def __init__(self, provider: TracerProvider) -> None:
        self.tracer_provider = provider

    def watch_engine(self, engine: AsyncEngine) -> None:
        """See `Tracing.watch_engine`."""
        # It declares releases of SQLAlchemy before 2.1 only, and works with ours: a test looks at the statements.
        SQLAlchemyInstrumentor().instrument(
            engine=engine.sync_engine,
            tracer_provider=self.tracer_provider,
            meter_provider=NoOpMeterProvider(),
            skip_dep_check=True,
        )

    def watch_redis(self, client: Any) -> None:
        """See `Tracing.watch_redis`."""
        from opentelemetry.instrumentation.redis import RedisInstrumentor  # noqa: PLC0415  a scheduler has no Redis

        RedisInstrumentor.instrument_client(client, tracer_provider=self.tracer_provider)

    def watch_tasks(self, broker: AsyncBroker) -> None:
        """See `Tracing.watch_tasks`."""
        broker.add_middlewares(
            OpenTelemetryMiddleware(tracer_provider=self.tracer_provider, meter_provider=NoOpMeterProvider())
        )

    def close(self) -> None:
        """See `Tracing.close`."""
        SQLAlchemyInstrumentor().uninstrument()
        self.tracer_provider.shutdown()


class AddTrace(SpanProcessor):
    """Adds the id of the log to each span that begins."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """See `SpanProcessor.on_start`."""
        if trace := current_trace():
            span.set_attribute(TRACE_ATTRIBUTE, trace)


class CleanExporter(SpanExporter):
    """Exports what may leave the process of each span. Logs when the collector goes and when it is back."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._last = SpanExportResult.SUCCESS

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `SpanExporter.export`."""
        result = self._exporter.export([clean(span) for span in spans if not is_upkeep(span)])
        if result is not self._last:
            self._last = result
            is_taken = result is SpanExportResult.SUCCESS
            log.warning("traces are taken again" if is_taken else "traces are lost: the collector does not take them")
        return result

    def shutdown(self) -> None:
        """See `SpanExporter.shutdown`."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """See `SpanExporter.force_flush`."""
        return self._exporter.force_flush(timeout_millis)


def is_upkeep(span: ReadableSpan) -> bool:
    """Whether the span is a statement or a command of no request and no task: a scheduler makes some each second."""
    return span.parent is None and span.kind is SpanKind.CLIENT


def clean(span: ReadableSpan) -> ReadableSpan:
    """The span with nothing but its times, its place in the trace and what is `ALLOWED`."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_allowed(span.attributes),
        events=[Event(event.name, _allowed(event.attributes), event.timestamp) for event in span.events],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _allowed(attributes: Attributes) -> Attributes:
    return {name: value for name, value in (attributes or {}).items() if name in ALLOWED}


def start_tracing(settings: Settings, process: str) -> OpenTelemetry:
    """Trace to the collector of the settings. The SDK reads its other variables, such as the sampler's, itself."""
    headers = settings.otel_exporter_otlp_headers
    exporter = OTLPSpanExporter(
        f"{settings.otel_exporter_otlp_endpoint}{PATH}",
        headers=_parse_headers(headers.get_secret_value()) if headers else None,
        timeout=EXPORT_TIMEOUT,
    )
    resource = Resource.create({SERVICE_NAMESPACE: "bronya", SERVICE_NAME: f"bronya-{process}"})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(AddTrace())
    provider.add_span_processor(BatchSpanProcessor(CleanExporter(exporter)))
    return OpenTelemetry(provider)


def _parse_headers(text: str) -> dict[str, str]:
    """Parse `name=value,name=value`, with values as in an address (OpenTelemetry's specification, "OTLP Exporter")."""
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}
