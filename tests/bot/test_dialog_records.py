"""Records in Redis end by themselves, an unreadable one stops nobody, and no lock is waited for without a bound."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from redis.asyncio import Redis

from app.bot.dialog_records import CHAT_LOCK, LIFETIME
from app.bot.venue_bots import VenueBots
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, press_all, window
from tests.bot.test_webhook import Telegram, message_update
from tests.product import ANNA, RESTAURANT, Product

Json = dict[str, Any]


async def records(redis: Redis, kind: str) -> list[str]:
    """The keys of Anna's records of a kind."""
    keys = [str(key, "ascii") for key in await redis.keys(f"*{ANNA}*aiogd:{kind}:*") if isinstance(key, bytes)]
    assert keys
    return keys


def with_new_field(stored: bytes) -> bytes:
    return json.dumps({**json.loads(stored), "has_background": True}).encode()


def without_fields(_stored: bytes) -> bytes:
    return b'{"intents": "abc"}'


def no_object(_stored: bytes) -> bytes:
    return b"[1]"


def no_json(stored: bytes) -> bytes:
    return stored[:-3]


def no_text(_stored: bytes) -> bytes:
    return b"\xff\xfe"


@pytest.mark.parametrize("kind", ["stack", "context"])
@pytest.mark.parametrize("spoil", [with_new_field, without_fields, no_object, no_json, no_text])
async def test_an_unreadable_record_is_dropped_and_the_menu_is_shown(
    product: Product,
    anna: ChatUser,
    kind: str,
    spoil: Callable[[bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    warn = SimpleNamespace(warning=lambda event, **fields: lines.append(f"{event}: {fields['kind']}"))
    monkeypatch.setattr("app.bot.dialog_records.log", warn)
    redis = await product.container.get(Redis)
    await press_all(anna, "📝 Записаться", "2")
    for key in await records(redis, kind):
        stored = await redis.get(key)
        assert isinstance(stored, bytes)
        await redis.set(key, spoil(stored))
    await anna.press(TABLE_FOR_TWO)
    assert set(lines) == {f"dialog record dropped: aiogd:{kind}"}
    assert "Здравствуйте" in anna.last.text
    await anna.write("/book")
    assert "Сколько вас" in anna.last.text


async def test_records_have_a_lifetime(product: Product, anna: ChatUser) -> None:
    redis = await product.container.get(Redis)
    await anna.press("📝 Записаться")
    for kind in ("stack", "context"):
        for key in await records(redis, kind):
            assert 0 < await redis.ttl(key) <= LIFETIME.total_seconds()


async def test_an_update_that_waits_too_long_for_its_chat_comes_again(
    product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0.2)
    redis = await product.container.get(Redis)
    served = (await product.container.get(VenueBots)).of_venue(RESTAURANT)
    telegram = Telegram(product, served.webhook_secret)
    lock = f"fsm:{served.bot.id}:{ANNA}:{ANNA}:default:lock"
    await redis.set(lock, "another process", ex=60)
    assert await telegram.send(message_update(940_001)) == 503
    await redis.delete(lock)
    assert await telegram.send(message_update(940_001)) == 200
    assert "Hello" in window(anna).text
