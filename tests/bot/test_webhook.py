"""The webhook loses no update, handles none twice, and does not ask for one again that can never succeed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from app.bot.venue_bots import VenueBots
from app.database.guests import TelegramUser
from app.database.migration_watch import MigrationWatch
from app.database.transaction import Database
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.rejections import Rejection
from app.sandbox.bot_api.faults import Faults
from app.sandbox.chat_user import ChatUser
from app.usecases.guests.register_guest import RegisterGuest
from tests.bot.steps import TUESDAY, book, buttons, choose_time, said, told, window
from tests.databases import database_outage
from tests.product import A_FEW_SECONDS, ANNA, BEN, MARIA, RESTAURANT, Product
from tests.runtime.rejections import rejected

Json = dict[str, Any]


def message_update(update_id: int, text: str = "/start", sender: int = ANNA) -> Json:
    person = {"id": sender, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    chat = {"id": sender, "type": "private", "first_name": "Anna"}
    message = {"message_id": update_id, "date": 1795424400, "chat": chat, "from": person, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": update_id, "message": message}


class Telegram:
    """Sends updates to a venue's webhook directly, so that a test sees each response."""

    def __init__(self, product: Product, secret: str) -> None:
        self._url = f"{product.address}/webhook/{RESTAURANT}"
        self._secret = secret

    async def send(self, update: Json) -> int:
        return await self.send_raw(httpx.Request("POST", self._url, json=update).content)

    async def send_raw(self, body: bytes, secret: str | None = None) -> int:
        shown = self._secret if secret is None else secret
        async with httpx.AsyncClient() as client:
            headers = {b"X-Telegram-Bot-Api-Secret-Token": shown.encode()}
            return (await client.post(self._url, content=body, headers=headers)).status_code


@pytest.fixture
async def telegram(product: Product, anna: ChatUser) -> Telegram:
    bots = await product.container.get(VenueBots)
    return Telegram(product, bots.of_venue(RESTAURANT).webhook_secret)


def sent(product: Product) -> int:
    return len(product.sandbox.api.calls_of("sendMessage"))


def help_windows(product: Product) -> int:
    """How often the answer to /help was sent to Anna, whose client is English in these updates."""
    calls = product.sandbox.api.calls_of("sendMessage")
    return len([call for call in calls if "We’ll remind you of each booking" in str(call.parameters.get("text"))])


async def test_a_repeated_update_does_nothing(product: Product, telegram: Telegram) -> None:
    assert await telegram.send(message_update(900_001, "/help")) == 200
    before = sent(product)
    assert await telegram.send(message_update(900_001, "/help")) == 200
    assert sent(product) == before


async def test_simultaneous_copies_of_an_update_are_handled_once(product: Product, telegram: Telegram) -> None:
    before = sent(product)
    answers = await asyncio.gather(*(telegram.send(message_update(900_002, "/help")) for _ in range(5)))
    together = sent(product) - before
    assert answers == [200] * 5
    await telegram.send(message_update(900_003, "/help"))
    assert sent(product) - before == 2 * together


