"""The chat page's requests and its event stream. Its look is tested in tests/browser."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import BotCommand, ForceReply, KeyboardButton, ReplyKeyboardMarkup

from app.sandbox.bot_api.api import ApiMode
from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox

from .conftest import ANNA, Webhook
from .test_sending import PNG

CHAT = f"/sandbox/page/chats/7001/{ANNA}"


class Stream:
    """The events of an open page, one after the other."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, dict[str, Any]]:
        name = (await self._response.content.readline()).decode().removeprefix("event: ").strip()
        data = (await self._response.content.readline()).decode().removeprefix("data: ")
        await self._response.content.readline()
        return name, json.loads(data)

    async def chat_where(self, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait for an event with Anna's chat that meets the condition."""
        while True:
            name, data = await self.next()
            if name == "chat" and data["person_id"] == ANNA and condition(data):
                return data


@pytest.fixture
async def http(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(address) as session:
        yield session


@pytest.fixture
async def stream(http: aiohttp.ClientSession) -> AsyncIterator[Stream]:
    async with http.get("/sandbox/page/events") as response:
        yield Stream(response)


async def send(http: aiohttp.ClientSession, path: str, **body: object) -> int:
    async with http.post(path, json=body) as response:
        return response.status


async def test_the_page_and_its_files_are_served(http: aiohttp.ClientSession) -> None:
    async with http.get("/sandbox") as response:
        assert response.status == 200
        assert "js/main.js" in await response.text()
    async with http.get("/sandbox/js/main.js") as response:
        assert response.content_type == "text/javascript"


async def test_an_opened_page_gets_all_people_and_chats(stream: Stream) -> None:
    name, sandbox = await stream.next()
    assert name == "sandbox"
    assert [person["name"] for person in sandbox["people"]][:2] == ["Анна Смирнова", "Ben Carter"]
    assert (sandbox["zone"], sandbox["mode"]) == ("Europe/Moscow", "normal")
    chat = await stream.chat_where(lambda _: True)
    assert (chat["title"], chat["messages"], chat["started"]) == ("Cafe", [], False)


async def test_a_message_is_sent_to_the_bot_and_its_answer_to_the_page(
    hooked: Bot, http: aiohttp.ClientSession, stream: Stream, webhook: Webhook
) -> None:
    async def answer(_: dict[str, Any]) -> None:
        markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes")]])
        await hooked.send_message(ANNA, "<b>Hi</b>", parse_mode="HTML", reply_markup=markup, disable_notification=True)

    webhook.on_update = answer
    assert await send(http, f"{CHAT}/messages", text="hello") == 204
    chat = await stream.chat_where(lambda chat: len(chat["messages"]) == 2)
    asked, answered = chat["messages"]
    assert (asked["text"], asked["from_bot"]) == ("hello", False)
    assert (answered["text"], answered["from_bot"], answered["silent"]) == ("Hi", True, True)
    assert answered["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert chat["reply_keyboard"]["keyboard"] == [[{"text": "Yes"}]]
    assert chat["unread"] == 1


async def test_every_action_of_a_person_has_a_route(
    anna: ChatUser, hooked: Bot, http: aiohttp.ClientSession, webhook: Webhook
) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes")]])
    asked = await hooked.send_message(ANNA, "Sure?", reply_markup=markup)
    assert await send(http, f"{CHAT}/taps", text="Yes") == 204
    assert await send(http, f"{CHAT}/taps", text="No such button") == 404
    assert await send(http, f"{CHAT}/presses", message_id=asked.message_id, data="x") == 204
    assert await send(http, f"{CHAT}/presses", message_id=10**9, data="x") == 404
    assert await send(http, f"{CHAT}/stickers", emoji="🎉") == 204
    assert await send(http, f"{CHAT}/contact") == 204
    assert await send(http, f"{CHAT}/read") == 204
    assert await send(http, f"{CHAT}/block") == 204
    assert anna.chat.blocked
    assert await send(http, f"{CHAT}/unblock") == 204
    await anna.write("the last")
    kinds = [next(kind for kind in update if kind != "update_id") for update in webhook.updates]
    assert kinds == ["message", "message", "callback_query", "message", "message", *["my_chat_member"] * 2, "message"]
    assert await send(http, "/sandbox/page/chats/7001/999/read") == 404


async def test_files_are_uploaded_and_downloaded(anna: ChatUser, http: aiohttp.ClientSession) -> None:
    for name, content in (("hall.png", PNG), ("letter.txt", b"Hello")):
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        form.add_field("caption", f"This is {name}")
        async with http.post(f"{CHAT}/files", data=form) as response:
            assert response.status == 204
    assert [message.text for message in anna.messages[-2:]] == ["This is hall.png", "This is letter.txt"]
    photo, document = (message.photo or message.document for message in anna.messages[-2:])
    assert photo
    assert document
    assert (photo.width, document.name) == (320, "letter.txt")
    async with http.get(f"/sandbox/page/files/{document.id}") as response:
        assert (response.content_type, await response.read()) == ("text/plain", b"Hello")


async def test_the_page_gets_the_bots_profile(hooked: Bot, stream: Stream) -> None:
    await hooked.set_my_description("Tables for all")
    await hooked.set_my_name("Кафе", language_code="ru")
    await hooked.set_my_commands([BotCommand(command="book", description="Book")])
    chat = await stream.chat_where(lambda chat: chat["commands"])
    assert (chat["title"], chat["description"], chat["commands"][0]["command"]) == ("Кафе", "Tables for all", "book")
    assert chat["menu_button"] == {"type": "commands"}


async def test_the_page_gets_a_bots_request_for_a_reply(anna: ChatUser, hooked: Bot, stream: Stream) -> None:
    await hooked.send_message(ANNA, "Your name?", reply_markup=ForceReply(input_field_placeholder="Name"))
    chat = await stream.chat_where(lambda chat: len(chat["messages"]) == 2)
    assert chat["messages"][-1]["force_reply"]["input_field_placeholder"] == "Name"


async def test_the_clock_is_moved_by_minutes_and_to_a_time_in_the_pages_zone(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    assert await send(http, "/sandbox/page/clock", minutes=10) == 204
    assert sandbox.clock.now() == datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    assert await send(http, "/sandbox/page/clock", to="2026-11-24T09:00") == 204
    assert sandbox.clock.now() == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


async def test_the_mode_is_changed_from_the_page(http: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    assert await send(http, "/sandbox/page/mode", mode="failing") == 204
    assert sandbox.api.mode is ApiMode.FAILING
    assert await send(http, "/sandbox/page/mode", mode="cheerful") == 422


async def test_a_closed_page_is_no_longer_notified(http: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    async with http.get("/sandbox/page/events") as response:
        await Stream(response).next()
        assert len(sandbox.telegram.watchers) == 1
    while sandbox.telegram.watchers:  # noqa: ASYNC110  there is no event for the server's noticing
        await asyncio.sleep(0.005)


async def test_closing_the_sandbox_ends_the_streams(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get("/sandbox/page/events") as response:
        await Stream(response).next()
        await sandbox.close()
        assert await response.read()
