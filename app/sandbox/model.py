"""The data of the sandbox's Telegram: people, bots, their chats and messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """A person with a Telegram account. `label` is shown beside the name on the chat page and has no other effect.

    Nobody can be a `hidden` person on the page: it has their chats, but does not show them.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "ru"
    phone: str | None = None
    label: str = ""
    hidden: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name or ''}".strip()


@dataclass
class Webhook:
    """A bot's webhook as `setWebhook` set it, with the last error of a delivery."""

    url: str
    secret_token: str | None = None
    allowed_updates: list[str] | None = None
    max_connections: int = 40
    last_error_message: str | None = None
    last_error_at: datetime | None = None


@dataclass
class BotAccount:
    """A bot. Its names and descriptions are by language code; "" means all other languages.

    `about` is a line about its venue for the chat page, by language; Telegram has no such line.
    """

    token: str
    username: str
    title: str
    about: Mapping[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    webhook: Webhook | None = None

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def name_for(self, person: Person) -> str:
        return self.names.get(person.language_code) or self.names.get("") or self.title


@dataclass(frozen=True)
class StoredFile:
    """A file that a person or a bot sent. `width` and `height` are in pixels, for pictures only."""

    id: str
    path: str
    name: str
    mime_type: str
    content: bytes = field(repr=False)
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Formatted:
    """Text without markup, and Telegram's entities. Their offsets and lengths count UTF-16 units."""

    text: str = ""
    entities: tuple[Json, ...] = ()


@dataclass
class Message:
    """One message of a chat. `formatted` is the text, or the caption of a photo or a document.

    A service message has `service` instead: the field of the Bot API's Message, such as `pinned_message`.
    """

    id: int
    chat: "Chat" = field(repr=False)
    from_bot: bool
    date: datetime
    formatted: Formatted = Formatted()
    photo: StoredFile | None = None
    document: StoredFile | None = None
    sticker: str | None = None
    contact: Json | None = None
    service: Json | None = None
    reply_markup: Json | None = None
    reply_to: "Message | None" = None
    edited_at: datetime | None = None
    silent: bool = False
    protected: bool = False
    topic_id: int | None = None

    @property
    def text(self) -> str:
        return self.formatted.text

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[list[str]]:
        """The texts of the inline keyboard's buttons, by row."""
        return [[button["text"] for button in row] for row in self.inline_keyboard]


@dataclass(frozen=True)
class Toast:
    """The text of an answerCallbackQuery: a line that fades, or with `alert` a window with an OK button."""

    number: int
    text: str
    alert: bool


@dataclass
class Press:
    """A press of an inline button. The button shows its spinner until `answered`; an answer may have no `toast`."""

    id: str
    chat: "Chat" = field(repr=False)
    message_id: int
    data: str
    pressed_at: datetime
    answered: bool = False
    toast: Toast | None = None


@dataclass
class Chat:
    """The private chat of one person with one bot."""

    bot: BotAccount
    person: Person
    messages: dict[int, Message] = field(default_factory=dict)
    presses: list[Press] = field(default_factory=list)
    toasts: list[Toast] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    reply_keyboard: Json | None = None
    action: str | None = None
    action_until: datetime | None = None
    read_up_to: int = 0

    @property
    def open_to_bot(self) -> bool:
        """Whether the bot may write here: the person has started it and has not blocked it."""
        return self.started and not self.blocked

    @property
    def unread(self) -> int:
        return sum(message.from_bot and message.id > self.read_up_to for message in self.messages.values())


@dataclass
class GroupChat(Chat):
    """What one bot sees of a group. `person` stands for the group itself: its id and title. The page does not show it.

    `topics` are the ids of the open topics, besides "General"; None in a group without topics. `moved_to` is the id of
    the supergroup that the group has become.
    """

    is_member: bool = True
    topics: set[int] | None = None
    moved_to: int | None = None

    @property
    def is_supergroup(self) -> bool:
        return self.person.id <= -(10**12)
