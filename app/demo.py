"""The product in one process with the sandbox in place of Telegram: `make demo`. Not for production."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zlib import crc32

import uvicorn
from dishka import AsyncContainer, Provider, Scope
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from app.catalogue.loader import read_catalogue
from app.database.migrate import migrate_up
from app.database.transaction import Database
from app.demo_bookings import REGULARS, add_bookings
from app.domain.venues import Locale, Venue, Venues
from app.one_process import LocalBroker, create_app
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.runtime.mistakes import exit_on_mistake
from app.runtime.settings import MEMORY, Settings, VenueSettings
from app.sandbox.archive import load_chats, save_chats
from app.sandbox.clock import MovableClock
from app.sandbox.sandbox import PEOPLE, BotCard, Sandbox, create_sandbox
from app.sandbox.telegram import Telegram
from app.server.connection import Connection
from app.server.serve import KEEP_ALIVE_SECONDS
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.messages.claim_due import ClaimDue
from app.usecases.waitlist.claim_openings import ClaimOpenings
from app.usecases.waitlist.offer_places import OfferPlaces

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
DATABASE = Path("data/demo.sqlite3")
CHATS = Path("data/demo.sqlite3.chats")
SAVE_EVERY_SECONDS = 1.0
ADMIN = PEOPLE[-1]
STAFF = PEOPLE[-2]
STAFF_AS = {"zdorovie_plus": "abramova", "strizh": "asya"}
"""Whom Olivia plays: by the venue, the id of a resource."""
BOTS = {
    "binary_bites": BotCard(
        "1001:sandbox-token-of-binary-bites",
        "binary_bites_bot",
        "Binary Bites",
        {
            "ru": "Ресторан: столики на 1\u2060–\u20606 гостей, план зала",
            "en": "A restaurant: tables for 1\u2060–\u20606, a floor plan",
        },
    ),
    "zdorovie_plus": BotCard(
        "1002:sandbox-token-of-zdorovie-plus",
        "zdorovie_plus_bot",
        "Здоровье Плюс",
        {"ru": "Клиника: 20 врачей, приём по полчаса", "en": "A clinic: 20 doctors, half-hour appointments"},
    ),
    "strizh": BotCard(
        "1003:sandbox-token-of-strizh",
        "strizh_bot",
        "Стриж",
        {"ru": "Барбершоп: 4 мастера, 8 услуг", "en": "A barber’s shop: 4 barbers, 8 services"},
    ),
}
"""The bots of the venues that the product comes with."""
FIRST_OTHER_BOT = 10_000
"""The ids of other venues' bots are from here on."""

WELCOME = """
  Bronya is at your service: all venues, one process, no Telegram needed.

      Chat page    {address}/sandbox
      REST API     {address}/docs

  Write as a guest, answer as the admin, move the clock. Ctrl+C ends it; bookings and chats stay in {database}*.

"""


def bots_of(venues_dir: Path) -> dict[str, BotCard]:
    """A bot for each venue, by the venue's id. Mistakes in the venues' files are reported by the start."""
    venues = read_catalogue(venues_dir).venues
    return {venue_id: _card(venue) for venue_id, venue in venues.items()}


def _card(venue: Venue) -> BotCard:
    """Its own bot, or one that is the same whatever other venues there are: chats are kept by its id."""
    if venue.id in BOTS:
        return BOTS[venue.id]
    token = f"{FIRST_OTHER_BOT + crc32(venue.id.encode())}:sandbox-token-of-{venue.id}"
    about = {str(locale): venue.address.to(locale) for locale in Locale}
    return BotCard(token, f"{venue.id}_bot", venue.name.to(venue.locale), about)


def demo_settings(address: str, database_url: str) -> Settings:
    """The settings of all venues in `VENUES_DIR` with the sandbox's bots, Vera as their admin, and Olivia as staff."""
    settings = Settings(
        _env_file=None,
        public_url=address,
        telegram_api_url=f"{address}/sandbox/api",
        database_url=SecretStr(database_url),
        rabbitmq_url=SecretStr(MEMORY),
        redis_url=SecretStr(MEMORY),
    )
    venues = {
        venue_id: VenueSettings(bot_token=SecretStr(_card(venue).token), admin_ids=[ADMIN.id], staff=_staff(venue))
        for venue_id, venue in read_catalogue(settings.venues_dir).venues.items()
    }
    return settings.model_copy(update={"venues": venues})


def _staff(venue: Venue) -> dict[str, int]:
    """Olivia, unless the venue's file no longer has whom she plays."""
    played = STAFF_AS.get(venue.id)
    return {played: STAFF.id} if played and played in venue.resources else {}


