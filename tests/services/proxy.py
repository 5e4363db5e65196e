"""A TCP proxy before a service: it can stop forwarding, as in a network that loses every packet."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from tests.services.instances import free_port


class Proxy:
    """Forwards connections to a port of this machine. `port` is its own."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._forwarding = asyncio.Event()
        self._forwarding.set()
        self._clients: set[asyncio.StreamWriter] = set()

    @contextmanager
    def black_hole(self) -> Iterator[None]:
        """Keep connections and accept new ones, but forward nothing. Afterwards the held-back bytes are forwarded."""
        self._forwarding.clear()
        try:
            yield
        finally:
            self._forwarding.set()

    def drop_clients(self) -> None:
        """Close every connection."""
        for client in self._clients:
            client.close()

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until either side closes the connection."""
        self._clients.add(writer)
        try:
            with suppress(OSError):
                await self._forwarding.wait()
                server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target)
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._pump(reader, server_writer))
                    group.create_task(self._pump(server_reader, writer))
        except* OSError:
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while received := await reader.read(65536):
                await self._forwarding.wait()
                writer.write(received)
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def proxied(target: int) -> AsyncIterator[Proxy]:
    """A proxy that listens until the end of the block."""
    proxy = Proxy(target)
    clients: set[asyncio.Task[None]] = set()
    async with asyncio.TaskGroup() as group:

        def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            clients.add(group.create_task(proxy.forward(reader, writer)))

        async with await asyncio.start_server(serve, "127.0.0.1", proxy.port):
            yield proxy
        for client in clients:
            client.cancel()
