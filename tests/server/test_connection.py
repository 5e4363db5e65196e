"""What one connection may cost: each limit by itself, the others at their real values."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.runtime.rejections import Rejection
from app.server.connection import Connection, Limits
from tests.runtime.rejections import rejected
from tests.server.client import connected
from tests.services.workers import eventually

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
SOON = 0.2
"""Seconds: a short limit, for tests that wait for it."""
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


async def echo_size(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body, and answer with its length."""
    try:
        body = await Request(scope, receive).body()
    except ClientDisconnect:
        return
    await PlainTextResponse(str(len(body)))(scope, receive, send)


async def answer_early(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with an error without reading the body."""
    await Response(status_code=413)(scope, receive, send)


async def answer_at_length(scope: Scope, receive: Receive, send: Send) -> None:
    """More than the buffers between client and application hold."""
    await PlainTextResponse("x" * 50_000_000)(scope, receive, send)


@asynccontextmanager
async def served(limits: Limits, app: Application = echo_size) -> AsyncIterator[int]:
    """The port on which the application listens."""

    class LimitedConnection(Connection):
        pass

    LimitedConnection.limits = limits
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, http=LimitedConnection, ws="none", lifespan="off", log_config=None
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def test_requests_share_a_connection() -> None:
    async with served(Limits()) as port, connected(port) as client:
        for size in (5, 0, 100_000):
            await client.send(POST % size + b"x" * size)
            assert await client.response() == str(size).encode()
        await client.send(GET + GET + POST % 3 + b"abc")
        assert [await client.response() for _ in range(3)] == [b"0", b"0", b"3"]


async def test_an_endless_header_is_cut_off() -> None:
    before = rejected(Rejection.HEADER_TOO_LONG)
    async with served(Limits()) as port, connected(port) as client:
        await client.send(b"GET / HTTP/1.1\r\nX: ")
        assert await client.send_endlessly(b"a" * 65536) < 20_000_000
    assert rejected(Rejection.HEADER_TOO_LONG) == before + 1


@pytest.mark.parametrize("start", [b"", b"GET /", b"GET / HTTP/1.1\r\n", GET], ids=["none", "path", "fields", "second"])
async def test_no_part_of_a_header_is_endless(start: bytes) -> None:
    piece = (
        b"X: y\r\n" * 10_000 if start.endswith(b"1.1\r\n") else b"a" * 65536 if start == b"GET /" else b"\r\n" * 30_000
    )
    async with served(Limits()) as port, connected(port) as client:
        await client.send(start)
        assert await client.send_endlessly(piece) < 20_000_000


async def test_a_header_that_arrives_at_once_has_the_same_limit() -> None:
    async with served(Limits(header_bytes=1000)) as port:
        for size, status in ((900, 200), (1001, 431)):
            async with connected(port) as client:
                await client.send(b"GET / HTTP/1.1\r\nX: " + b"a" * size + b"\r\n\r\n")
                assert await client.status() == status


async def test_a_header_is_not_kept_open_by_a_byte_now_and_then() -> None:
    before = rejected(Rejection.HEADER_TOO_SLOW)
    async with served(Limits(header_seconds=SOON)) as port, connected(port) as client:
        await client.send(b"GET / HTTP/1.1\r\nX: ")
        while not client.reader.at_eof():
            try:
                await client.send(b"a")
            except ConnectionError:
                break
            await asyncio.sleep(SOON / 10)
    assert rejected(Rejection.HEADER_TOO_SLOW) == before + 1


async def test_empty_lines_keep_no_connection_open() -> None:
    async with served(Limits(header_seconds=SOON)) as port, connected(port) as client:
        await client.send(GET)
        await client.response()
        while not client.reader.at_eof():
            try:
                await client.send(b"\r\n")
            except ConnectionError:
                break
            await asyncio.sleep(SOON / 10)


async def test_a_connection_without_a_request_is_closed_and_not_counted_as_an_attack() -> None:
    before = rejected(Rejection.HEADER_TOO_SLOW)
    async with served(Limits(header_seconds=SOON)) as port, connected(port) as client:
        assert await client.until_closed() == b""
    assert rejected(Rejection.HEADER_TOO_SLOW) == before


async def test_a_slow_body_is_cut_off() -> None:
    before = rejected(Rejection.BODY_TOO_SLOW)
    async with served(Limits(body_seconds=SOON)) as port, connected(port) as client:
        await client.send(POST % 1000 + b"a")
        assert await client.status() == 408
        await client.until_closed()
    assert rejected(Rejection.BODY_TOO_SLOW) == before + 1


async def test_an_early_response_is_read_by_a_client_that_still_sends() -> None:
    async with served(Limits(), answer_early) as port, connected(port) as client:
        await client.send(POST % 2_000_000 + b"x" * 2_000_000)
        assert await client.status() == 413
        await client.until_closed()


async def test_a_body_that_nobody_reads_does_not_flow_for_ever() -> None:
    async with served(Limits(linger_bytes=1_000_000), answer_early) as port, connected(port) as client:
        await client.send(POST % 10**12)
        assert await client.send_endlessly(b"a" * 65536) < 30_000_000


async def test_a_response_that_is_not_read_is_given_up() -> None:
    before = rejected(Rejection.RESPONSE_NOT_READ)
    async with served(Limits(write_seconds=SOON), answer_at_length) as port, connected(port) as client:
        await client.send(GET)
        await eventually(lambda: rejected(Rejection.RESPONSE_NOT_READ) > before)
        assert len(await client.until_closed()) < 50_000_000


@pytest.mark.parametrize("nonsense", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", POST.replace(b"%d", b"x")])
async def test_what_is_not_http_is_refused(nonsense: bytes) -> None:
    before = rejected(Rejection.NOT_HTTP)
    async with served(Limits()) as port, connected(port) as client:
        await client.send(nonsense)
        assert await client.status() == 400
        await client.until_closed()
    assert rejected(Rejection.NOT_HTTP) == before + 1


async def test_another_protocol_is_not_switched_to() -> None:
    async with served(Limits()) as port, connected(port) as client:
        await client.send(GET.replace(b"Host: x", b"Host: x\r\nConnection: upgrade\r\nUpgrade: websocket"))
        assert await client.status() == 200
        await client.send(b"frames")
        await client.until_closed()


HALF_OPEN = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\nX: ",
    "half a body": POST % 10 + b"x",
    "idle": GET,
}


@pytest.mark.parametrize("half", HALF_OPEN.values(), ids=HALF_OPEN)
async def test_connections_that_wait_for_their_client_make_room(half: bytes) -> None:
    before = rejected(Rejection.TOO_MANY_CONNECTIONS)
    async with served(Limits(connections=20)) as port, AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connected(port)) for _ in range(19)]
        for client in clients:
            await client.send(half)
        for _ in range(30):
            client = await stack.enter_async_context(connected(port))
            await client.send(GET)
            assert await client.response() == b"0"
    assert rejected(Rejection.TOO_MANY_CONNECTIONS) > before


async def test_a_request_in_progress_gives_its_place_to_nobody() -> None:
    may_answer = asyncio.Event()

    async def wait_once(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            await may_answer.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async with served(Limits(connections=5), wait_once) as port, connected(port) as slow, AsyncExitStack() as stack:
        await slow.send(GET.replace(b"/", b"/slow", 1))
        for _ in range(20):
            client = await stack.enter_async_context(connected(port))
            await client.send(GET)
            assert await client.response() == b"done"
        may_answer.set()
        assert await slow.response() == b"done"


async def test_requests_that_are_too_many_are_counted_and_make_no_line_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    may_answer, begun = asyncio.Event(), list[Scope]()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append(scope)
        await may_answer.wait()
        await PlainTextResponse("done")(scope, receive, send)

    before = rejected(Rejection.TOO_BUSY)
    async with served(Limits(connections=3), wait) as port, AsyncExitStack() as stack:
        busy = []
        for _ in range(3):
            client = await stack.enter_async_context(connected(port))
            busy.append(client)
            await client.send(GET)
            await eventually(lambda: len(begun) == len(busy))
        for _ in range(5):
            async with connected(port) as refused:
                await refused.send(GET)
                assert await refused.response() == b"Service Unavailable"
        may_answer.set()
        assert [await client.response() for client in busy] == [b"done"] * 3
    assert rejected(Rejection.TOO_BUSY) == before + 5
    assert "Exceeded concurrency limit" not in caplog.text