class Demo:
    """The product and the sandbox as one web application. `clock` is the clock of both."""

    def __init__(self, settings: Settings, clock: MovableClock) -> None:
        self.clock = clock
        self.bots = bots_of(settings.venues_dir)
        overrides = Provider(scope=Scope.APP)
        overrides.provide(lambda: clock, provides=Clock)
        self.app = create_app(settings, overrides)
        self.container: AsyncContainer = self.app.state.container
        self._swept_at: datetime | None = None
        self.reset_asked = asyncio.Event()
        """Set when the page has asked to begin anew."""
        self.sandbox: Sandbox = create_sandbox(
            list(self.bots.values()), clock=clock, on_clock_moved=self.catch_up, on_reset=self.reset_asked.set
        )
        for path in ("/", "/sandbox"):
            self.app.get(path, include_in_schema=False)(open_chat_page)
        self.app.mount("/sandbox", self.sandbox.app)

    async def catch_up(self) -> None:
        """Do at once what the scheduler would do within a second: deliver what is due, and offer what is free to
        the waiting lists; and run the sweep if a half hour has begun since the last one."""
        if self._swept_at != (half_hour := _half_hour(self.clock.now())):
            await (await self.container.get(CompletePastBookings))()
            self._swept_at = half_hour
        claim_due, queue = await self.container.get(ClaimDue), await self.container.get(TaskQueue)
        claim_openings, offer = await self.container.get(ClaimOpenings), await self.container.get(OfferPlaces)
        await self.settle()
        for venue_id in await claim_openings():
            await offer(venue_id)
        while claimed := await claim_due():
            await queue.push(claimed)
            await self.settle()

    async def settle(self) -> None:
        """Wait until every pushed message is delivered or rescheduled."""
        await (await self.container.get(LocalBroker)).wait_all()

    async def add_regulars(self) -> bool:
        """Add the guests whom nobody plays, with bookings of theirs if the database is empty: then return True."""
        telegram, venues = self.sandbox.telegram, await self.container.get(Venues)
        for person in REGULARS:
            telegram.add_person(person)
            for bot in telegram.bots.values():
                telegram.chat(bot, person).started = True
        return await add_bookings(self.container, list(venues.values()), self.clock.now())

    async def remember_chats(self, saved: Path | None = None) -> None:
        """Bring back the chats from the file `saved`, if there is one, and the clock with them.

        Start the chats of the guests in the database, of the admin and of the staff, also without a file: a bot cannot
        write to a chat that was not started, so the reminders of earlier bookings would fail.
        """
        saved_at = load_chats(self.sandbox.telegram, saved) if saved else None
        if saved_at and saved_at > self.clock.now():
            # The clock was moved ahead. The database has what happened until then.
            self.clock.move_to(saved_at)
        telegram = self.sandbox.telegram
        database, venues = await self.container.get(Database), await self.container.get(Venues)
        async with database.read() as tx:
            for venue_id, card in self.bots.items():
                known = {guest.telegram_id for guest in await tx.guests.newest(venues[venue_id].id, limit=100)}
                for person in telegram.people.values():
                    if person.id in known or person in {ADMIN, STAFF}:
                        telegram.chat(telegram.bots[card.token], person).started = True


def _half_hour(instant: datetime) -> datetime:
    """The beginning of the half hour, when the scheduler sweeps."""
    return instant.replace(minute=instant.minute // 30 * 30, second=0, microsecond=0)


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
    """Announces the stop before it stops listening: the message goes to its own sandbox.

    It ends when the page asks to begin anew.
    """

    def __init__(self, demo: Demo) -> None:
        super().__init__(
            uvicorn.Config(
                demo.app,
                http=Connection,
                ws="none",
                log_config=None,
                access_log=False,
                # No proxy stands before it: an address that a header names is made up.
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._app = demo.app
        self._sandbox = demo.sandbox
        self._reset_asked = demo.reset_asked

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._reset_asked.is_set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The open chat pages would keep their event streams open for ever.
        await self._sandbox.close()
        await self._app.state.announce_stop()
        await super().shutdown(sockets)


def main() -> None:
    """Migrate the database, then serve on port `PORT` until interrupted. Begin anew when the page asks for it."""
    port = int(os.environ.get("PORT", DEFAULT_PORT))
    DATABASE.parent.mkdir(exist_ok=True)
    database_url = f"sqlite+aiosqlite:///{DATABASE}"
    with suppress(KeyboardInterrupt), exit_on_mistake():
        while serve_once(port, database_url):
            forget()


def serve_once(port: int, database_url: str) -> bool:
    """Serve until interrupted, or until the page asks to begin anew: then return True."""
    migrate_up(database_url)
    # Listen first: at start the bots call the sandbox, which this process serves.
    try:
        listening = listen(port)
    except OSError as error:
        sys.exit(f"Port {port} is not free ({error.strerror}). Another one: PORT={port + 1} make demo")
    with listening:
        return asyncio.run(serve(listening, f"http://{HOST}:{port}", database_url))


def forget() -> None:
    """Delete the bookings and the chats: the database with its journals, and the file of the chats."""
    for file in DATABASE.parent.glob(f"{DATABASE.name}*"):
        file.unlink()


async def serve(listening: socket.socket, address: str, database_url: str) -> bool:
    """Serve, and keep the chats beside the database. Returns whether the page asked to begin anew."""
    demo = Demo(demo_settings(address, database_url), MovableClock())
    is_new = await demo.add_regulars()
    await demo.remember_chats(None if is_new else CHATS)
    sys.stdout.write(WELCOME.format(address=address, database=DATABASE))
    async with asyncio.TaskGroup() as tasks:
        saving = tasks.create_task(keep_chats(demo.sandbox.telegram, CHATS))
        try:
            await DemoServer(demo).serve([listening])
        finally:
            saving.cancel()
            save_chats(demo.sandbox.telegram, CHATS)
    return demo.reset_asked.is_set()


async def keep_chats(telegram: Telegram, path: Path) -> None:
    """Save the chats soon after each change, also against a process that is killed."""
    changed = asyncio.Event()
    telegram.watchers.append(lambda _chat: changed.set())
    while True:
        await changed.wait()
        changed.clear()
        save_chats(telegram, path)
        await asyncio.sleep(SAVE_EVERY_SECONDS)


if __name__ == "__main__":
    main()
