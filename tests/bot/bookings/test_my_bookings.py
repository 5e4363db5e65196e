"""A guest sees, cancels, deletes and repeats their bookings."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from app.sandbox.chat_user import ChatUser
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from tests.bot.steps import TODAY, book, buttons, press_all, said, told, window
from tests.product import ANNA, CLINIC, MARIA, Product
from tests.ready_venues import visit

ON_TUESDAY = "🟢 вт, 24 ноября · 18:00 · У окна на переулок"
CANCELED = "✖️ вт, 24 ноября · 18:00 · У окна на переулок"


async def test_card_shows_all_facts_of_a_booking(anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", ON_TUESDAY)
    card = window(anna).text
    assert "предстоит" in card
    assert f"вторник, 24 ноября, {visit('18:00')} по Москве" in card
    assert "У окна на переулок, 2 гостя" in card
    assert "Перенести или отменить можно до 24 ноября, 18:00" in card


async def test_upcoming_bookings_come_first_and_the_list_has_pages(product: Product, anna: ChatUser) -> None:
    for time in ("20:00", "06:00", "08:00", "10:00"):
        await book(anna, time)
    await product.settle()
    # Send the window again below the confirmations, which have a button to cancel, too.
    await anna.write("/my")
    await press_all(anna, "🟢 вт, 24 ноября · 06:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    for time in ("12:00", "14:00"):
        await book(anna, time)
    await anna.write("/my")
    times = [button.split(" · ")[1] for button in buttons(anna) if " · " in button]
    assert times == ["08:00", "10:00", "12:00", "14:00", "20:00", "06:00"]


async def test_list_is_paged(product: Product, anna: ChatUser) -> None:
    for time in ("06:00", "08:00", "10:00", "12:00", "14:00", "16:00", "18:00"):
        await book(anna, time)
        await press_all(
            anna, "/my", f"🟢 вт, 24 ноября · {time} · У окна на переулок", "Отменить бронь", "Да, отменить"
        )
    await anna.write("/my")
    assert "1 / 2" in buttons(anna)
    assert "‹" not in buttons(anna), "before the first page there is none"
    await anna.press("›")
    assert "2 / 2" in buttons(anna)
    assert "›" not in buttons(anna), "after the last page there is none"
    (last,) = [button for button in buttons(anna) if " · " in button]
    await press_all(anna, last, "🗑 Убрать", "Да, убрать")
    assert "2 / 2" not in buttons(anna)
    assert len([button for button in buttons(anna) if " · " in button]) == 6


async def test_guest_cancels_after_confirming(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", ON_TUESDAY, "Отменить бронь", "‹ Нет, оставить")
    assert "предстоит" in window(anna).text
    await press_all(anna, "Отменить бронь", "Да, отменить")
    assert said(anna) == "Бронь отменена"
    assert "отменена" in window(anna).text
    maria = product.person(MARIA)
    await book(maria)
    assert "Ждём вас!" in told(maria).text, "the slot is free again"


async def test_canceled_booking_can_be_deleted_from_the_list(anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", ON_TUESDAY)
    assert "🗑 Убрать" not in buttons(anna)
    await press_all(anna, "Отменить бронь", "Да, отменить", "🗑 Убрать", "Да, убрать")
    assert said(anna) == "Бронь убрана"
    assert "Пока ничего нет" in window(anna).text


async def test_past_visit_can_be_booked_again_with_the_same_table(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.advance(timedelta(days=2))
    await (await product.container.get(CompletePastBookings))()
    await anna.write("/my")
    await press_all(anna, "☑️ вт, 24 ноября · 18:00 · У окна на переулок", "📝 Ещё раз")
    assert f"вторник, 1 декабря, {visit('18:00')}" in window(anna).text, "the next free time like it"
    assert "У окна на переулок, 2 гостя" in window(anna).text
    await anna.press("✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text


async def test_the_same_again_is_proposed_where_the_guest_has_no_other_booking(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    await product.advance(timedelta(days=2))
    for day in ("1 декабря", "8 декабря"):
        await anna.write("/my")
        await press_all(anna, "☑️ вт, 24 ноября · 18:00 · У окна на переулок", "📝 Ещё раз")
        assert f"вторник, {day}, {visit('18:00')}" in window(anna).text
        await anna.press("✅ Подтвердить")
        assert "Ждём вас!" in told(anna).text


async def test_ended_visit_is_shown_as_completed_before_the_sweep(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    await book(anna)
    # Only the clock moves: no due message is delivered and no sweep runs.
    product.clock.advance(timedelta(days=1, hours=7, minutes=29))
    await anna.write("/my")
    assert ON_TUESDAY in buttons(anna)
    product.clock.advance(timedelta(minutes=1))
    await anna.write("/my")
    await anna.press("☑️ вт, 24 ноября · 18:00 · У окна на переулок")
    assert "состоялась" in window(anna).text
    assert "📝 Ещё раз" in buttons(anna)
    assert not {"📅 В календарь", "🔁 Перенести", "Отменить бронь"} & set(buttons(anna))
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "☑️ Прошли · 1", "☑️ 18:00 · Анна Смирнова")
    assert "состоялась" in window(vera).text
    assert not {"🔁 Перенести", "Отменить бронь"} & set(buttons(vera))


async def test_back_button_of_booking_again_leads_through_the_earlier_steps(anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", ON_TUESDAY, "Отменить бронь", "Да, отменить", "📝 Ещё раз", "‹ Назад")
    assert window(anna).text == "У окна на переулок\nСколько вас будет?"
    await press_all(anna, "‹ Назад", "‹ Назад")
    assert "Здравствуйте" in window(anna).text


async def test_guest_who_is_too_late_to_change_is_told_to_call(product: Product) -> None:
    anna = product.person(ANNA, CLINIC)
    await anna.write("/start book")
    await press_all(anna, "🩺 Терапия", TODAY, "13:30", "✅ Подтвердить", "/my")
    await anna.press("🟢 пн, 23 ноября · 13:30 · Анна Викторовна Соколова")
    assert "Перенести или отменить можно до 23 ноября, 12:30" in window(anna).text
    await anna.press("Отменить запись")
    await product.advance(timedelta(minutes=45))
    await anna.press("Да, отменить")
    assert said(anna).startswith("Изменить запись здесь уже нельзя")
    assert "позвоните нам" in window(anna).text
    assert "Отменить запись" not in buttons(anna)


async def test_calendar_file_holds_the_visit(anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", ON_TUESDAY, "📅 В календарь")
    document = anna.last.document
    assert document
    assert document.name == "booking-2026-11-24-1.ics"
    calendar = Calendar.from_ical(document.content)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert str(event["summary"]) == "Binary Bites: У окна на переулок"
    assert str(event["location"]) == "Binary Bites, Москва, Битовый переулок, 8"
    assert str(event["uid"]) == "booking-1@binary_bites.bronya"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-1)


@pytest.mark.parametrize("text", ["📅 Google", "👋 Позвать друзей"])
async def test_the_confirmation_and_the_card_have_the_same_links(product: Product, anna: ChatUser, text: str) -> None:
    await book(anna)
    (in_message,) = [each["url"] for row in told(anna).inline_keyboard for each in row if each["text"] == text]
    await press_all(anna, "Открыть бронь")
    (on_card,) = [each["url"] for row in window(anna).inline_keyboard for each in row if each["text"] == text]
    assert on_card == in_message
