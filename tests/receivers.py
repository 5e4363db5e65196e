"""A stand-in for an OpenTelemetry collector and for a Sentry server. It keeps what processes send."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PROJECT = 42
"""In Sentry."""


@dataclass(frozen=True)
class SentSpan:
    """A span, and the process that sent it."""

    process: str
    span: Span

    @property
    def name(self) -> str:
        return self.span.name

    @property
    def attributes(self) -> dict[str, str]:
        """Those that are text."""
        return {each.key: each.value.string_value for each in self.span.attributes}

    @property
    def statement(self) -> str:
        return self.attributes.get("db.statement", "")


@dataclass(frozen=True)
class Receiver:
    """Where processes send their traces and errors."""

    host: str
    bodies: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """Path, headers and body of each request."""

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}"

    @property
    def dsn(self) -> str:
        return f"http://key@{self.host}/{PROJECT}"

    def of(self, path: str) -> list[bytes]:
        return [body for at, _, body in self.bodies if at == path]

    @property
    def spans(self) -> list[SentSpan]:
        requests = map(ExportTraceServiceRequest.FromString, self.of("/v1/traces"))
        return [
            SentSpan(_name_of(group.resource.attributes), span)
            for request in requests
            for group in request.resource_spans
            for scope in group.scope_spans
            for span in scope.spans
        ]

    @property
    def traces(self) -> dict[bytes, list[SentSpan]]:
        """The spans of each trace."""
        found: dict[bytes, list[SentSpan]] = {}
        for sent in self.spans:
            found.setdefault(sent.span.trace_id, []).append(sent)
        return found

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The events that Sentry got. An envelope has a line for itself, then two lines for each item."""
        lines = [line for body in self.of(f"/api/{PROJECT}/envelope/") for line in body.splitlines()[1:]]
        items = zip(map(json.loads, lines[::2]), map(json.loads, lines[1::2]), strict=True)
        return [event for header, event in items if header["type"] == "event"]

    @property
    def text_of_errors(self) -> str:
        return json.dumps(self.errors, ensure_ascii=False)

    @property
    def text_of_spans(self) -> str:
        """All texts in them, between other bytes."""
        return "\n".join(str(body, "utf-8", "replace") for body in self.of("/v1/traces"))


def _name_of(attributes: Any) -> str:
    (name,) = (each.value.string_value for each in attributes if each.key == "service.name")
    return str(name)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Receive on a free port, in threads."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_packed = self.headers["Content-Encoding"] == "gzip"
            receiver.bodies.append(
                (
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    gzip.decompress(body) if is_packed else body,
                )
            )
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
