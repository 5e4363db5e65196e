"""A guest who presses without end is told once to wait, and costs nothing until the next minute."""

from datetime import timedelta

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from app.bot.update_limit import LimitUpdates
from app.runtime.rejections import Rejection
from app.sandbox.chat_user import ChatUser
from app.usecases.guests.register_guest import RegisterGuest
from tests.bot.steps import window
from tests.product import ANNA, CLINIC, RESTAURANT, Product
from tests.runtime.rejections import rejected

TOO_FAST = "Слишком быстро: за минуту мы успеваем ответить на 3 нажатий и сообщений. Продолжим в 12:01."


@pytest.fixture
def strict(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three updates a minute. The product of the tests has no limit."""
    assert product
    monkeypatch.setattr("app.bot.update_limit.UPDATES", 3)


async def press_too_often(anna: ChatUser) -> None:
    for _ in range(6):
        await anna.press_data(window(anna), "nonsense")


@pytest.mark.usefixtures("strict")
async def test_who_presses_too_fast_is_told_once_when_to_go_on(product: Product, anna: ChatUser) -> None:
    product.clock.advance(timedelta(seconds=1))
    before = rejected(Rejection.TOO_MANY_UPDATES, RESTAURANT)
    await press_too_often(anna)
    assert [toast.text for toast in anna.toasts].count(TOO_FAST) == 1
    assert rejected(Rejection.TOO_MANY_UPDATES, RESTAURANT) > before
    silent = len(anna.messages)
    await anna.write("/start")
    assert len(anna.messages) == silent + 1
    product.clock.advance(timedelta(minutes=1))
    await anna.write("/start")
    assert "Здравствуйте" in window(anna).text


@pytest.mark.usefixtures("strict")
async def test_an_update_over_the_limit_writes_nothing(
    product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await press_too_often(anna)

    async def fail(*_: object) -> None:
        raise AssertionError("the guest was registered")

    monkeypatch.setattr(RegisterGuest, "__call__", fail)
    toasts = len(anna.toasts)
    await anna.press_data(window(anna), "nonsense")
    assert len(anna.toasts) == toasts


@pytest.mark.usefixtures("strict")
async def test_another_guest_and_another_venue_are_not_held_up(product: Product, anna: ChatUser, ben: ChatUser) -> None:
    await press_too_often(anna)
    product.clock.advance(timedelta(minutes=1))
    await press_too_often(anna)
    await ben.write("/start")
    assert "Hello" in window(ben).text
    in_clinic = product.person(ANNA, CLINIC)
    await in_clinic.write("/start")
    assert "Здравствуйте" in window(in_clinic).text


async def test_without_redis_nobody_is_held_up(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    redis, limit = await product.container.get(Redis), await product.container.get(LimitUpdates)

    async def refuse(*_: object, **__: object) -> None:
        raise RedisConnectionError("away")

    monkeypatch.setattr(redis.connection_pool, "get_connection", refuse)
    assert await limit._count("any") == 0