class ConcurrentHandlers:
    """Counts how many updates of each user are handled at the same time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.present: Counter[int] = Counter()
        self.most: Counter[int] = Counter()
        self.together: asyncio.Barrier | None = None
        """A barrier at which handlers wait for each other; None: they do not."""
        register = RegisterGuest.__call__

        async def watched(use_case: RegisterGuest, venue: Venue, user: TelegramUser) -> Guest:
            self.present[user.telegram_id] += 1
            self.most |= self.present
            if self.together:
                await self.together.wait()
            guest = await register(use_case, venue, user)
            self.present[user.telegram_id] -= 1
            return guest

        monkeypatch.setattr(RegisterGuest, "__call__", watched)


async def test_updates_of_one_chat_are_handled_one_at_a_time(
    product: Product, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, before = ConcurrentHandlers(monkeypatch), help_windows(product)
    together = [telegram.send(message_update(901_000 + number, "/help")) for number in range(10)]
    assert await asyncio.gather(*together) == [200] * 10
    assert handlers.most[ANNA] == 1
    assert help_windows(product) - before == 10


async def test_chats_do_not_wait_for_each_other(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = ConcurrentHandlers(monkeypatch)
    handlers.together = asyncio.Barrier(3)
    chats = [telegram.send(message_update(902_000 + sender, "/help", sender)) for sender in (ANNA, BEN, MARIA)]
    async with asyncio.timeout(120):
        assert await asyncio.gather(*chats) == [200] * 3


async def test_updates_out_of_order_are_all_handled(product: Product, telegram: Telegram) -> None:
    before = help_windows(product)
    for update_id in (903_003, 903_001, 903_002):
        assert await telegram.send(message_update(update_id, "/help")) == 200
    assert help_windows(product) - before == 3


async def test_two_simultaneous_confirmations_make_one_booking(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await asyncio.gather(*(anna.press("✅ Подтвердить") for _ in range(5)))
    assert await count_bookings(product) == 1


async def test_an_update_that_always_fails_does_not_stop_other_updates(
    product: Product, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = RegisterGuest.__call__

    async def fail_for_one(use_case: RegisterGuest, venue: Venue, user: TelegramUser) -> Guest:
        if user.name == "Poison":
            raise ZeroDivisionError
        return await register(use_case, venue, user)

    monkeypatch.setattr(RegisterGuest, "__call__", fail_for_one)
    poison = message_update(904_001, "/help")
    poison["message"]["from"]["first_name"] = "Poison"
    before = sent(product)

    assert [await telegram.send(poison) for _ in range(3)] == [200] * 3
    assert sent(product) - before == 3, "the guest is told that something broke, and no more than that"
    shown = help_windows(product)
    assert await telegram.send(message_update(904_002, "/help")) == 200
    assert help_windows(product) - shown == 1


@pytest.mark.parametrize("secret", ["", "wrong", "ключ"])
async def test_a_request_without_the_secret_is_refused(product: Product, telegram: Telegram, secret: str) -> None:
    before, counted = sent(product), rejected(Rejection.WRONG_WEBHOOK_SECRET, RESTAURANT)
    assert await telegram.send_raw(b"{}", secret) == 401
    assert sent(product) == before
    assert rejected(Rejection.WRONG_WEBHOOK_SECRET, RESTAURANT) == counted + 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id": "x"}', b"\xff\xfe", b"[" * 100_000])
async def test_an_unreadable_update_is_answered_200_so_that_it_is_not_delivered_again(
    telegram: Telegram, body: bytes
) -> None:
    assert await telegram.send_raw(body) == 200


async def test_a_body_of_two_megabytes_is_not_read_to_its_end(telegram: Telegram) -> None:
    assert await telegram.send_raw(b"[" + b"1," * 1_000_000 + b"1]") == 413


async def test_a_venue_without_a_bot_has_no_webhook(product: Product) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.post(f"{product.address}/webhook/nowhere", json={})).status_code == 404


AWAY: list[Callable[[], Exception]] = [
    database_outage,
    lambda: ConnectionRefusedError("postgres"),
    lambda: PoolExhausted("thirty connections, all in use"),
    lambda: RedisConnectionError("redis"),
]


@pytest.mark.parametrize("trouble", AWAY)
async def test_updates_are_answered_503_while_a_service_is_down(
    product: Product, telegram: Telegram, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[], Exception]
) -> None:
    async def fail(*_: object) -> None:
        raise trouble()

    with monkeypatch.context() as broken:
        broken.setattr(RegisterGuest, "__call__", fail)
        assert await telegram.send(message_update(900_010, "/help")) == 503
    before = sent(product)
    assert await telegram.send(message_update(900_010, "/help")) == 200
    assert sent(product) > before, "what was put off is done when it comes again"


async def test_updates_come_again_until_the_database_is_migrated(product: Product, telegram: Telegram) -> None:
    watch = await product.container.get(MigrationWatch)
    watch.is_outdated = True
    assert await telegram.send(message_update(900_011, "/help")) == 503
    watch.is_outdated = False
    before = sent(product)
    assert await telegram.send(message_update(900_011, "/help")) == 200
    assert sent(product) > before


async def test_a_defect_is_answered_200_and_the_guest_is_told(
    product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    await choose_time(anna)
    monkeypatch.setattr("app.usecases.bookings.book_slot.BookSlot.__call__", fail)
    press = await anna.press("✅ Подтвердить")
    assert press.answered
    assert "Что-то сломалось" in said(anna)
    assert "📝 Забронировать столик" in buttons(anna), "the menu is there again"


async def test_no_booking_is_lost_while_telegram_fails(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    product.sandbox.api.faults.refuse("editMessageText", 502, "Bad Gateway", times=1)
    await anna.press("✅ Подтвердить")
    await product.advance(A_FEW_SECONDS)
    assert "Ждём вас!" in told(anna).text
    assert await count_bookings(product) == 1


async def test_a_press_whose_answer_was_lost_makes_one_booking(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    product.sandbox.api.faults.drop_after("editMessageText", times=1)
    await anna.press("✅ Подтвердить")
    assert await count_bookings(product) == 1


@pytest.mark.parametrize("fault", [Faults.drop_before, Faults.drop_after])
@pytest.mark.parametrize("method", ["editMessageText", "answerCallbackQuery"])
async def test_a_press_that_comes_again_goes_on_to_its_window(
    product: Product, anna: ChatUser, fault: Callable[..., None], method: str
) -> None:
    sent = len(anna.messages)
    fault(product.sandbox.api.faults, method)
    await anna.press("📝 Забронировать столик")
    await product.advance(A_FEW_SECONDS)
    assert product.sandbox.api.faults.all_applied
    assert window(anna).text == "Сколько вас будет?"
    assert len(anna.messages) == sent, "the window is edited, and no other is sent"


@pytest.mark.parametrize("fault", [Faults.drop_before, Faults.drop_after])
async def test_a_table_is_booked_though_each_press_has_to_come_again(
    product: Product, anna: ChatUser, fault: Callable[..., None]
) -> None:
    sent = len(anna.messages)
    for button in ("📝 Забронировать столик", "2", TUESDAY, "18:00", "✅ Подтвердить"):
        fault(product.sandbox.api.faults, "editMessageText")
        await anna.press(button)
        await product.advance(A_FEW_SECONDS)
    assert product.sandbox.api.faults.all_applied
    assert "Ждём вас!" in told(anna).text
    assert len(anna.messages) == sent + 1, "only the question about offers is sent"
    assert await count_bookings(product) == 1


async def test_dialogs_survive_an_emptied_redis(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.press("✅ Подтвердить")
    assert "📝 Забронировать столик" in buttons(anna)
    assert await count_bookings(product) == 0
    await book(anna)
    assert await count_bookings(product) == 1


A_MONTH = timedelta(days=30)


async def count_bookings(product: Product) -> int:
    database = await product.container.get(Database)
    async with database.read() as tx:
        now = product.clock.now()
        return await tx.venue_bookings.count_between(RESTAURANT, now - A_MONTH, now + A_MONTH)
