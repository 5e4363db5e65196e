"""venue.toml changes under bookings: admins are told, see each booking and settle it in the chat."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.bot.messages.buttons import AskToMove, OpenUndecided
from app.runtime.settings import Settings
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, book, buttons, press_all, said, window
from tests.product import ANNA, BARBERS, BEN, MARIA, RESTAURANT, VERA, Product, running
from tests.ready_venues import visit

ROOT = Path(__file__).parents[3]
CLOSED_ON_TUESDAY = ('dates = ["2027-01-01"]', 'dates = ["2027-01-01", "2026-11-24"]')
WITHOUT_PLAN = ('floor_plan = "floor_plan.svg"', "")
WITHOUT_LANE_WINDOW = ('id = "t3"\ncapacity = 2', 'id = "t30"\ncapacity = 2')
LANE_WINDOW_FOR_ONE = ('id = "t3"\ncapacity = 2', 'id = "t3"\ncapacity = 1')
ONLY_FOR_ONE = (("max_party_size = 6", "max_party_size = 1"), ("up_to = 2", "up_to = 1"))
"""Nothing fits a party of two any more."""
OTHER_ZONE = ('timezone = "Europe/Moscow"', 'timezone = "Asia/Yekaterinburg"')
WAITING = "⚠️ Ждут вашего решения · 1"
ANNAS = "вт, 24 ноября · 18:00 · Анна Смирнова"


def changed_venues(folder: Path, *changes: tuple[str, str], venue_id: str = RESTAURANT) -> Path:
    venues = shutil.copytree(ROOT / "data/venues", folder / "venues")
    file = venues / venue_id / "venue.toml"
    for before, after in changes:
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after))
    return venues


@asynccontextmanager
async def restarted(
    product: Product, tmp_path: Path, *changes: tuple[str, str], venue_id: str = RESTAURANT
) -> AsyncIterator[Product]:
    """Start the product again on the same database, with a changed venue.toml of the restaurant or another venue."""
    venues = changed_venues(tmp_path, *changes, venue_id=venue_id)
    settings = await product.container.get(Settings)
    url = settings.database_url.get_secret_value()
    async with running(url, product.clock.now(), venues_dir=venues) as after_restart:
        for telegram_id in (ANNA, BEN, MARIA, VERA):
            await after_restart.person(telegram_id, venue_id).write("/start")
        await after_restart.advance(timedelta(seconds=5))
        yield after_restart


async def decide(user: ChatUser, *path: str) -> None:
    await user.write("/admin")
    await press_all(user, WAITING, *path)


async def test_admin_is_told_and_opens_the_list_from_the_message(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, CLOSED_ON_TUESDAY) as later:
        vera = later.person(VERA)
        alert = next(each for each in vera.messages if "больше не подходит" in each.text)
        assert "Binary Bites: 1 бронь больше не подходит" in alert.text
        await vera.press("Решить, что делать", alert)
        assert "Выходной · 1" in buttons(vera)
        await press_all(vera, "Выходной · 1", ANNAS)
        assert "В этот день вы закрыты." in window(vera).text


async def test_admin_keeps_a_booking_and_its_history_says_so(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, CLOSED_ON_TUESDAY) as later:
        vera = later.person(VERA)
        await decide(vera, "Выходной · 1", ANNAS, "✅ Оставить как есть")
        assert said(vera) == "Бронь остаётся"
        assert "оставлена как есть (администратор Вера Орлова)" in window(vera).text
        await press_all(vera, "‹ К списку")
        assert "Всё решено" in window(vera).text
        await vera.write("/admin")
        assert WAITING not in buttons(vera)
        anna = later.person(ANNA)
        await later.advance(timedelta(hours=30))
        assert any(message.text.startswith("⏰") for message in anna.messages)


async def test_admin_cancels_a_booking_and_the_guest_is_told(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, CLOSED_ON_TUESDAY) as later:
        vera, anna = later.person(VERA), later.person(ANNA)
        await decide(vera, "Выходной · 1", ANNAS, "Отменить бронь")
        assert "Гость сразу получит сообщение" in window(vera).text
        await vera.press("Да, отменить")
        await later.advance(timedelta(seconds=5))
        assert any("Нам пришлось отменить" in message.text for message in anna.messages)


async def test_admin_moves_a_booking_of_a_table_that_is_gone_to_another_table(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, WITHOUT_PLAN, WITHOUT_LANE_WINDOW) as later:
        vera = later.person(VERA)
        await decide(vera, "Нет в каталоге · 1", ANNAS, "🔁 Перенести")
        assert "У окна во двор" in buttons(vera)
        await press_all(vera, "У окна во двор", TUESDAY, "18:00", "✅ Перенести")
        assert said(vera) == "Бронь перенесена"
        assert "У окна во двор, 2 гостя" in window(vera).text
        assert "Решите, что делать" not in window(vera).text


async def test_admin_reads_that_a_service_is_gone(product: Product, tmp_path: Path) -> None:
    anna = product.person(ANNA, BARBERS)
    await anna.write("/start")
    await press_all(anna, "📝 Записаться", "Стрижка", TUESDAY, "10:00", "✅ Подтвердить")
    async with restarted(product, tmp_path, ('id = "haircut"', 'id = "cut"'), venue_id=BARBERS) as later:
        vera = later.person(VERA, BARBERS)
        await decide(vera, "Услуги больше нет · 1")
        await vera.press(next(button for button in buttons(vera) if "Анна Смирнова" in button))
        assert ": такой услуги здесь больше нет." in window(vera).text
        assert "гост" not in window(vera).text.split("Решите")[1].split("До тех пор")[0]


async def test_after_a_change_of_the_zone_the_promised_time_is_kept(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, OTHER_ZONE) as later:
        vera, anna = later.person(VERA), later.person(ANNA)
        at_eight = ANNAS.replace("18:00", "20:00")
        await decide(vera, "Другой часовой пояс · 1", at_eight)
        assert "Обещали вт, 24 ноября, 18:00. По новому часовому поясу это вт, 24 ноября, 20:00." in window(vera).text
        await vera.press("✅ Ждём в 18:00, как обещали")
        assert visit("18:00") in window(vera).text
        await anna.write("/my")
        assert "🟢 вт, 24 ноября · 18:00 · У окна на переулок" in buttons(anna)


async def test_after_a_change_of_the_zone_the_guest_is_told_the_new_time(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, OTHER_ZONE) as later:
        vera, anna = later.person(VERA), later.person(ANNA)
        await decide(vera, "Другой часовой пояс · 1", ANNAS.replace("18:00", "20:00"))
        await vera.press("🕓 Ждём в 20:00, гостю сообщим")
        await later.advance(timedelta(seconds=5))
        news = next(message.text for message in reversed(anna.messages) if "Бронь перенесена" in message.text)
        assert f"вторник, 24 ноября, {visit('20:00')}" in news
        assert f"Было: вторник, 24 ноября, {visit('18:00')}" in news


@pytest.mark.parametrize(
    ("button", "question", "status"),
    [("✅ Оставить все", "Оставить 10 броней как есть?", "🟢"), ("✖️ Отменить все", "Отменить 10 броней?", "✖️")],
)
async def test_a_long_list_is_paged_and_settled_at_once(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path, button: str, question: str, status: str
) -> None:
    maria = product.person(MARIA)
    for time in ("12:00", "14:00", "16:00", "18:00", "20:00"):
        await book(anna, time)
        await book(maria, time, "У окна во двор")
    async with restarted(product, tmp_path, CLOSED_ON_TUESDAY) as later:
        vera = later.person(VERA)
        await vera.write("/admin")
        await press_all(vera, "⚠️ Ждут вашего решения · 10", "Выходной · 10")
        assert "1 / 2" in buttons(vera)
        await press_all(vera, "›", button)
        assert question in window(vera).text
        await vera.press("Да")
        assert said(vera) == "Готово"
        assert "Всё решено" in window(vera).text
        await later.advance(timedelta(seconds=5))
        # The alert to a booking that had a message of its own is edited.
        new = [message for message in vera.messages if not message.edited_at]
        alerts = [message.text for message in new if message.text.startswith("❌")]
        all_canceled = "❌ Выходной: администратор Вера Орлова отменяет 10 броней. Гостям об этом сообщаем."
        assert alerts == ([all_canceled] if status == "✖️" else [])
        await vera.write("/admin")
        await press_all(vera, "📅 Брони по дням", "›")
        if status == "✖️":
            await vera.press("✖️ Отменены · 10")
        assert f"{status} 12:00 · Анна Смирнова" in buttons(vera)


async def test_settling_all_asks_again_when_the_list_has_changed(
    product: Product, anna: ChatUser, vera: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    await book(anna, "20:00")
    async with restarted(product, tmp_path, CLOSED_ON_TUESDAY) as later:
        vera, anna = later.person(VERA), later.person(ANNA)
        await vera.write("/admin")
        await press_all(vera, "⚠️ Ждут вашего решения · 2", "Выходной · 2", "✖️ Отменить все")
        await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок")
        await press_all(anna, "Отменить бронь", "Да, отменить")
        await vera.press("Да")
        assert "бронь изменилась" in said(vera)
        assert "Выходной · 1" in buttons(vera)


async def test_a_guest_whose_table_became_too_small_moves_to_another(
    product: Product, anna: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, LANE_WINDOW_FOR_ONE) as later:
        anna = later.person(ANNA)
        await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "🔁 Перенести")
        assert "Переносим бронь" in window(anna).text
        assert "У окна на переулок" not in window(anna).text


async def test_a_guest_whom_no_table_fits_any_more_is_told_so_before_a_move(
    product: Product, anna: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, *ONLY_FOR_ONE) as later:
        anna = later.person(ANNA)
        await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "🔁 Перенести")
        assert "перенести эту бронь не получится" in said(anna)
        assert anna.toasts[-1].alert
        assert "предстоит" in window(anna).text


async def test_the_button_of_an_earlier_message_refuses_a_move_where_no_table_fits(
    product: Product, anna: ChatUser, tmp_path: Path
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, *ONLY_FOR_ONE) as later:
        anna = later.person(ANNA)
        await anna.press_data(window(anna), AskToMove(booking_id=1).pack())
        assert "перенести эту бронь не получится" in said(anna)


@pytest.mark.parametrize("change", [LANE_WINDOW_FOR_ONE, OTHER_ZONE])
async def test_the_button_of_an_earlier_message_begins_a_move_after_a_change_of_the_catalogue(
    product: Product, anna: ChatUser, tmp_path: Path, change: tuple[str, str]
) -> None:
    await book(anna)
    async with restarted(product, tmp_path, change) as later:
        anna = later.person(ANNA)
        await anna.press_data(window(anna), AskToMove(booking_id=1).pack())
        assert "Переносим бронь" in window(anna).text


async def test_a_guest_cannot_open_the_list(anna: ChatUser) -> None:
    await anna.press_data(window(anna), OpenUndecided().pack())
    assert said(anna).startswith("Эта кнопка устарела")
    assert "Здравствуйте" in window(anna).text
