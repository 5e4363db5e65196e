"""The health and the metrics of a process that serves no web: worker and scheduler, each on a port of its own."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from app.runtime.health import Health
from app.runtime.operator_password import CHALLENGE, is_right, password_in
from app.runtime.rejections import Rejection, count_rejection

log = structlog.stdlib.get_logger()


class MonitoringPort:
    """Answers `/healthz` and `/metrics` from a thread, so that it tells also of an event loop that hangs."""

    def __init__(self, host: str, port: int | None, health: Health, password: SecretStr | None) -> None:
        """`port`: None for none. `password` is asked for before metrics are shown, if there is one."""
        self._address = None if port is None else (host, port)
        self._health = health
        self._password = password
        self._server: _Server | None = None

    @property
    def port(self) -> int | None:
        """Where it listens; None while it does not."""
        return self._server.server_port if self._server else None

    def open(self) -> None:
        """Listen. A port that cannot be had is logged: messages are more important than their figures."""
        if self._address is None:
            return
        try:
            self._server = _Server(self._address, self._health, self._password)
        except OSError as error:
            log.error("health and metrics are not served", address=self._address, error=repr(error))
            return
        Thread(target=self._server.serve_forever, name="monitoring", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], health: Health, password: SecretStr | None) -> None:
        self.health, self.password = health, password
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5
    """Seconds for a request. The client is a supervisor or Prometheus, and near."""

    def do_GET(self) -> None:
        match self.path:
            case "/healthz":
                problems = self.server.health.problems
                content = {"status": "stalled" if problems else "alive", "problems": problems}
                self._answer(503 if problems else 200, "application/json", json.dumps(content).encode())
            case "/metrics" if not self._is_allowed():
                self._answer(401, "text/plain", b"For operators.\n")
            case "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest())
            case _:
                self._answer(404, "text/plain", b"/healthz, /metrics\n")

    def _is_allowed(self) -> bool:
        expected = self.server.password
        given = password_in(self.headers.get("Authorization", ""))
        if expected is None or is_right(given, expected):
            return True
        if given is not None:
            count_rejection(Rejection.WRONG_OPERATOR_PASSWORD)
        return False

    def _answer(self, status: int, content_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        if status == 401:
            self.send_header("WWW-Authenticate", CHALLENGE)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name
        """Log no requests."""
