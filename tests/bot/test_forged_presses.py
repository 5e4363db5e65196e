"""Any callback data of a modified client is answered like an old button and logged as no error."""

import pytest
from structlog.testing import capture_logs

from app.bot.messages.buttons import AskToCancel, AskToMove, OpenBooking, SendCalendar
from app.runtime import metrics
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import NOTHING_CHANGED, TUESDAY, book, data_of, press_all, said, window
from tests.product import ANNA, CLINIC, Product

GONE = "Такого больше нет. Выберите, пожалуйста, заново."
OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."
TOO_GREAT = str(2**63)
NO_BOOKINGS = ("abc", "", "0", "-1", "77", TOO_GREAT, "9" * 40)
GARBAGE = (
    "",
    "abc",
    "-1",
    "0",
    "1.5",
    TOO_GREAT,
    "9" * 40,
    "٣",
    "2026-99-99",
    "9999-12-31",
    "0001-01-01",
    "to x",
    "é\x1d:",
)


async def press_forged(user: ChatUser, data: str) -> None:
    """Press a button of the open window with other data after the id of the dialog."""
    intent = next(
        button["callback_data"] for row in window(user).inline_keyboard for button in row if "callback_data" in button
    ).split("\x1d")[0]
    await user.press_data(window(user), f"{intent}\x1d{data}")


def defects() -> float:
    return float(metrics.UPDATES_FAILED._value.get())


async def test_forged_party_size_is_refused(anna: ChatUser) -> None:
    for size in ("", "abc", "1.5"):
        await anna.press("📝 Забронировать столик")
        await press_forged(anna, f"size:{size}")
        assert said(anna) == OLD
        assert "Здравствуйте" in window(anna).text
    await anna.press("📝 Забронировать столик")
    for size in ("-1", "0", "7", TOO_GREAT, "9" * 40):
        await press_forged(anna, f"size:{size}")
        assert said(anna) == GONE
        assert "Сколько вас" in window(anna).text


async def test_forged_table_is_refused(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "🪑 Выбрать столик")
    for table in ("t99", "t1", "t3+t4", ""):
        await press_forged(anna, f"resource:{table}")
        assert said(anna) == GONE
        assert "Какой столик" in window(anna).text
    await press_all(anna, "‹ Назад", TUESDAY, "18:00", "🔄 Другой столик")
    for table in ("t99", "t1", "t3"):
        await press_forged(anna, f"place:{table}")
        assert "только что заняли" in said(anna)


async def test_forged_specialty_is_refused(product: Product) -> None:
    anna = product.person(ANNA, CLINIC)
    await anna.write("/start book")
    await press_forged(anna, "specialty:astrology")
    assert said(anna) == GONE
    assert "Какой врач" in window(anna).text


async def test_forged_day_is_refused(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    for day in ("9999-12-31", "0001-01-01", "2026-11-22", "2027-06-01"):
        await press_forged(anna, f"days:{day}")
        assert said(anna) == "В этот день свободного времени нет"


async def test_forged_page_number_shows_the_nearest_page(anna: ChatUser) -> None:
    await book(anna)
    await anna.write("/my")
    for page in (TOO_GREAT, "-5", "999"):
        await press_forged(anna, f"__pager__:{page}")
        assert "Ваши брони" in window(anna).text


async def test_forged_booking_is_refused(anna: ChatUser) -> None:
    await book(anna)
    for booking_id in NO_BOOKINGS:
        await anna.write("/my")
        await press_forged(anna, f"booking:{booking_id}")
        assert said(anna) == OLD


@pytest.mark.parametrize("button", [OpenBooking, AskToCancel, AskToMove, SendCalendar])
async def test_forged_notification_button_is_refused(
    anna: ChatUser, button: type[OpenBooking | AskToCancel | AskToMove | SendCalendar]
) -> None:
    for booking_id in (*NO_BOOKINGS, "1:2"):
        await anna.press_data(window(anna), f"{button.__prefix__}:{booking_id}")
        assert said(anna) == OLD


async def test_malformed_callback_data_causes_no_defect_in_any_window(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    """Press every button that carries a value in the windows of booking, moving and the desk, with malformed values."""
    await book(anna)
    paths: list[tuple[ChatUser, list[str]]] = [
        (anna, ["📝 Забронировать столик", "2", TUESDAY, "20:00", "🔄 Другой столик"]),
        (anna, ["📝 Забронировать столик", "🪑 Выбрать столик"]),
        (anna, ["🌐 Язык"]),
        (anna, ["/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "🔁 Перенести", TUESDAY, "20:00"]),
        (vera, ["🗝 Панель администратора", "📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова", "🔁 Перенести"]),
    ]
    before = defects()
    with capture_logs() as logs:
        for user, path in paths:
            for steps in range(len(path) + 1):
                await _press_garbage(user, path[:steps])
    assert defects() == before
    assert [line for line in logs if line["log_level"] in {"error", "critical"}] == []


async def _press_garbage(user: ChatUser, path: list[str]) -> None:
    await user.write("/start")
    await press_all(user, *path)
    widgets = {_carried(each) for row in window(user).inline_keyboard for each in row if ":" in _carried(each)}
    for widget in {carried.split(":")[0] for carried in widgets}:
        for garbage in GARBAGE:
            await press_forged(user, f"{widget}:{garbage}")
            if "Здравствуйте" in window(user).text and path:
                await user.write("/start")
                await press_all(user, *path)


def _carried(button: dict[str, object]) -> str:
    return str(button.get("callback_data", "")).rpartition("\x1d")[2]


async def test_forged_intent_is_answered_as_an_old_button(anna: ChatUser) -> None:
    for data in ("zzzzzz\x1dbook", ":", "open", "open:1\x1d2"):
        await anna.press_data(window(anna), data)
        assert said(anna) == OLD


async def test_press_without_an_intent_is_one_of_the_open_dialog(anna: ChatUser) -> None:
    await anna.press_data(window(anna), "\x1d")
    assert said(anna) == NOTHING_CHANGED
    await anna.press_data(window(anna), "\x1dbook")
    assert "Сколько вас" in window(anna).text


async def test_callback_data_sent_as_a_text_is_not_executed(anna: ChatUser) -> None:
    """aiogram-dialog reads presses of a reply keyboard from invisible characters at the end of a text."""
    before = defects()
    for hidden in ("\u200c\u200d\u200d", "\u200c\U0001d173", "\u200d\u200c\U0001d17a\U0001d17a"):
        await anna.write(f"Здравствуйте{hidden}")
    assert defects() == before
    assert data_of(window(anna), "📝 Забронировать столик")
