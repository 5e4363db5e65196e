"""Only private chats make guests; in a group the bot says where to write to it."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage

from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.sandbox.chat_user import ChatUser
from app.usecases.guests.record_block import RecordBlock
from tests.bot.test_webhook import Telegram
from tests.product import ANNA, MARIA, RESTAURANT, Product

Json = dict[str, Any]

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Regulars"}
MARIA_THERE = {"id": MARIA, "is_bot": False, "first_name": "Maria", "language_code": "en"}
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM_ITSELF = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SENDERS = [MARIA_THERE, ANONYMOUS_ADMIN, TELEGRAM_ITSELF, CHANNEL_BOT]


@pytest.fixture
async def telegram(product: Product) -> Telegram:
    bots = await product.container.get(VenueBots)
    return Telegram(product, bots.of_venue(RESTAURANT).webhook_secret)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[SendMessage]:
    """What the bots send meanwhile. The sandbox has no groups, so it stays here."""
    sent: list[SendMessage] = []
    call = Bot.__call__

    async def record(bot: Bot, method: Any, request_timeout: int | None = None) -> Any:
        if isinstance(method, SendMessage) and method.chat_id == GROUP["id"]:
            sent.append(method)
            return None
        return await call(bot, method, request_timeout)

    monkeypatch.setattr(Bot, "__call__", record)
    return sent


async def username(product: Product) -> str:
    bots = await product.container.get(VenueBots)
    return str((await bots.of_venue(RESTAURANT).bot.me()).username)


def in_group(update_id: int, text: str, sender: Json, entity: str | None = None, name: str = "message") -> Json:
    message = {"message_id": update_id, "date": 1795424400, "chat": GROUP, "from": sender, "text": text}
    if entity:
        message["entities"] = [{"type": entity, "offset": 0, "length": len(text)}]
    return {"update_id": update_id, name: message}


async def count_guests(product: Product) -> int:
    database = await product.container.get(Database)
    async with database.read() as tx:
        return (await tx.guests.count(RESTAURANT)).total


@pytest.mark.parametrize("sender", SENDERS)
async def test_a_command_in_a_group_is_answered_with_the_link_and_registers_nobody(
    product: Product, telegram: Telegram, answers: list[SendMessage], sender: Json
) -> None:
    assert await telegram.send(in_group(930_001, "/start", sender, "bot_command")) == 200
    (answer,) = answers
    assert answer.chat_id == GROUP["id"]
    assert f'href="https://t.me/{await username(product)}"' in answer.text
    assert await count_guests(product) == 0


async def test_a_mention_in_a_group_is_answered(
    product: Product, telegram: Telegram, answers: list[SendMessage]
) -> None:
    mention = f"@{(await username(product)).upper()}"
    assert await telegram.send(in_group(930_002, mention, MARIA_THERE, "mention")) == 200
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("text", "entity", "name"),
    [
        ("see you at eight", None, "message"),
        ("/start@another_bot", "bot_command", "message"),
        ("@another_bot", "mention", "message"),
        ("/start", "bot_command", "edited_message"),
        ("/start", "bot_command", "channel_post"),
    ],
)
async def test_what_is_not_said_to_the_bot_gets_no_answer(
    product: Product, telegram: Telegram, answers: list[SendMessage], text: str, entity: str | None, name: str
) -> None:
    assert await telegram.send(in_group(930_003, text, MARIA_THERE, entity, name)) == 200
    assert answers == []
    assert await count_guests(product) == 0


async def test_a_blocked_guest_who_writes_in_a_group_stays_blocked(
    product: Product, telegram: Telegram, anna: ChatUser
) -> None:
    database = await product.container.get(Database)
    block = await product.container.get(RecordBlock)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    bots = await product.container.get(VenueBots)
    await block(bots.of_venue(RESTAURANT).venue, ANNA, is_blocked=True)
    await telegram.send(in_group(930_004, "good evening", {**MARIA_THERE, "id": ANNA}))
    async with database.read() as tx:
        assert (await tx.guests.get(guest.id)).blocked_at


async def test_a_group_that_forbids_writing_is_no_failure(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Bot.__call__

    async def refuse(bot: Bot, method: Any, request_timeout: int | None = None) -> Any:
        if isinstance(method, SendMessage) and method.chat_id == GROUP["id"]:
            raise TelegramForbiddenError(method, "Forbidden: bot was kicked from the supergroup chat")
        return await call(bot, method, request_timeout)

    monkeypatch.setattr(Bot, "__call__", refuse)
    assert await telegram.send(in_group(930_005, "/start", MARIA_THERE, "bot_command")) == 200
