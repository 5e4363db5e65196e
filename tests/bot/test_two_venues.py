"""Two venues with different admins: nobody sees, changes or is told anything of the other venue."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from app.bot.messages.buttons import AskToCancel, AskToMove, OpenBooking, SendCalendar, StopBroadcasting
from app.bot.venue_bots import VenueBots
from app.runtime.rejections import Rejection
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, buttons, choose_time, press_all, said, window
from tests.product import ANNA, BEN, CLINIC, MARIA, RESTAURANT, VERA, Product
from tests.runtime.rejections import rejected

OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."


@pytest.fixture
async def maria(product: Product) -> ChatUser:
    """The admin of the clinic alone, in the clinic's chat. Vera is the restaurant's alone."""
    bots = await product.container.get(VenueBots)
    for venue_id, admin in ((RESTAURANT, VERA), (CLINIC, MARIA)):
        served = bots.of_venue(venue_id)
        bots._by_bot[served.bot.id] = replace(served, venue=replace(served.venue, admin_ids=(admin,)))
    user = product.person(MARIA, CLINIC)
    await user.write("/start")
    return user


async def fail_a_message(product: Product, anna: ChatUser) -> None:
    """Book for Anna, and let Telegram refuse the confirmation."""
    await choose_time(anna)
    product.sandbox.api.faults.refuse("sendMessage", 400, "Bad Request: odd", times=1, chat_id=ANNA)
    await anna.press("✅ Подтвердить")
    await product.settle()


async def test_the_desk_of_one_venue_lists_nothing_of_the_other(
    product: Product, anna: ChatUser, maria: ChatUser
) -> None:
    await fail_a_message(product, anna)
    await maria.write("/admin")
    await press_all(maria, "📅 Записи по дням", "›")
    assert "Никого не ждём" in window(maria).text
    await press_all(maria, "‹ Назад", "⚠️ Недоставленные сообщения")
    assert "подтверждение" not in window(maria).text
    await press_all(maria, "‹ Назад", "👥 Гости")
    assert "Анна Смирнова" not in "".join([window(maria).text, *buttons(maria)])
    await press_all(maria, "‹ Назад", "📊 Цифры")
    assert "За эти дни ничего нет" in window(maria).text


async def test_an_admin_is_none_at_the_other_venue(product: Product, maria: ChatUser) -> None:
    assert "🗝 Панель администратора" in buttons(maria)
    elsewhere = product.person(MARIA, RESTAURANT)
    before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
    await elsewhere.write("/admin")
    assert "Здравствуйте" in window(elsewhere).text
    assert "🗝 Панель администратора" not in buttons(elsewhere)
    assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 1


@pytest.mark.parametrize("button", [OpenBooking, AskToCancel, AskToMove, SendCalendar])
async def test_buttons_with_the_id_of_the_other_venues_booking_are_unknown(
    anna: ChatUser, maria: ChatUser, button: type[OpenBooking | AskToCancel | AskToMove | SendCalendar]
) -> None:
    await book(anna)
    await maria.press_data(window(maria), button(booking_id=1).pack())
    assert said(maria) == OLD


async def test_lists_with_the_ids_of_the_other_venue_open_nothing(
    product: Product, anna: ChatUser, maria: ChatUser
) -> None:
    await fail_a_message(product, anna)
    for path, forged in (
        (["📅 Записи по дням"], "booking:1"),
        (["👥 Гости"], "guest:1"),
        (["⚠️ Недоставленные сообщения"], "message:1"),
    ):
        await maria.write("/admin")
        await press_all(maria, *path)
        intent = next(str(each["callback_data"]) for row in window(maria).inline_keyboard for each in row).split(
            "\x1d"
        )[0]
        await maria.press_data(window(maria), f"{intent}\x1d{forged}")
        assert said(maria) == OLD, forged
        assert "Анна Смирнова" not in window(maria).text


async def test_a_broadcast_of_the_other_venue_cannot_be_stopped(
    product: Product, anna: ChatUser, vera: ChatUser, maria: ChatUser
) -> None:
    assert anna.messages
    await vera.write("/admin")
    await press_all(vera, "📣 Рассылка")
    await vera.write("Джаз в субботу")
    await press_all(vera, next(each for each in buttons(vera) if "Новость" in each), "📣 Отправить")
    await product.settle()
    await maria.press_data(window(maria), StopBroadcasting(broadcast_id=1).pack())
    assert said(maria) == OLD


async def test_the_secret_of_the_other_venues_webhook_is_refused(product: Product) -> None:
    bots = await product.container.get(VenueBots)
    before = rejected(Rejection.WRONG_WEBHOOK_SECRET, RESTAURANT)
    assert await _send(product, RESTAURANT, bots.of_venue(CLINIC).webhook_secret, 900_001) == 401
    assert rejected(Rejection.WRONG_WEBHOOK_SECRET, RESTAURANT) == before + 1
    assert await _send(product, RESTAURANT, bots.of_venue(RESTAURANT).webhook_secret, 900_001) == 200


async def test_an_update_id_that_both_bots_use_is_handled_at_both(product: Product) -> None:
    bots = await product.container.get(VenueBots)
    people = [product.person(BEN, venue_id) for venue_id in (RESTAURANT, CLINIC)]
    for user in people:
        user.chat.started = True
    secrets = {venue_id: bots.of_venue(venue_id).webhook_secret for venue_id in (RESTAURANT, CLINIC)}
    assert await asyncio.gather(*(_send(product, each, secret, 900_002) for each, secret in secrets.items())) == [
        200,
        200,
    ]
    assert all("Hello" in window(user).text for user in people)


async def _send(product: Product, venue_id: str, secret: str, update_id: int) -> int:
    """Send /start of Ben to the venue's webhook, and return the status."""
    person = {"id": BEN, "is_bot": False, "first_name": "Ben", "language_code": "en"}
    message = {
        "message_id": update_id,
        "date": 1795424400,
        "chat": {"id": BEN, "type": "private", "first_name": "Ben"},
        "from": person,
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{product.address}/webhook/{venue_id}",
            json={"update_id": update_id, "message": message},
            headers={"X-Telegram-Bot-Api-Secret-Token": secret},
        )
    return answer.status_code
