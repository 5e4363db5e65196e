"""The stream of server-sent events that keeps an open chat page up to date."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime

from app.sandbox.bot_api.api import BotApi
from app.sandbox.bot_api.objects import message_object
from app.sandbox.bot_api.profile import commands_for, menu_button_for
from app.sandbox.model import BotAccount, Chat, Json, Message, Person
from app.sandbox.telegram import Telegram

NEWEST_MESSAGES = 200
NEWEST_TOASTS = 20


class UnsentChanges:
    """The changes that one open page has not been sent yet."""

    def __init__(self) -> None:
        self._chats: dict[tuple[int, int], Chat] = {}
        self._everything = True
        self._changed = asyncio.Event()
        self._changed.set()

    def add(self, chat: Chat | None) -> None:
        """Record a change in the chat, or with None a change that concerns the whole page."""
        if chat:
            self._chats[chat.bot.id, chat.person.id] = chat
        else:
            self._everything = True
        self._changed.set()

    async def wait(self) -> bool:
        """Wait for a change. Returns whether the whole page must be sent."""
        await self._changed.wait()
        self._changed.clear()
        everything, self._everything = self._everything, False
        return everything

    def pop_chats(self) -> list[Chat]:
        """The chats that have changed, which are then no longer unsent."""
        chats, self._chats = list(self._chats.values()), {}
        return chats


async def page_events(api: BotApi, facts: Json) -> AsyncIterator[str]:
    """Yield server-sent events until the sandbox closes: first the whole page, then each chat that changes.

    `facts` are sent with the whole page.
    """
    changes = UnsentChanges()
    telegram = api.telegram
    telegram.watchers.append(changes.add)
    try:
        while not telegram.closed:
            everything = await changes.wait()
            chats = changes.pop_chats()
            if everything:
                yield _event("sandbox", {**_sandbox(api), **facts})
                chats = [
                    telegram.chat(bot, person) for bot in telegram.bots.values() for person in _shown_people(telegram)
                ]
            for chat in chats:
                if chat.person.hidden:
                    continue
                yield _event("chat", _chat(telegram, chat))
    finally:
        telegram.watchers.remove(changes.add)


def _event(name: str, data: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _shown_people(telegram: Telegram) -> list[Person]:
    return [person for person in telegram.people.values() if not person.hidden]


def _sandbox(api: BotApi) -> Json:
    telegram = api.telegram
    return {
        "now": _milliseconds(telegram.clock.now()),
        "mode": api.mode,
        "people": [{**asdict(person), "name": person.name} for person in _shown_people(telegram)],
        "bots": [{"id": bot.id, "username": bot.username, "about": bot.about} for bot in telegram.bots.values()],
    }


def _chat(telegram: Telegram, chat: Chat) -> Json:
    return {
        **_bot_seen_by(chat.person, chat.bot),
        "messages": [_message(message) for message in list(chat.messages.values())[-NEWEST_MESSAGES:]],
        "pressed": [
            {"message_id": press.message_id, "data": press.data} for press in chat.presses if not press.answered
        ],
        "toasts": [asdict(toast) for toast in chat.toasts[-NEWEST_TOASTS:]],
        "reply_keyboard": chat.reply_keyboard,
        "action": chat.action,
        "action_ends": _milliseconds(chat.action_until or telegram.clock.now()),
        "started": chat.started,
        "blocked": chat.blocked,
        "unread": chat.unread,
    }


def _message(message: Message) -> Json:
    """A Message as bots get it, with the fields that only Telegram's client needs."""
    markup = message.reply_markup or {}
    return {
        **message_object(message),
        "from_bot": message.from_bot,
        "silent": message.silent,
        "force_reply": markup if "force_reply" in markup else None,
    }


def _bot_seen_by(person: Person, bot: BotAccount) -> Json:
    """The bot's profile in the person's language."""
    language = person.language_code
    return {
        "bot_id": bot.id,
        "person_id": person.id,
        "title": bot.name_for(person),
        "description": bot.descriptions.get(language) or bot.descriptions.get(""),
        "commands": commands_for(bot, person),
        "menu_button": menu_button_for(bot, person),
    }


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
