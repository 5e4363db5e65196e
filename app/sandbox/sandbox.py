"""The whole sandbox in one object, with the application that serves it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.sandbox import chat_page
from app.sandbox.bot_api.api import BotApi
from app.sandbox.bot_api.routes import bot_api_routes
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock
from app.sandbox.telegram import Telegram
from app.sandbox.world import Person

PEOPLE = (
    Person(101, "Анна", "Смирнова", "anna_s", "ru", "+79161234501"),
    Person(102, "Ben", "Carter", "ben_carter", "en", "+447700900102"),
    Person(103, "Мария", "Кузнецова", "masha_k", "ru", "+79161234503"),
    Person(104, "Olivia", "Brown", None, "en", "+447700900104"),
    Person(105, "Вера", "Орлова", "vera_o", "ru", "+79161234505", label="admin"),
)
"""Who writes to the bots in the demo. The last one is meant to stand in `ADMIN_IDS`."""


class BotCard(NamedTuple):
    """What BotFather knows of a bot."""

    token: str
    username: str
    title: str


class Sandbox:
    """A Telegram of one's own: mount `app`, then `/api` below it is the Bot API and `/` the chat page.

    Development and tests only: whoever reaches it may be anybody. `api.calls`, `api.faults` and `api.mood` are for
    tests, to look at and to make trouble with. `close` ends the deliveries to webhooks and
    the streams of open pages: a server that waits for its requests to end must call it first.
    """

    def __init__(self, clock: MovableClock, telegram: Telegram, api: BotApi, app: FastAPI) -> None:
        self.clock = clock
        self.telegram = telegram
        self.api = api
        self.app = app

    def user(self, person_id: int, token: str) -> ChatUser:
        """The hand of this person in the chat with the bot of this token."""
        chat = self.telegram.chat(self.telegram.bots[token], self.telegram.people[person_id])
        return ChatUser(self.telegram, self.api.webhook_sender, chat)

    def add_person(self, first_name: str, language_code: str = "ru") -> Person:
        """Somebody new, with an id that nobody has."""
        newest = max(self.telegram.people, default=100)
        return self.telegram.add_person(Person(newest + 1, first_name, language_code=language_code))

    async def close(self) -> None:
        self.telegram.close()
        await self.api.webhook_sender.close()


async def _nothing_is_due() -> None:
    """For a sandbox whose bots do nothing by the clock."""


def create_sandbox(
    bots: Sequence[BotCard],
    people: Sequence[Person] = PEOPLE,
    clock: MovableClock | None = None,
    zone: str = "Europe/Moscow",
    on_clock_moved: Callable[[], Awaitable[object]] = _nothing_is_due,
) -> Sandbox:
    """Build a sandbox with these accounts.

    The page shows the time in `zone`; each time it moves the clock, `on_clock_moved` does what has become due.
    """
    clock = clock or MovableClock()
    telegram = Telegram(clock)
    for card in bots:
        telegram.add_bot(*card)
    for person in people:
        telegram.add_person(person)
    api = BotApi(telegram)
    app = FastAPI(title="Bronya sandbox", openapi_url=None)
    app.include_router(bot_api_routes(api), prefix="/api")
    app.state.chat_page = chat_page.ChatPage(api, clock, zone, on_clock_moved)
    app.include_router(chat_page.router, prefix="/page")
    app.mount("/", StaticFiles(directory=chat_page.STATIC_FILES, html=True))
    return Sandbox(clock, telegram, api, app)
