"""The product in one process with the sandbox in place of Telegram: `make demo`. Not for production."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn
from dishka import AsyncContainer, Provider, Scope
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from app.database.migrate import migrate_up
from app.database.transaction import Database
from app.domain.venues import Venues
from app.one_process import LocalBroker, create_app
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.runtime.settings import MEMORY, Settings, VenueSettings
from app.sandbox.clock import MovableClock
from app.sandbox.sandbox import PEOPLE, BotCard, Sandbox, create_sandbox
from app.server.connection import Connection
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.messages.claim_due import ClaimDue

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
DATABASE = Path("data/demo.sqlite3")
ADMIN = PEOPLE[-1]
BOTS = {
    "binary_bites": BotCard("1001:sandbox-token-of-binary-bites", "binary_bites_bot", "Binary Bites"),
    "zdorovie_plus": BotCard("1002:sandbox-token-of-zdorovie-plus", "zdorovie_plus_bot", "Здоровье Плюс"),
}

WELCOME = """
  Bronya is at your service: two venues, one process, no Telegram needed.

      Chat page    {address}/sandbox
      REST API     {address}/docs

  Write as a guest, answer as the admin, move the clock. Ctrl+C ends it; bookings stay in {database}.

"""


def demo_settings(address: str, database_url: str) -> Settings:
    """The settings of both venues with the sandbox's bots, and with Vera as their admin."""
    venues = {
        venue_id: VenueSettings(bot_token=SecretStr(card.token), admin_ids=[ADMIN.id])
        for venue_id, card in BOTS.items()
    }
    return Settings(
        _env_file=None,
        venues=venues,
        public_url=address,
        telegram_api_url=f"{address}/sandbox/api",
        database_url=SecretStr(database_url),
        rabbitmq_url=SecretStr(MEMORY),
        redis_url=SecretStr(MEMORY),
    )


class Demo:
    """The product and the sandbox as one web application. `clock` is the clock of both."""

    def __init__(self, settings: Settings, clock: MovableClock) -> None:
        self.clock = clock
        overrides = Provider(scope=Scope.APP)
        overrides.provide(lambda: clock, provides=Clock)
        self.app = create_app(settings, overrides)
        self.container: AsyncContainer = self.app.state.container
        self.sandbox: Sandbox = create_sandbox(list(BOTS.values()), clock=clock, on_clock_moved=self.catch_up)
        self.app.get("/sandbox", include_in_schema=False)(open_chat_page)
        self.app.mount("/sandbox", self.sandbox.app)

    async def catch_up(self) -> None:
        """Do at once what the scheduler would do within a second: deliver what is due; and run the sweep."""
        await (await self.container.get(CompletePastBookings))()
        claim_due, queue = await self.container.get(ClaimDue), await self.container.get(TaskQueue)
        await self.settle()
        while claimed := await claim_due():
            await queue.push(claimed)
            await self.settle()

    async def settle(self) -> None:
        """Wait until every pushed message is delivered or rescheduled."""
        await (await self.container.get(LocalBroker)).wait_all()

    async def remember_chats(self) -> None:
        """Start the chats of the guests in the database, and of the admin.

        The sandbox forgets its chats when the process ends. A bot cannot write to a chat that was not started, so the
        reminders of earlier bookings would fail.
        """
        telegram = self.sandbox.telegram
        database, venues = await self.container.get(Database), await self.container.get(Venues)
        async with database.read() as tx:
            for venue_id, card in BOTS.items():
                known = {guest.telegram_id for guest in await tx.guests.newest(venues[venue_id].id, limit=100)}
                for person in telegram.people.values():
                    if person.id in known or person == ADMIN:
                        telegram.chat(telegram.bots[card.token], person).started = True


def open_chat_page() -> RedirectResponse:
    """Its page names its files relative to the folder."""
    return RedirectResponse("/sandbox/")


def listen(port: int) -> socket.socket:
    """A listening socket that only this machine reaches. Port 0 takes a free one. Raises `OSError` if it is taken."""
    # asyncio sets TCP_NODELAY, without which a call takes 40 ms longer, only on a socket that names its protocol.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    listening.listen()
    return listening


class DemoServer(uvicorn.Server):
    """Closes the event streams of open chat pages before it waits for the requests to end."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(uvicorn.Config(demo.app, http=Connection, ws="none", log_config=None, access_log=False))
        self._sandbox = demo.sandbox

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._sandbox.close()
        await super().shutdown(sockets)


def main() -> None:
    """Migrate the database, then serve on port `PORT` until interrupted."""
    port = int(os.environ.get("PORT", DEFAULT_PORT))
    DATABASE.parent.mkdir(exist_ok=True)
    database_url = f"sqlite+aiosqlite:///{DATABASE}"
    migrate_up(database_url)
    # Listen first: at start the bots call the sandbox, which this process serves.
    try:
        listening = listen(port)
    except OSError as error:
        sys.exit(f"Port {port} is not free ({error.strerror}). Another one: PORT={port + 1} make demo")
    with listening, suppress(KeyboardInterrupt):
        asyncio.run(serve(listening, f"http://{HOST}:{port}", database_url))


async def serve(listening: socket.socket, address: str, database_url: str) -> None:
    demo = Demo(demo_settings(address, database_url), MovableClock())
    await demo.remember_chats()
    sys.stdout.write(WELCOME.format(address=address, database=DATABASE))
    await DemoServer(demo).serve([listening])


if __name__ == "__main__":
    main()
