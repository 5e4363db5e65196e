"""The chats after a restore: their messages and Redis are newer than the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.runtime.settings import Settings
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.steps import book, window
from tests.metrics import Counted
from tests.product import A_FEW_SECONDS, ANNA, MARIA, VERA, Product


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
