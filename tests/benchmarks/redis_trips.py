"""A proxy before Redis that counts round trips: how often a process waits for Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.runtime.background import Background

CHUNK = 65_536


@dataclass
class RoundTrips:
    """What has passed through the proxy at `url`. Commands of one pipeline are sent together, so they are one trip."""

    url: str
    count: int = 0


@asynccontextmanager
async def counting_round_trips(redis_url: str) -> AsyncIterator[RoundTrips]:
    """Serve the proxy of a Redis on a free port."""
    host, port = urlsplit(redis_url).hostname, urlsplit(redis_url).port
    trips = RoundTrips("")

    async def connect(client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        server, questions = await asyncio.open_connection(host, port)
        is_answered = True

        async def pass_questions() -> None:
            nonlocal is_answered
            while chunk := await client.read(CHUNK):
                # A long question comes in several pieces.
                trips.count += is_answered
                is_answered = False
                questions.write(chunk)
            questions.close()

        async def pass_answers() -> None:
            nonlocal is_answered
            while chunk := await server.read(CHUNK):
                is_answered = True
                answers.write(chunk)
            answers.close()

        await asyncio.gather(pass_questions(), pass_answers(), return_exceptions=True)

    connections = Background()
    proxy = await asyncio.start_server(lambda *streams: connections.run(connect(*streams), "proxy"), "127.0.0.1", 0)
    trips.url = f"redis://127.0.0.1:{proxy.sockets[0].getsockname()[1]}/0"
    async with proxy:
        yield trips
    await connections.close()
