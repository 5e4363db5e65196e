"""Keep the chats in a JSON file, so that they come back when the sandbox is started again."""

from datetime import datetime
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from app.sandbox.model import Chat, Formatted, GroupChat, Json, Message, StoredFile
from app.sandbox.telegram import Telegram

log = structlog.stdlib.get_logger()


class _Record(BaseModel):
    # Another release may have other fields: then the file is not read.
    model_config = ConfigDict(extra="forbid", from_attributes=True, ser_json_bytes="base64", val_json_bytes="base64")


class _File(_Record):
    id: str
    path: str
    name: str
    mime_type: str
    content: bytes
    width: int | None
    height: int | None


class _Text(_Record):
    text: str
    entities: tuple[Json, ...]


class _Plain(_Record):
    """What a message holds itself."""

    id: int
    from_bot: bool
    date: datetime
    sticker: str | None
    contact: Json | None
    service: Json | None
    reply_markup: Json | None
    edited_at: datetime | None
    silent: bool
    protected: bool


class _Message(_Record):
    """A message: what it holds, its text, and the ids of its files and of the message that it answers."""

    plain: _Plain
    formatted: _Text
    photo_id: str | None
    document_id: str | None
    reply_to_id: int | None


class _Chat(_Record):
    """A chat without its presses, toasts and actions: nobody waits for these after a start."""

    bot_id: int
    person_id: int
    messages: list[_Message]
    started: bool
    blocked: bool
    reply_keyboard: Json | None
    read_up_to: int


class _Archive(_Record):
    chats: list[_Chat]
    files: list[_File]
    next_number: int
    now: datetime


def save_chats(telegram: Telegram, path: Path) -> None:
    """Write the chats and their files. The file is never half-written."""
    archive = _Archive(
        chats=[_chat_record(chat) for chat in telegram.chats.values() if not isinstance(chat, GroupChat)],
        files=[_File.model_validate(file) for file in telegram.files.values()],
        next_number=telegram.next_number(),
        now=telegram.clock.now(),
    )
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(archive.model_dump_json(), encoding="utf-8")
    unfinished.replace(path)


def load_chats(telegram: Telegram, path: Path) -> datetime | None:
    """Bring back the chats and their files. Returns the instant at which they were saved.

    Returns None where there is no file, or where it is not one of this release and these accounts: the chats are new.
    """
    try:
        archive = _Archive.model_validate_json(path.read_bytes())
        files = {file.id: StoredFile(**file.model_dump()) for file in archive.files}
        bots = {bot.id: bot for bot in telegram.bots.values()}
        chats = [
            _restore(record, Chat(bots[record.bot_id], telegram.people[record.person_id]), files)
            for record in archive.chats
        ]
    except FileNotFoundError:
        return None
    except (ValidationError, LookupError) as error:
        log.warning("sandbox: chats not restored", error=repr(error))
        return None
    telegram.chats |= {(chat.bot.id, chat.person.id): chat for chat in chats}
    telegram.files |= files
    telegram.number_from(archive.next_number)
    telegram.changed(None)
    return archive.now


def _chat_record(chat: Chat) -> _Chat:
    return _Chat(
        bot_id=chat.bot.id,
        person_id=chat.person.id,
        messages=[_message_record(message) for message in chat.messages.values()],
        started=chat.started,
        blocked=chat.blocked,
        reply_keyboard=chat.reply_keyboard,
        read_up_to=chat.read_up_to,
    )


def _message_record(message: Message) -> _Message:
    return _Message(
        plain=_Plain.model_validate(message),
        formatted=_Text.model_validate(message.formatted),
        photo_id=message.photo.id if message.photo else None,
        document_id=message.document.id if message.document else None,
        reply_to_id=message.reply_to.id if message.reply_to else None,
    )


def _restore(record: _Chat, chat: Chat, files: dict[str, StoredFile]) -> Chat:
    """Fill the new `chat` with what the record holds. Raises `LookupError` for a file that is missing."""
    chat.started, chat.blocked = record.started, record.blocked
    chat.reply_keyboard, chat.read_up_to = record.reply_keyboard, record.read_up_to
    for each in record.messages:
        chat.messages[each.plain.id] = Message(
            chat=chat,
            formatted=Formatted(each.formatted.text, each.formatted.entities),
            photo=files[each.photo_id] if each.photo_id else None,
            document=files[each.document_id] if each.document_id else None,
            # The message that it answers may have been deleted.
            reply_to=chat.messages.get(each.reply_to_id) if each.reply_to_id else None,
            **each.plain.model_dump(),
        )
    return chat
