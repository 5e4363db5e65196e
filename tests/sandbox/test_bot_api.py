"""Calls of the Bot API: tokens, methods, parameters, injected faults, and a bot's profile."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonDefault,
    MenuButtonWebApp,
    WebAppInfo,
)

from app.sandbox.bot_api.api import ApiMode
from app.sandbox.bot_api.profile import commands_for, menu_button_for
from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox

from .conftest import ANNA, BEN, TOKEN


@pytest.fixture
async def http(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(address) as session:
        yield session


async def call(http: aiohttp.ClientSession, method: str, token: str = TOKEN, **body: Any) -> tuple[int, dict[str, Any]]:
    async with http.post(f"/sandbox/api/bot{token}/{method}", **body) as response:
        return response.status, await response.json()


async def test_a_bot_is_identified_by_its_token(bot: Bot, http: aiohttp.ClientSession) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.first_name, me.is_bot) == (7001, "cafe_bot", "Cafe", True)
    assert await call(http, "getMe", "7001:another") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_method_names_are_case_insensitive(http: aiohttp.ClientSession) -> None:
    assert (await call(http, "getme"))[0] == 200
    status, body = await call(http, "sendCake")
    assert (status, body["description"]) == (404, "Not Found: method not found")
    status, body = await call(http, "logOut")
    assert (status, body["description"]) == (404, "Not Found: the sandbox does not know logOut")


@pytest.mark.parametrize("kind", ["json", "data", "params"])
async def test_parameters_are_read_from_json_a_form_and_the_query_string(
    anna: ChatUser, http: aiohttp.ClientSession, kind: str
) -> None:
    body_as: dict[str, Any] = {kind: {"chat_id": ANNA, "text": "12"}}
    status, body = await call(http, "sendMessage", **body_as)
    assert (status, body["ok"], body["result"]["text"]) == (200, True, "12")


async def test_a_method_can_be_called_by_get(anna: ChatUser, http: aiohttp.ClientSession) -> None:
    async with http.get(f"/sandbox/api/bot{TOKEN}/sendMessage?chat_id={ANNA}&text=hi") as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": ANNA}, "message text is empty"),
        ("setMyCommands", {}, 'parameter "commands" of setMyCommands is required'),
        ("sendMessage", {"chat_id": ANNA, "text": "x", "colour": "red"}, 'unknown parameter "colour" of sendMessage'),
        (
            "sendMessage",
            {"chat_id": ANNA, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "data": "b"}]]}},
            'unknown field "data" in "reply_markup.inline_keyboard"',
        ),
        (
            "sendMessage",
            {"chat_id": ANNA, "text": "x", "reply_parameters": {"message_id": "first"}},
            'can\'t parse parameter "reply_parameters.message_id" of sendMessage',
        ),
    ],
)
async def test_wrong_parameters_are_refused(
    anna: ChatUser, http: aiohttp.ClientSession, method: str, parameters: dict[str, object], reason: str
) -> None:
    status, body = await call(http, method, json=parameters)
    assert (status, body["error_code"]) == (400, 400)
    assert body["description"].startswith(f"Bad Request: {reason}")


async def test_a_body_that_is_not_json_is_refused(http: aiohttp.ClientSession) -> None:
    headers = {"content-type": "application/json"}
    assert (await call(http, "getMe", data="{", headers=headers))[0] == 400


async def test_every_call_is_recorded(anna: ChatUser, hooked: Bot, sandbox: Sandbox) -> None:
    await hooked.send_message(ANNA, "hello")
    with pytest.raises(TelegramBadRequest):
        await hooked.send_message(999, "nobody")
    taken, refused = sandbox.api.calls_of("sendMessage")
    assert (taken.ok, taken.token, taken.at) == (True, TOKEN, sandbox.clock.now())
    assert taken.parameters == {"chat_id": ANNA, "text": "hello"}
    assert (refused.ok, refused.code, refused.description) == (False, 400, "Bad Request: chat not found")


async def test_an_injected_refusal_is_answered_as_often_as_asked(anna: ChatUser, hooked: Bot, sandbox: Sandbox) -> None:
    sandbox.api.faults.refuse("sendMessage", 502, "Bad Gateway", times=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError, match="Bad Gateway"):
            await hooked.send_message(ANNA, "hello")
    sandbox.api.faults.refuse("sendMessage", 429, "Too Many Requests: retry after 7", chat_id=ANNA, retry_after=7)
    await hooked.get_me()
    with pytest.raises(TelegramRetryAfter) as refusal:
        await hooked.send_message(ANNA, "hello")
    assert refusal.value.retry_after == 7
    await hooked.send_message(ANNA, "hello")
    assert [message.text for message in anna.messages] == ["/start", "hello"]


async def test_a_connection_is_dropped_before_or_after_the_call_is_carried_out(
    anna: ChatUser, hooked: Bot, sandbox: Sandbox
) -> None:
    sandbox.api.faults.drop_before("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await hooked.send_message(ANNA, "never taken")
    sandbox.api.faults.drop_after("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await hooked.send_message(ANNA, "taken")
    assert [message.text for message in anna.messages] == ["/start", "taken"]


async def test_a_call_hangs_until_the_bot_gives_up(anna: ChatUser, hooked: Bot, sandbox: Sandbox) -> None:
    sandbox.api.faults.hang("sendMessage")
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await hooked.send_message(ANNA, "hello", request_timeout=0.05)  # type: ignore[arg-type]
    assert len(anna.messages) == 1


async def test_all_calls_can_fail_or_be_slow(hooked: Bot, sandbox: Sandbox) -> None:
    sandbox.api.mode = ApiMode.FAILING
    with pytest.raises(TelegramServerError, match="Internal Server Error"):
        await hooked.get_me()
    sandbox.api.mode = ApiMode.NORMAL
    sandbox.api.faults.slow_by = 0.05
    started = asyncio.get_running_loop().time()
    await hooked.get_me()
    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_commands_are_found_by_scope_and_language(hooked: Bot, sandbox: Sandbox) -> None:
    book = [BotCommand(command="book", description="Book a table")]
    await hooked.set_my_commands(book, scope=BotCommandScopeAllPrivateChats())
    russian = [BotCommand(command="book", description="Забронировать стол")]
    await hooked.set_my_commands(russian, scope=BotCommandScopeAllPrivateChats(), language_code="ru")
    await hooked.set_my_commands(
        [*book, BotCommand(command="admin", description="Run the day")], scope=BotCommandScopeChat(chat_id=BEN)
    )
    found = await hooked.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="ru")
    assert [each.description for each in found] == ["Забронировать стол"]
    account, people = sandbox.telegram.bots[TOKEN], sandbox.telegram.people
    assert [each["description"] for each in commands_for(account, people[ANNA])] == ["Забронировать стол"]
    assert [each["command"] for each in commands_for(account, people[BEN])] == ["book", "admin"]
    await hooked.delete_my_commands(scope=BotCommandScopeChat(chat_id=BEN))
    assert [each["command"] for each in commands_for(account, people[BEN])] == ["book"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await hooked.set_my_commands([BotCommand(command="Book!", description="x")])


async def test_a_person_can_have_a_menu_button_of_their_own(hooked: Bot, sandbox: Sandbox) -> None:
    button = MenuButtonWebApp(text="Book", web_app=WebAppInfo(url="https://example.com/app/"))
    await hooked.set_chat_menu_button(menu_button=button)
    await hooked.set_chat_menu_button(BEN, MenuButtonDefault())
    assert (await hooked.get_chat_menu_button()).model_dump() == button.model_dump()
    assert isinstance(await hooked.get_chat_menu_button(BEN), MenuButtonDefault)
    account, people = sandbox.telegram.bots[TOKEN], sandbox.telegram.people
    assert menu_button_for(account, people[ANNA])["type"] == "web_app"


async def test_names_and_descriptions_are_kept_by_language(hooked: Bot) -> None:
    await hooked.set_my_name("Кафе", language_code="ru")
    await hooked.set_my_description("We book tables")
    await hooked.set_my_short_description("Tables", language_code="en")
    assert (await hooked.get_my_name(language_code="ru")).name == "Кафе"
    assert (await hooked.get_my_name()).name == "Cafe"
    assert (await hooked.get_my_description(language_code="ru")).description == "We book tables"
    assert (await hooked.get_my_short_description(language_code="en")).short_description == "Tables"
    assert (await hooked.get_my_short_description()).short_description == ""


async def test_a_webhook_is_checked_and_described(hooked: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided for webhook"):
        await hooked.set_webhook("http://example.com/webhook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await hooked.set_webhook("https://example.com/webhook", secret_token="no spaces")
    await hooked.set_webhook("https://example.com/webhook", allowed_updates=["message"], max_connections=5)
    info = await hooked.get_webhook_info()
    assert (info.url, info.allowed_updates, info.max_connections) == ("https://example.com/webhook", ["message"], 5)
    await hooked.delete_webhook()
    assert (await hooked.get_webhook_info()).url == ""


async def test_chats_and_members_are_described(anna: ChatUser, hooked: Bot) -> None:
    assert (await hooked.get_chat(ANNA)).first_name == "Анна"
    assert (await hooked.get_chat_member(ANNA, hooked.id)).status == "member"
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await hooked.get_chat("@nobody")
