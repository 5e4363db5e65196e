"""What Telegram adds before aiogram knows it: the rest of the update is answered, the part is counted by its kind."""

from typing import Any

import pytest
from aiogram import Bot
from pydantic import ValidationError

from app.bot.updates import kind_of, read_update
from app.bot.venue_bots import VenueBots
from app.runtime import metrics
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import buttons, window
from tests.bot.test_webhook import Telegram, message_update
from tests.product import RESTAURANT, Product

Json = dict[str, Any]


def counted(part: str) -> float:
    return float(metrics.UPDATE_PARTS_SKIPPED.labels(part)._value.get())


@pytest.fixture
async def telegram(product: Product, anna: ChatUser) -> Telegram:
    bots = await product.container.get(VenueBots)
    return Telegram(product, bots.of_venue(RESTAURANT).webhook_secret)


def with_part(update_id: int, text: str | None, **parts: object) -> Json:
    update = message_update(update_id, text or "x")
    update["message"] |= parts
    if text is None:
        del update["message"]["text"]
    return update


async def test_a_start_that_was_forwarded_from_something_new_opens_the_menu(telegram: Telegram, anna: ChatUser) -> None:
    before = counted("message.forward_origin")
    assert await telegram.send(with_part(950_001, "/start", forward_origin={"type": "hologram", "date": 1})) == 200
    assert "Hello" in window(anna).text
    assert counted("message.forward_origin") == before + 1


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("contact", {"phone_number": "+1"}),
        ("paid_media", {"star_count": 1, "paid_media": [{"type": "hologram"}]}),
        ("hologram", {"file_id": "x"}),
    ],
)
async def test_a_message_of_which_nothing_is_understood_gets_the_hint(
    telegram: Telegram, anna: ChatUser, part: str, value: Json
) -> None:
    before = counted(f"message.{part}")
    assert await telegram.send(with_part(950_002, None, **{part: value})) == 200
    assert "I understand buttons" in anna.messages[-2].text
    assert counted(f"message.{part}") == before + 1


async def test_a_press_under_a_message_with_something_new_works(telegram: Telegram, anna: ChatUser) -> None:
    shown = window(anna)
    data = next(each["callback_data"] for row in shown.inline_keyboard for each in row if "callback_data" in each)
    update = with_part(950_003, "Hello", forward_origin={"type": "hologram", "date": 1})
    message = update.pop("message") | {"message_id": shown.id}
    press = {"id": "1", "from": message["from"], "chat_instance": "1", "data": data, "message": message}
    assert await telegram.send({**update, "callback_query": press}) == 200
    assert "📝 Book a table" not in buttons(anna)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1}}}', "message"),
        (b'{"update_id": 1, "callback_query": {}}', "callback_query"),
        (b"[]", ""),
        (b"{", ""),
    ],
)
def test_what_nobody_could_be_answered_about_is_known_by_its_kind(body: bytes, kind: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_update(body, Bot("1:a"))
    assert kind_of(refusal.value) == kind


@pytest.mark.parametrize("sender", [2**63, 2**80, -(2**63) - 1])
async def test_a_sender_that_no_database_can_store_holds_up_no_other_update(
    telegram: Telegram, anna: ChatUser, sender: int
) -> None:
    assert await telegram.send(message_update(950_010, "/start", sender)) == 200
    assert await telegram.send(message_update(950_011, "/help")) == 200
    assert "Press buttons, or write a short request" in anna.last.text
