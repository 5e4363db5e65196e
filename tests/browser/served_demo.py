"""The demo as `make demo` serves it, on a port of its own."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.demo import BOTS, Demo, DemoServer, demo_settings
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Noon in Moscow, where both venues are."""


@dataclass(frozen=True)
class ServedDemo:
    """The demo, and where a browser finds it."""

    demo: Demo
    address: str

    def user(self, person_id: int, venue_id: str) -> ChatUser:
        """Somebody who writes without a browser."""
        return self.demo.sandbox.user(person_id, BOTS[venue_id].token)

    def chat_page(self, person_id: int, venue_id: str) -> str:
        """Where somebody reads the chat with a venue's bot."""
        return f"{self.address}/sandbox/#{person_id}/{self.user(person_id, venue_id).chat.bot.id}"


@asynccontextmanager
async def served_demo(database_url: str) -> AsyncIterator[ServedDemo]:
    """Serve it from that Monday on, with the clock running. The database is up to date already."""
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
