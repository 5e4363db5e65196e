"""Serve the demo on a free port, as `make demo` does."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.demo import Demo, DemoServer, demo_settings
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Noon in Moscow, where the venues are."""


@dataclass(frozen=True)
class ServedDemo:
    """The demo and its address."""

    demo: Demo
    address: str

    def user(self, person_id: int, venue_id: str) -> ChatUser:
        """A person of the sandbox, to act without a browser."""
        return self.demo.sandbox.user(person_id, self.demo.bots[venue_id].token)

    def chat_page(self, person_id: int, venue_id: str) -> str:
        """The address of the chat page, with the person's chat with the venue's bot open."""
        return f"{self.address}/sandbox/#{person_id}/{self.user(person_id, venue_id).chat.bot.id}"


@asynccontextmanager
async def served_demo(database_url: str) -> AsyncIterator[ServedDemo]:
    """Serve the demo with a running clock that starts at `MONDAY`. The database must be migrated."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        demo = Demo(demo_settings(address, database_url), MovableClock(MONDAY))
        await demo.remember_chats()
        server = DemoServer(demo)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup([listening])
        try:
            yield ServedDemo(demo, address)
        finally:
            await server.shutdown([listening])
