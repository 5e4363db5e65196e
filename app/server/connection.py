"""One HTTP connection, with bounds on its header, its time and its place among others.

uvicorn bounds none of these with httptools: one header of 100 MB stopped the process for ten seconds, and a thousand
half-open requests kept everybody else out. h11 has a bound on the header alone, and a third of the speed.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import ClassVar

import httptools
from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.runtime.rejections import Rejection, count_rejection


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may cost. Durations are in seconds and do not start again with each byte."""

    header_bytes: int = 32 * 1024
    """Request line and header fields. The longest of ours is `Authorization`, with at most 4096 bytes of initData."""
    header_seconds: float = 10
    """From the connection, or from the first byte of a later request, to the end of the header."""
    body_seconds: float = 20
    """From the end of the header to the end of the body."""
    write_seconds: float = 30
    """How long a client may leave a response unread."""
    linger_seconds: float = 2
    """How long a client gets to read an early response, while what it still sends is dropped."""
    linger_bytes: int = 4 * 1024 * 1024
    """How much of that is dropped at most."""
    connections: int = 1000
    """Open at the same time."""


class Phase(Enum):
    """What a connection does at this moment."""

    IDLE = auto()
    """It waits for the first byte of a request."""
    HEADER = auto()
    BODY = auto()
    PROCESSING = auto()
    """A complete request is being answered."""
    CLOSING = auto()
    """The last response is being sent; whatever arrives is dropped."""


TOO_SLOW = {Phase.HEADER: Rejection.HEADER_TOO_SLOW, Phase.BODY: Rejection.BODY_TOO_SLOW}
STATUSES = {
    Rejection.NOT_HTTP: HTTPStatus.BAD_REQUEST,
    Rejection.HEADER_TOO_LONG: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    Rejection.HEADER_TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
    Rejection.BODY_TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
}
EVICTED_SHARE = 10
"""When the limit of connections is reached, one in so many is closed: to choose them takes a walk through all."""


class HeaderTooLongError(Exception):
    """The header is complete, and longer than the limit."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which ends when it exceeds a limit.

    When all `limits.connections` are open, a new one closes some of those that wait for their client. So a client that
    opens many connections and leaves them idle does not block others, such as the probe of `/healthz` or Telegram.
    """

    limits: ClassVar[Limits] = Limits()

    _phase = Phase.IDLE
    phase_began = 0.0
    """In seconds of the event loop's clock."""
    _deadline: asyncio.TimerHandle | None = None
    _write_deadline: asyncio.TimerHandle | None = None
    _header_bytes = 0
    """Received since the message began, not counting the first piece, which ends in it."""
    _dropped_bytes = 0

    # The connection: called by the event loop.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._enter(Phase.IDLE, self.limits.header_seconds)
        if len(self.connections) >= self.limits.connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._enter(Phase.CLOSING)
        self._stop_write_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        match self._phase:
            case Phase.CLOSING:
                self._drop(data)
                return
            case Phase.IDLE:
                # Before the parser sees a message begin: it skips empty lines, which could come for ever.
                self._enter(Phase.HEADER, self.limits.header_seconds)
            case Phase.HEADER:
                self._header_bytes += len(data)
        self._parse(data)
        if self._phase is Phase.HEADER and self._header_bytes > self.limits.header_bytes:
            self._reject(Rejection.HEADER_TOO_LONG)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_write_deadline()
        self._write_deadline = self.loop.call_later(self.limits.write_seconds, self._end_unread_response)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_write_deadline()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._abort_later(self.limits.linger_seconds)

    # A request: called by the parser from within `_parse`, and by uvicorn when a response is complete.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._header_bytes = 0
        self._enter(Phase.HEADER, self.limits.header_seconds)

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.limits.header_bytes:
            raise HeaderTooLongError
        self._enter(Phase.BODY, self.limits.body_seconds)
        app = self.app
        if self._is_overloaded():
            count_rejection(Rejection.TOO_BUSY)
            self.app = service_unavailable
        super().on_headers_complete()
        self.app = app

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._phase is Phase.BODY:
            self._enter(Phase.PROCESSING)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._abort_later(self.limits.write_seconds)
        elif self._phase is Phase.BODY and not self.pipeline:
            # RFC 9112, 9.3: a server that does not read all of a request must close the connection.
            self._unset_keepalive_if_required()
            self._linger()
        elif self._phase is Phase.PROCESSING and self.cycle.response_complete:
            self._enter(Phase.IDLE)

    # What follows when a limit is exceeded.

    def _enter(self, phase: Phase, seconds: float | None = None) -> None:
        """Change the phase; the connection is rejected if it is still in it after so many seconds."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._phase, self.phase_began = phase, self.loop.time()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._end_phase)

    def _end_phase(self) -> None:
        if kind := TOO_SLOW.get(self._phase):
            self._reject(kind)
        else:
            # Nothing was begun: browsers open connections that they may need.
            self.transport.abort()

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The server speaks HTTP/1.1 only: it answers the request, and ignores what follows in another protocol.
            self.cycle.keep_alive = False
            self._enter(Phase.CLOSING)
        except httptools.HttpParserError as error:
            is_too_long = isinstance(error.__context__, HeaderTooLongError)
            self._reject(Rejection.HEADER_TOO_LONG if is_too_long else Rejection.NOT_HTTP)

    def _reject(self, kind: Rejection) -> None:
        """Answer with an error where no other answer has begun, and close."""
        count_rejection(kind)
        cycle = self.cycle
        is_answering = cycle is not None and not cycle.response_complete
        if is_answering and (cycle.response_started or self._phase is Phase.HEADER or self.pipeline):
            # Another response, or an earlier one, is on its way: an error would be taken for a part of it.
            self.transport.abort()
            return
        if is_answering:
            cycle.disconnected = True
            cycle.message_event.set()
        status = STATUSES[kind]
        self.transport.write(
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
        )
        self._linger()

    def _linger(self) -> None:
        """Close, but not before the client could read the response: it reads none after a reset."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._abort_later(self.limits.linger_seconds)

    def _abort_later(self, seconds: float) -> None:
        # `close` alone waits for as long as the client leaves unread what was written.
        self._enter(Phase.CLOSING, seconds)

    def _drop(self, data: bytes) -> None:
        self._dropped_bytes += len(data)
        if self._dropped_bytes > self.limits.linger_bytes:
            self.transport.abort()

    def _end_unread_response(self) -> None:
        count_rejection(Rejection.RESPONSE_NOT_READ)
        self.transport.abort()

    def _stop_write_deadline(self) -> None:
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None

    def _make_room(self) -> None:
        """Close connections that wait for their client: of those who hold most the oldest first."""
        waiting = [other for other in self.connections if isinstance(other, Connection) and other is not self]
        waiting = [other for other in waiting if other.waits_for_client]
        held = Counter(other.host for other in waiting)
        waiting.sort(key=lambda other: (-held[other.host], other.phase_began))
        for other in waiting[: max(1, self.limits.connections // EVICTED_SHARE)]:
            count_rejection(Rejection.TOO_MANY_CONNECTIONS)
            other.transport.abort()

    def _is_overloaded(self) -> bool:
        """uvicorn's own `limit_concurrency` would write a line for each request that it refuses."""
        return max(len(self.connections), len(self.tasks)) > self.limits.connections

    @property
    def waits_for_client(self) -> bool:
        """Whether the next move is the client's: to send a request or the rest of it, or to read the response."""
        return self._phase is not Phase.PROCESSING or self.flow.write_paused

    @property
    def host(self) -> str:
        """The client's address, or the proxy's."""
        return self.client[0] if self.client else ""
