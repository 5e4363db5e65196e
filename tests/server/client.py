"""An HTTP client that sends any bytes that a test gives it, also invalid ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Client:
    """A connection on which the test sends any bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def send_endlessly(self, piece: bytes) -> int:
        """Send until the server closes. Returns the number of bytes that were accepted, those in buffers included."""
        sent = 0
        try:
            while not self.reader.at_eof():
                await self.send(piece)
                sent += len(piece)
                await asyncio.sleep(0)
        except ConnectionError:
            pass
        return sent

    async def status(self) -> int:
        """The status of the next response."""
        return int((await self.reader.readline()).split()[1])

    async def response(self) -> bytes:
        """The next response's body."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        size = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return await self.reader.readexactly(int(size.split(b":")[1]))

    async def until_closed(self) -> bytes:
        """All bytes that arrive until the server closes the connection."""
        try:
            return await self.reader.read()
        except ConnectionError:
            return b""


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Client(reader, writer)
    writer.transport.abort()
