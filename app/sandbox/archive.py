"""Keep the chats in a file, so that they come back when the sandbox is started again.

The file is written and read by the sandbox of one machine only: pickle keeps the references between messages, chats and
files, and nobody else's file is ever opened.
"""

import pickle
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import structlog

from app.sandbox.model import BotAccount, Chat, Formatted, Message, Person, StoredFile, Toast
from app.sandbox.telegram import Telegram

log = structlog.stdlib.get_logger()

FORMAT = [
    (stored.__name__, [field.name for field in fields(stored)])
    for stored in (Chat, Message, Formatted, StoredFile, Toast)
]
"""Another release may have other fields: then the file is not read."""


@dataclass(frozen=True)
class Archive:
    """What the file holds."""

    format: list[tuple[str, list[str]]]
    chats: dict[tuple[int, int], Chat]
    files: dict[str, StoredFile]
    next_number: int
    now: datetime


class _Writer(pickle.Pickler):
    """Writes the id of an account instead of the account, which belongs to the sandbox that runs."""

    def persistent_id(self, obj: Any) -> tuple[str, int] | None:
        return (type(obj).__name__, obj.id) if isinstance(obj, BotAccount | Person) else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: IO[bytes], telegram: Telegram) -> None:
        super().__init__(file)
        bots = {(BotAccount.__name__, bot.id): bot for bot in telegram.bots.values()}
        people = {(Person.__name__, person.id): person for person in telegram.people.values()}
        self._accounts: dict[tuple[str, int], BotAccount | Person] = {**bots, **people}

    def persistent_load(self, pid: tuple[str, int]) -> BotAccount | Person:
        return self._accounts[pid]


def save_chats(telegram: Telegram, path: Path) -> None:
    """Write the chats and their files. The file is never half-written."""
    archive = Archive(FORMAT, telegram.chats, telegram.files, telegram.next_number(), telegram.clock.now())
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        _Writer(file).dump(archive)
    unfinished.replace(path)


def load_chats(telegram: Telegram, path: Path) -> datetime | None:
    """Bring back the chats and their files. Returns the instant at which they were saved.

    Returns None where there is no file, or where it is not one of this release and these accounts: the chats are new.
    """
    try:
        with path.open("rb") as file:
            archive = _Reader(file, telegram).load()
    except FileNotFoundError:
        return None
    except (pickle.UnpicklingError, EOFError, AttributeError, LookupError, TypeError, ValueError, ImportError) as error:
        log.warning("sandbox: chats not restored", error=repr(error))
        return None
    if not isinstance(archive, Archive) or archive.format != FORMAT:
        log.warning("sandbox: chats not restored", error="another release has written them")
        return None
    for chat in archive.chats.values():
        # Nobody will answer these any more.
        chat.presses, chat.action = [], None
    telegram.chats |= archive.chats
    telegram.files |= archive.files
    telegram.number_from(archive.next_number)
    telegram.changed(None)
    return archive.now
