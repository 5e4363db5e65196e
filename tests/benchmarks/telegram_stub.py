"""A Bot API server that accepts every call at once, and counts: `python -m tests.benchmarks.telegram_stub PORT`.

It is a process of its own and does as little as possible, because the sandbox takes longer for a call than the bots
that are measured. All sides of a comparison call it.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvloop

from tests.services.instances import free_port

ROOT = Path(__file__).parents[2]
START_WITHIN = 60.0
"""Seconds. An idle machine takes less than one."""
CONTENT_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
COUNTS, SENT = "counts", "sent"
"""The paths at which it tells what it has counted, beside those of the Bot API."""
WRONG_TOKEN = "9999:wrong"
"""Of a bot whose token is refused, as Telegram does with one that was revoked."""
REFUSAL = {"ok": False, "error_code": 401, "description": "Unauthorized"}
TEXTS = {"getMyName": "name", "getMyDescription": "description", "getMyShortDescription": "short_description"}
"""Methods whose answer has one text, and its name."""


@dataclass
class Calls:
    """The calls that have arrived."""

    counts: Counter[str] = field(default_factory=Counter)
    """How many, by method."""
    sent: list[tuple[int, float]] = field(default_factory=list)
    """The chat of each sent message, and when the call arrived, as seconds of the Unix clock."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it is closed."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = CONTENT_LENGTH.search(head)
                body = await reader.readexactly(int(length.group(1))) if length else b""
                path = head.split(b" ", 2)[1].decode()
                is_refused = path.startswith(f"/bot{WRONG_TOKEN}/")
                answer = json.dumps(REFUSAL if is_refused else self._answer(path, body)).encode()
                writer.write(b"HTTP/1.1 401 Unauthorized\r\n" if is_refused else b"HTTP/1.1 200 OK\r\n")
                writer.write(b"Content-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, path: str, body: bytes) -> object:
        name = path.rpartition("/")[2]
        if name == COUNTS:
            return self.counts
        if name == SENT:
            return self.sent
        self.counts[name] += 1
        return {"ok": True, "result": self._result(name, parse_qs(body.decode()))}

    def _result(self, method: str, parameters: Mapping[str, list[str]]) -> object:
        if method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}
        if method in TEXTS:
            return {TEXTS[method]: ""}
        if method not in ("sendMessage", "editMessageText"):
            return True
        chat_id, now = int(parameters["chat_id"][0]), time.time()
        if method == "sendMessage":
            self.sent.append((chat_id, now))
        message: dict[str, Any] = {"message_id": len(self.sent), "date": int(now), "text": parameters["text"][0]}
        if keyboard := parameters.get("reply_markup"):
            message["reply_markup"] = json.loads(keyboard[0])
        return {**message, "chat": {"id": chat_id, "type": "private", "first_name": "Guest"}}


@dataclass(frozen=True)
class TelegramStub:
    """The running server, as the benchmarks see it."""

    url: str

    async def counts(self) -> Counter[str]:
        """How many calls of each method have arrived."""
        return Counter(await self._ask(COUNTS))

    async def sent(self) -> list[tuple[int, float]]:
        """The chat of each sent message, and when the call arrived, as seconds of the Unix clock."""
        return [(chat_id, at) for chat_id, at in await self._ask(SENT)]

    async def _ask(self, path: str) -> Any:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.url}/{path}")).json()


@contextmanager
def telegram_stub() -> Iterator[TelegramStub]:
    """Start the server on a free port, and stop it at the end."""
    port = free_port()
    stub = TelegramStub(f"http://127.0.0.1:{port}")
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.telegram_stub", str(port)], cwd=ROOT)
    try:
        _wait_for(f"{stub.url}/{COUNTS}")
        yield stub
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            httpx.get(url).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


async def _serve(port: int) -> None:
    server = await asyncio.start_server(Calls().serve, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
