"""The state of the sandbox's Telegram, in the memory of one process."""

import mimetypes
from collections.abc import Callable, Mapping
from itertools import count

from app.runtime.clock import Clock
from app.sandbox.model import BotAccount, Chat, Message, Person, Press, StoredFile


class Telegram:
    """Accounts, chats and files.

    Functions in `watchers` are called with each chat that changes, or with None after a change of everything.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bots: dict[str, BotAccount] = {}
        self.people: dict[int, Person] = {}
        self.chats: dict[tuple[int, int], Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.watchers: list[Callable[[Chat | None], None]] = []
        self.closed = False
        self._numbers = count(1)

    def add_bot(self, token: str, username: str, title: str, about: Mapping[str, str] | None = None) -> BotAccount:
        """Register a bot as BotFather does. The number before the token's colon is the bot's id."""
        bot = BotAccount(token, username, title, about or {})
        self.bots[token] = bot
        self.changed(None)
        return bot

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self.changed(None)
        return person

    def chat(self, bot: BotAccount, person: Person) -> Chat:
        """The chat of the bot with the person; a new, empty one if there was none."""
        return self.chats.setdefault((bot.id, person.id), Chat(bot, person))

    def next_number(self) -> int:
        """The next unique number, for messages, files, presses and updates."""
        return next(self._numbers)

    def number_from(self, first: int) -> None:
        """Let the next unique number be `first`, which is greater than all that were given before."""
        self._numbers = count(first)

    def post(self, message: Message) -> None:
        """Append the message to its chat."""
        chat = message.chat
        chat.messages[message.id] = message
        if message.from_bot:
            chat.action = None
        else:
            chat.started = True
            chat.read_up_to = message.id
        self.changed(chat)

    def store_file(self, folder: str, name: str, content: bytes, size: tuple[int, int] | None = None) -> StoredFile:
        """Store a file under a new id. `size` is a picture's width and height in pixels."""
        number = self.next_number()
        suffix = name.rpartition(".")[2].lower() if "." in name else "bin"
        width, height = size or (None, None)
        file = StoredFile(
            id=f"sandbox-file-{number}",
            path=f"{folder}/file_{number}.{suffix}",
            name=name,
            mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            content=content,
            width=width,
            height=height,
        )
        self.files[file.id] = file
        return file

    def file_at(self, path: str) -> StoredFile | None:
        return next((file for file in self.files.values() if file.path == path), None)

    def changed(self, chat: Chat | None) -> None:
        """Notify the watchers of a change in the chat, or with None of a change of everything."""
        for watcher in self.watchers:
            watcher(chat)

    def close(self) -> None:
        """End the streams of the watchers."""
        self.closed = True
        self.changed(None)
