"""An admin exports the bookings of a period from the chat, sees the progress, gets the file, and can cancel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from taskiq import AsyncBroker
from taskiq.depends.progress_tracker import TaskProgress, TaskState

from app.bot.messages.buttons import CancelExporting
from app.bot.venue_bots import VenueBots
from app.database.transaction import Database
from app.queue.task_queue import id_of_export
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.usecases.exports import export_bookings
from app.usecases.exports.export_bookings import ExportBookings
from tests.bot.steps import NOTHING_CHANGED, book, buttons, data_of, press_all, said, window
from tests.product import CLINIC, MARIA, RESTAURANT, VERA, Product
from tests.usecases.exports.sheets import read_csv, read_xlsx

OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."
GONE = "Такого больше нет. Выберите, пожалуйста, заново."
SECOND = timedelta(seconds=1)


async def begin(vera: ChatUser) -> None:
    await vera.write("/admin")
    await vera.press("📄 Выгрузка")


async def wait(product: Product, seconds: int = 6) -> None:
    for _ in range(seconds):
        await product.advance(SECOND)


def report(user: ChatUser) -> Message:
    """Return the only report."""
    (found,) = [message for message in user.messages if message.text.startswith("📄 ") and not message.document]
    return found


def files(user: ChatUser) -> list[Message]:
    return [message for message in user.messages if message.document and message.from_bot]


def read(message: Message, folder: Path) -> list[list[str]]:
    assert message.document
    path = folder / message.document.name
    path.write_bytes(message.document.content)
    return read_xlsx(path) if path.suffix == ".xlsx" else read_csv(path)


@asynccontextmanager
async def held_up(product: Product) -> AsyncIterator[None]:
    """Let no file be written within the block, as if another one were being written."""
    export = await product.container.get(ExportBookings)
    with patch.object(export_bookings, "TURN_TIMEOUT", 0.01):
        async with export._turn:
            yield


@pytest.fixture
async def booked(anna: ChatUser, vera: ChatUser) -> ChatUser:
    """The admin, when Anna has booked for tomorrow."""
    await book(anna)
    return vera


@pytest.mark.parametrize(("button", "ending"), [("📊 Excel (XLSX)", "xlsx"), ("📃 CSV", "csv")])
async def test_the_file_of_a_month_takes_three_presses_and_the_report_says_that_it_is_ready(
    product: Product, booked: ChatUser, tmp_path: Path, button: str, ending: str
) -> None:
    vera = booked
    await begin(vera)
    assert buttons(vera)[:4] == ["Этот месяц", "Прошлый месяц", "30 дней", "📅 Другие дни"]
    await vera.press("Этот месяц")
    assert "1 ноября 2026 – 30 ноября 2026" in window(vera).text
    assert "1 бронь" in window(vera).text
    await vera.press(button)
    assert said(vera) == "Готовим файл"
    assert "Панель администратора" in window(vera).text
    await wait(product)
    (file,) = files(vera)
    assert file.document
    assert file.document.name == f"binary_bites-2026-11-01-2026-11-30.{ending}"
    assert file.text == "📄 Брони, 1 ноября 2026 – 30 ноября 2026\n1 бронь"
    header, row = read(file, tmp_path)
    assert (header[0], header[7], header[10]) == ("Номер", "Имя", "Откуда")
    assert row[1] == "предстоит"
    assert row[7] == "Анна Смирнова"
    assert row[10] == "в чате"
    assert report(vera).text == "📄 Файл готов\n1 ноября 2026 – 30 ноября 2026"
    assert report(vera).buttons == []


async def ask(vera: ChatUser) -> None:
    await begin(vera)
    await press_all(vera, "Этот месяц", "📃 CSV")


async def test_the_report_shows_the_progress_that_the_task_has_told_in_one_message(
    product: Product, booked: ChatUser
) -> None:
    vera = booked
    async with held_up(product):
        await ask(vera)
        await wait(product)
        assert report(vera).text == "📄 Готовим файл\n1 ноября 2026 – 30 ноября 2026", "nothing else is known yet"
        assert report(vera).buttons == [["✖️ Отменить"]]
        first, edits = report(vera).id, len(product.sandbox.api.calls_of("editMessageText"))

        broker, database = await product.container.get(AsyncBroker), await product.container.get(Database)
        async with database.read() as tx:
            delivery = await tx.exports.file_delivery(1)
        progress = TaskProgress[object](state=TaskState.STARTED, meta={"done": 412, "total": 1000})
        await broker.result_backend.set_progress(id_of_export(delivery.notification_id), progress)
        await wait(product, 9)
        assert "▓▓▓▓░░░░░░ 41 %\nГотово: 412 из 1\u00a0000" in report(vera).text
        assert len(product.sandbox.api.calls_of("editMessageText")) - edits <= 3, "one edit every three seconds"
        assert files(vera) == []
    await wait(product, 30)
    assert len(files(vera)) == 1
    assert report(vera).text.startswith("📄 Файл готов")
    assert report(vera).id == first


async def test_canceled_by_its_button_no_file_comes(product: Product, booked: ChatUser) -> None:
    vera = booked
    async with held_up(product):
        await ask(vera)
        await wait(product)
        await vera.press("✖️ Отменить")
        assert said(vera) == "Отменяем"
    await wait(product, 30)
    assert files(vera) == []
    assert report(vera).text == "📄 Выгрузка отменена\n1 ноября 2026 – 30 ноября 2026"
    assert report(vera).buttons == []


async def test_a_file_that_telegram_refuses_is_reported_with_the_reason(product: Product, booked: ChatUser) -> None:
    vera = booked
    product.sandbox.api.faults.refuse("sendDocument", 400, "Bad Request: file is too big")
    await ask(vera)
    await wait(product)
    assert files(vera) == []
    assert report(vera).text.startswith("📄 Файл не отправлен")
    assert "Причина:" in report(vera).text


async def test_after_a_failed_attempt_the_caption_says_that_the_file_may_come_twice(
    product: Product, booked: ChatUser
) -> None:
    vera = booked
    product.sandbox.api.faults.refuse("sendDocument", 502)
    await ask(vera)
    await wait(product, 10)
    (file,) = files(vera)
    assert "может прийти дважды" in file.text
    assert report(vera).text.startswith("📄 Файл готов")


async def test_any_days_can_be_chosen_and_days_without_bookings_offer_no_file(
    product: Product, booked: ChatUser, tmp_path: Path
) -> None:
    vera = booked
    await begin(vera)
    await press_all(vera, "Прошлый месяц")
    assert "За эти дни выгружать нечего." in window(vera).text
    assert buttons(vera) == ["‹ Назад"]
    await press_all(vera, "‹ Назад", "📅 Другие дни", "24", "24")
    assert "24 ноября 2026 – 24 ноября 2026" in window(vera).text
    await vera.press("📃 CSV")
    await wait(product)
    (file,) = files(vera)
    assert len(read(file, tmp_path)) == 2


async def test_too_many_bookings_for_one_file_are_said_before(
    booked: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.bot.dialogs.exports.export.MOST_BOOKINGS", 0)
    await begin(booked)
    await booked.press("Этот месяц")
    assert "не больше 0" in window(booked).text
    assert buttons(booked) == ["‹ Назад"]


async def test_an_admin_who_reads_english_gets_an_english_file(
    product: Product, booked: ChatUser, tmp_path: Path
) -> None:
    vera = booked
    await vera.write("/language")
    await press_all(vera, "English")
    await vera.write("/admin")
    await press_all(vera, "📄 Export", "This month", "📊 Excel (XLSX)")
    await wait(product)
    (file,) = files(vera)
    assert file.text == "📄 Bookings 1 November 2026 – 30 November 2026\n1 booking"
    header, row = read(file, tmp_path)
    assert header[:3] == ["Number", "Status", "Day"]
    assert row[1] == "upcoming"
    assert report(vera).text.startswith("📄 The file is ready")


async def test_guests_and_other_venues_can_neither_open_nor_cancel_it(
    product: Product, booked: ChatUser, anna: ChatUser
) -> None:
    async with held_up(product):
        await ask(booked)
        await wait(product)
        forged = CancelExporting(export_id=1).pack()
        clinics_admin = product.person(VERA, CLINIC)
        await clinics_admin.write("/start")
        for stranger in (anna, product.person(MARIA, CLINIC), clinics_admin):
            await stranger.write("/start")
            await stranger.press_data(window(stranger), forged)
            assert said(stranger) == OLD
        intent = data_of(window(anna), "ℹ️ О нас").split("\x1d")[0]
        for press in ("export", "xlsx", "csv", "period:this_month"):
            await anna.press_data(window(anna), f"{intent}\x1d{press}")
            assert said(anna) == NOTHING_CHANGED, "the menu has no such button"
    await wait(product, 30)
    assert len(files(booked)) == 1, "nobody has canceled it"


async def test_forged_presses_are_answered_as_old_buttons(product: Product, booked: ChatUser) -> None:
    vera = booked
    for press in ("period:next_year", "period:", "csv", "xlsx", "first_day:2020-01-01", "last_day:2026-11-24"):
        await begin(vera)
        intent = data_of(window(vera), "Этот месяц").split("\x1d")[0]
        await vera.press_data(window(vera), f"{intent}\x1d{press}")
        assert files(vera) == []
    await begin(vera)
    await press_all(vera, "📅 Другие дни")
    intent = data_of(window(vera), "24").split("\x1d")[0]
    for day in ("2020-01-01", "2099-01-01", "x"):
        await vera.press_data(window(vera), f"{intent}\x1dfirst_day:{day}")
        assert said(vera) in {OLD, GONE}
    for number in ("0", "-1", "x", str(2**63), "2"):
        await vera.press_data(window(vera), f"cancel_export:{number}")
        assert said(vera) == OLD
    await wait(product)
    assert files(vera) == []


async def test_who_is_an_admin_no_longer_gets_no_file_and_cannot_cancel(product: Product, booked: ChatUser) -> None:
    vera = booked
    async with held_up(product):
        await ask(vera)
        await wait(product)
        bots = await product.container.get(VenueBots)
        served = bots.of_venue(RESTAURANT)
        bots._by_bot[served.bot.id] = replace(served, venue=replace(served.venue, admin_ids=()))
        await vera.press("✖️ Отменить")
        assert said(vera) == OLD
