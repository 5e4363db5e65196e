"""The stream that keeps an open chat page up to date."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime

from app.sandbox.bot_api.api import BotApi
from app.sandbox.bot_api.profile import commands_for, menu_button_for
from app.sandbox.shapes import message_object
from app.sandbox.telegram import Telegram
from app.sandbox.world import BotAccount, Chat, Json, Message, Person

NEWEST_MESSAGES = 200
NEWEST_TOASTS = 20


class Changes:
    """What one open page has not seen yet."""

    def __init__(self) -> None:
        self._chats: dict[tuple[int, int], Chat] = {}
        self._everything = True
        self._news = asyncio.Event()
        self._news.set()

    def note(self, chat: Chat | None) -> None:
        if chat:
            self._chats[chat.bot.id, chat.person.id] = chat
        else:
            self._everything = True
        self._news.set()

    async def wait(self) -> bool:
        """Wait until there is something to see. Answers whether it is everything."""
        await self._news.wait()
        self._news.clear()
        everything, self._everything = self._everything, False
        return everything

    def take_chats(self) -> list[Chat]:
        chats, self._chats = list(self._chats.values()), {}
        return chats


async def page_events(api: BotApi, zone: str) -> AsyncIterator[str]:
    """Server-sent events until the sandbox closes: first all there is, then each chat that changes."""
    changes = Changes()
    telegram = api.telegram
    telegram.watchers.append(changes.note)
    try:
        while not telegram.closed:
            everything = await changes.wait()
            chats = changes.take_chats()
            if everything:
                yield _event("world", _world(api, zone))
                chats = [
                    telegram.chat(bot, person) for bot in telegram.bots.values() for person in telegram.people.values()
                ]
            for chat in chats:
                yield _event("chat", _chat(telegram, chat))
    finally:
        telegram.watchers.remove(changes.note)


def _event(name: str, data: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _world(api: BotApi, zone: str) -> Json:
    telegram = api.telegram
    return {
        "now": _milliseconds(telegram.clock.now()),
        "zone": zone,
        "mood": api.mood,
        "people": [{**asdict(person), "name": person.name} for person in telegram.people.values()],
        "bots": [{"id": bot.id, "username": bot.username} for bot in telegram.bots.values()],
    }


def _chat(telegram: Telegram, chat: Chat) -> Json:
    return {
        **_about(chat.bot, chat.person),
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
    """A Message as bots get it, with what only the person's application knows."""
    markup = message.reply_markup or {}
    return {
        **message_object(message),
        "from_bot": message.from_bot,
        "silent": message.silent,
        "force_reply": markup if "force_reply" in markup else None,
    }


def _about(bot: BotAccount, person: Person) -> Json:
    """The bot as this person sees it."""
    language = person.language_code
    return {
        "bot_id": bot.id,
        "person_id": person.id,
        "title": bot.name_for(person),
        "description": bot.descriptions.get(language) or bot.descriptions.get(""),
        "commands": commands_for(bot, person),
        "menu_button": menu_button_for(bot, person),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
