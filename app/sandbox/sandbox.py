"""The whole sandbox in one object, with the application that serves it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.sandbox import chat_page
from app.sandbox.bot_api.api import BotApi
from app.sandbox.bot_api.routes import bot_api_routes
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock
from app.sandbox.group import Group
from app.sandbox.model import GroupChat, Person
from app.sandbox.telegram import Telegram

PEOPLE = (
    Person(101, "Анна", "Смирнова", "anna_s", "ru", "+79161234501", label="guest"),
    Person(102, "Ben", "Carter", "ben_carter", "en", "+447700900102", label="guest"),
    Person(103, "Мария", "Кузнецова", "masha_k", "ru", "+79161234503", label="guest"),
    Person(104, "Olivia", "Brown", None, "en", "+447700900104", label="staff"),
    Person(105, "Вера", "Орлова", "vera_o", "ru", "+79161234505", label="admin"),
)
"""The people of the demo. The last one is meant to be in `ADMIN_IDS`, the one before in `STAFF`."""


class BotCard(NamedTuple):
    """A bot's token, username and name, as BotFather registers them, and a line about its venue in each language."""

    token: str
    username: str
    title: str
    about: Mapping[str, str] | None = None


class Sandbox:
    """A local Telegram. `app` serves the Bot API at `/api` and the chat page at `/`, relative to where it is mounted.

    For development and tests only: there is no authentication. Tests read `api.calls`, and set `api.faults` and
    `api.mode`.
    """

    def __init__(self, clock: MovableClock, telegram: Telegram, api: BotApi, app: FastAPI) -> None:
        self.clock = clock
        self.telegram = telegram
        self.api = api
        self.app = app

    def user(self, person_id: int, token: str) -> ChatUser:
        """The person's side of the chat with the bot of this token. Raises KeyError for an unknown person or token."""
        chat = self.telegram.chat(self.telegram.bots[token], self.telegram.people[person_id])
        return ChatUser(self.telegram, self.api.webhook_sender, chat)

    def add_group(self, chat_id: int, token: str, topics: set[int] | None = None) -> Group:
        """Add a group, of which the bot of this token is a member. `topics` are the ids of its topics."""
        chat = GroupChat(self.telegram.bots[token], Person(chat_id, "Staff", hidden=True), topics=topics)
        self.telegram.chats[chat.bot.id, chat_id] = chat
        return Group(self.telegram, self.api.webhook_sender, chat)

    def add_person(self, first_name: str, language_code: str = "ru") -> Person:
        """Add a person with the next free id."""
        newest = max(self.telegram.people, default=100)
        return self.telegram.add_person(Person(newest + 1, first_name, language_code=language_code))

    async def close(self) -> None:
        """Stop the deliveries to webhooks and end the streams of open pages.

        A server that waits for its open requests at shutdown must call this first.
        """
        self.telegram.close()
        await self.api.webhook_sender.close()


async def _do_nothing() -> None:
    """For a sandbox whose bots have no work that depends on the clock."""


def create_sandbox(
    bots: Sequence[BotCard],
    people: Sequence[Person] = PEOPLE,
    clock: MovableClock | None = None,
    zone: str = "Europe/Moscow",
    on_clock_moved: Callable[[], Awaitable[object]] = _do_nothing,
    on_reset: Callable[[], object] | None = None,
) -> Sandbox:
    """Build a sandbox with these accounts.

    `zone` is the IANA time zone in which the page shows the time. `on_clock_moved` is awaited each time the page has
    moved the clock, to do the work that has become due. `on_reset` is called when the page asks to begin anew; without
    it the page has no such button.
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
    app.state.chat_page = chat_page.ChatPage(api, clock, zone, on_clock_moved, on_reset)
    app.include_router(chat_page.router, prefix="/page")
    app.mount("/", StaticFiles(directory=chat_page.STATIC_FILES, html=True))
    return Sandbox(clock, telegram, api, app)
