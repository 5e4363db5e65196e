"""The chats after a restore: their messages and Redis are newer than the database."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
import pytest
from redis.asyncio import Redis

from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.runtime.settings import Settings
from app.sandbox.chat_user import ChatUser
from app.sandbox.delivery import UpdateDelivery
from app.sandbox.model import Json, Message
from tests.bot.steps import book, buttons, choose_time, press_all, said, window
from tests.bot.test_forged_presses import OLD
from tests.metrics import Counted
from tests.product import A_FEW_SECONDS, ANNA, MARIA, RESTAURANT, VERA, Product

BOOKED = "🟢 вт, 24 ноября · 18:00 · У окна на переулок"
"""The button of a booking of `book` among those of its guest."""


async def database_file(product: Product) -> Path:
    settings = await product.container.get(Settings)
    return Path(settings.database_url.get_secret_value().removeprefix("sqlite+aiosqlite:///"))


def back_up(source: Path, backup: Path) -> None:
    with closing(sqlite3.connect(source)) as running:
        running.execute("VACUUM INTO ?", (str(backup),))


def restore(backup: Path, target: Path) -> None:
    """Into the file that the product has open, so that all else is newer than it."""
    with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(target)) as running:
        source.backup(running)


def buttons_of(user: ChatUser) -> list[tuple[Message, str]]:
    """Every button in the chat that sends something to the bot."""
    return [
        (message, button["callback_data"])
        for message in user.messages
        for row in message.inline_keyboard
        for button in row
        if "callback_data" in button
    ]


async def test_every_button_of_the_lost_time_is_answered_in_words(
    product: Product, tmp_path: Path, counted: Counted
) -> None:
    anna, maria, vera = (product.person(each) for each in (ANNA, MARIA, VERA))
    await vera.write("/start")
    await book(anna)
    await product.settle()
    file = await database_file(product)
    back_up(file, tmp_path / "backup.sqlite3")
    await book(maria, time="19:00")
    await product.settle()
    await vera.write("/admin")
    await maria.write("/my")
    lost = [(user, *button) for user in (maria, vera) for button in buttons_of(user)]
    assert len(lost) > 10

    restore(tmp_path / "backup.sqlite3", file)
    for user, message, data in lost:
        pressed = await user.press_data(message, data)
        assert pressed.answered, data
    assert counted("bronya_updates_failed_total") == 0


async def test_a_guest_whose_booking_is_lost_sees_that_and_books_again(product: Product, tmp_path: Path) -> None:
    maria = product.person(MARIA)
    file = await database_file(product)
    back_up(file, tmp_path / "backup.sqlite3")
    await book(maria)
    await product.settle()

    restore(tmp_path / "backup.sqlite3", file)
    await maria.write("/my")
    assert "нет" in window(maria).text
    await book(maria)
    await product.advance(A_FEW_SECONDS)
    confirmations = [each for each in maria.messages if "Ждём вас!" in each.text]
    assert len(confirmations) == 2


@dataclass(frozen=True)
class Disaster:
    """A backup of the product's database, into which it can be put back."""

    product: Product
    file: Path
    backup: Path

    @classmethod
    async def prepared(cls, product: Product, folder: Path) -> Self:
        """Make the backup."""
        file, backup = await database_file(product), folder / "backup.sqlite3"
        back_up(file, backup)
        return cls(product, file, backup)

    async def restore(self, *, redis_is_emptied: bool) -> None:
        """As docs/backup.md does it; without emptying Redis, as an operator does who leaves that out."""
        restore(self.backup, self.file)
        if redis_is_emptied:
            await (await self.product.container.get(Redis)).flushall()

    async def repeat(self, update: Json) -> int:
        """Deliver an update once more, as Telegram does when it has seen no 200. Returns the status."""
        served = (await self.product.container.get(VenueBots)).of_venue(RESTAURANT)
        headers = {"X-Telegram-Bot-Api-Secret-Token": served.webhook_secret}
        async with httpx.AsyncClient() as client:
            return (
                await client.post(f"{self.product.address}/webhook/{RESTAURANT}", json=update, headers=headers)
            ).status_code

    async def phone_of(self, telegram_id: int) -> str | None:
        database = await self.product.container.get(Database)
        async with database.read() as tx:
            guest = await tx.guests.find(RESTAURANT, telegram_id)
        return guest.phone if guest else None


@pytest.fixture
async def disaster(product: Product, tmp_path: Path) -> Disaster:
    """Guests and an admin have begun their chats; then the backup is made."""
    for telegram_id in (ANNA, MARIA, VERA):
        await product.person(telegram_id).write("/start")
    await product.advance(A_FEW_SECONDS)
    return await Disaster.prepared(product, tmp_path)


@pytest.mark.parametrize("redis_is_emptied", [True, False])
async def test_an_update_whose_effect_is_lost_is_handled_when_it_comes_again(
    disaster: Disaster, *, redis_is_emptied: bool
) -> None:
    """Unless Redis, which is newer than the database, is kept: it says that the update was handled."""
    shared = await disaster.product.person(MARIA).send_contact()
    phone = await disaster.phone_of(MARIA)
    assert phone
    await disaster.restore(redis_is_emptied=redis_is_emptied)
    assert await disaster.phone_of(MARIA) is None

    assert await disaster.repeat(shared.update) == 200
    assert await disaster.phone_of(MARIA) == (phone if redis_is_emptied else None)


async def press_confirm(product: Product, guest: ChatUser) -> UpdateDelivery:
    """Let the guest book, and return the delivery of their press on Confirm."""
    await choose_time(guest)
    confirm = guest.press("✅ Подтвердить")
    await confirm
    await product.advance(A_FEW_SECONDS)
    return confirm.delivery


async def test_a_repeated_confirm_whose_booking_is_restored_books_nothing(product: Product, tmp_path: Path) -> None:
    maria = product.person(MARIA)
    confirm = await press_confirm(product, maria)
    disaster = await Disaster.prepared(product, tmp_path)

    await disaster.restore(redis_is_emptied=True)
    assert await disaster.repeat(confirm.update) == 200
    await product.advance(A_FEW_SECONDS)
    assert len([each for each in maria.messages if "Ждём вас!" in each.text]) == 1
    await maria.write("/my")
    assert BOOKED in buttons(maria)


async def test_a_repeated_confirm_whose_booking_is_lost_opens_the_menu(product: Product, disaster: Disaster) -> None:
    maria = product.person(MARIA)
    confirm = await press_confirm(product, maria)

    await disaster.restore(redis_is_emptied=True)
    assert await disaster.repeat(confirm.update) == 200
    assert "Здравствуйте" in maria.last.text
    await maria.write("/my")
    assert "нет" in maria.last.text


@pytest.mark.parametrize("redis_is_emptied", [True, False])
async def test_an_admin_who_was_about_to_cancel_a_lost_booking_cancels_no_other_one(
    product: Product, disaster: Disaster, *, redis_is_emptied: bool
) -> None:
    """Unless Redis is kept: the dialog has the number of the lost booking, which another one has got."""
    vera, anna, maria = (product.person(each) for each in (VERA, ANNA, MARIA))
    await book(maria)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", "🟢 18:00 · Мария Кузнецова", "Отменить бронь")

    await disaster.restore(redis_is_emptied=redis_is_emptied)
    await book(anna)
    await vera.press("Да, отменить")
    assert (said(vera) == OLD) == redis_is_emptied
    await anna.write("/my")
    assert any(BOOKED in row for row in anna.last.buttons) == redis_is_emptied
