"""Buttons under notifications open a window below; the notification stays unchanged."""

from datetime import timedelta

import pytest

from app.bot.messages.buttons import AskToCancel, NoMoreOffers, OpenBooking, SendCalendar
from app.database.transaction import Database
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.steps import book, press_all, said, told, window
from tests.product import A_FEW_SECONDS, ANNA, MARIA, RESTAURANT, Product
from tests.ready_venues import visit

ON_TUESDAY = "🟢 вт, 24 ноября · 18:00 · У окна на переулок"


@pytest.fixture
async def confirmation(product: Product, anna: ChatUser) -> Message:
    """Book for Anna on Tuesday, and return the confirmation."""
    await book(anna)
    await product.settle()
    return _with_button(anna, "🗺 На карте")


def _with_button(user: ChatUser, text: str) -> Message:
    return next(message for message in user.messages if any(text in row for row in message.buttons))


async def test_confirmations_button_opens_the_booking_in_a_new_window(anna: ChatUser, confirmation: Message) -> None:
    before = confirmation.text, confirmation.buttons
    press = await anna.press("Открыть бронь", confirmation)
    assert press.answered
    assert anna.last is window(anna)
    assert "предстоит" in window(anna).text
    assert (confirmation.text, confirmation.buttons) == before


async def test_confirmations_button_cancels_after_confirming(
    product: Product, anna: ChatUser, confirmation: Message
) -> None:
    await anna.press("Отменить бронь", confirmation)
    assert "Отменить бронь?" in window(anna).text
    await anna.press("Да, отменить")
    assert "отменена" in window(anna).text
    await anna.press("Отменить бронь", confirmation)
    assert said(anna) == "Эта бронь уже прошла или отменена."
    assert anna.toasts[-1].alert


async def test_confirmations_button_sends_the_calendar_file(anna: ChatUser, confirmation: Message) -> None:
    await anna.press("📅 В календарь", confirmation)
    assert anna.last.document
    assert anna.last.document.name.endswith(".ics")
    assert b"BEGIN:VEVENT" in anna.last.document.content


async def test_notification_button_during_a_booking_leaves_one_window(anna: ChatUser, confirmation: Message) -> None:
    await anna.write("/book")
    await anna.press("Открыть бронь", confirmation)
    assert "предстоит" in window(anna).text


async def test_admin_opens_a_booking_from_the_alert(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    alert = _with_button(vera, "Отменить бронь")
    await vera.press("Открыть бронь", alert)
    card = window(vera).text
    assert "Анна Смирнова" in card
    assert "пн, 23 ноября, 12:00\u00a0— создана (гость)" in card
    await press_all(vera, "📅 Весь день")
    assert "вторник, 24 ноября · 1 бронь" in window(vera).text


async def test_admin_cancels_from_the_alert_and_the_guest_is_told(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await product.settle()
    await vera.press("Отменить бронь", _with_button(vera, "Отменить бронь"))
    assert "Гость сразу получит сообщение" in window(vera).text
    await vera.press("Да, отменить")
    assert "отменена (администратор Вера Орлова)" in window(vera).text
    await product.advance(A_FEW_SECONDS)
    assert "Нам пришлось отменить вашу бронь" in anna.last.text


@pytest.mark.parametrize("button", [OpenBooking, AskToCancel, SendCalendar])
async def test_notification_button_of_another_guests_booking_is_unknown(
    product: Product,
    anna: ChatUser,
    confirmation: Message,
    button: type[OpenBooking | AskToCancel | SendCalendar],
) -> None:
    maria = product.person(MARIA)
    await maria.write("/start")
    await maria.press_data(window(maria), button(booking_id=1).pack())
    told = said(maria)
    await maria.press_data(window(maria), "no such button")
    assert said(maria) == told == "Эта кнопка устарела. Вот меню\u00a0— начните с него."


async def test_consent_can_be_withdrawn_with_the_button_of_an_offer(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await anna.press("Да, присылайте")
    await product.advance(timedelta(days=2))
    offer = _with_button(anna, "Не присылать предложений")
    await anna.press("Не присылать предложений", offer)
    assert said(anna) == "Хорошо, предложений не будет."
    assert offer.buttons == []
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    assert guest.offers_consent is False


async def test_withdrawing_consent_twice_changes_nothing(anna: ChatUser, confirmation: Message) -> None:
    for _ in range(2):
        press = await anna.press_data(confirmation, NoMoreOffers().pack())
        assert press.answered
    assert said(anna) == "Хорошо, предложений не будет."
    assert confirmation.buttons == []


async def test_consent_is_withdrawn_also_when_the_offer_is_gone(product: Product, anna: ChatUser) -> None:
    await press_all(anna, "❓ Помощь", "🎁 Присылать предложения")
    gone = "Bad Request: message to edit not found"
    product.sandbox.api.faults.refuse("editMessageReplyMarkup", 400, gone, times=1)
    await anna.press_data(window(anna), NoMoreOffers().pack())
    assert said(anna) == "Хорошо, предложений не будет."
    assert product.sandbox.api.calls_of("editMessageReplyMarkup")
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    assert guest.offers_consent is False


async def test_confirmation_is_edited_when_the_guest_cancels(
    product: Product, anna: ChatUser, confirmation: Message
) -> None:
    await anna.write("/my")
    messages = len(anna.messages)
    await press_all(anna, ON_TUESDAY, "Отменить бронь", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert confirmation.text.startswith(f"✖️ Бронь отменена\n\n🗓 вторник, 24 ноября, {visit('18:00')} по Москве")
    assert "Ждём вас" not in confirmation.text
    assert confirmation.buttons == [["Открыть бронь"]]
    assert len(anna.messages) == messages


async def test_message_about_a_move_is_edited_when_the_guest_cancels(
    product: Product, anna: ChatUser, confirmation: Message
) -> None:
    await press_all(anna, "/my", ON_TUESDAY, "🔁 Перенести", "25", "20:00", "✅ Перенести")
    moved = told(anna)
    await anna.press("Отменить бронь", moved)
    await anna.press("Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert moved.text.startswith(f"✖️ Бронь отменена\n\n🗓 среда, 25 ноября, {visit('20:00')}")


async def test_confirmation_says_that_the_venue_has_canceled(
    product: Product, vera: ChatUser, anna: ChatUser, confirmation: Message
) -> None:
    await press_all(vera, "Отменить бронь", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert confirmation.text == f"❌ вторник, 24 ноября, {visit('18:00')}, У окна на переулок: бронь отменена."
    assert anna.last.text.startswith("😔 Нам пришлось отменить вашу бронь")
    assert anna.last.reply_to is None


async def test_message_about_a_move_does_not_quote_itself(
    product: Product, anna: ChatUser, confirmation: Message
) -> None:
    await anna.press("🔁 Перенести", confirmation)
    await press_all(anna, "25", "20:00", "✅ Перенести")
    await product.advance(A_FEW_SECONDS)
    assert confirmation.text == f"🔁 вторник, 24 ноября, {visit('18:00')}: теперь иначе, подробности ниже."
    assert anna.last.text.startswith("🔁 Бронь перенесена")
    assert anna.last.reply_to is None


async def test_only_the_newest_message_about_a_booking_has_buttons_to_change_it(
    product: Product, vera: ChatUser, anna: ChatUser, confirmation: Message
) -> None:
    await anna.press("🔁 Перенести", confirmation)
    await press_all(anna, "25", "20:00", "✅ Перенести")
    await product.advance(A_FEW_SECONDS)
    assert "теперь иначе" in confirmation.text
    assert confirmation.buttons == [["Открыть бронь"]]
    booked, moved = _alerts(vera)
    assert "теперь иначе" in booked.text
    assert (booked.buttons, moved.buttons) == ([["Открыть бронь"]], [["Открыть бронь"], ["Отменить бронь"]])

    await anna.press("Отменить бронь", _with_button(anna, "🔁 Перенести"))
    await anna.press("Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert [alert.buttons for alert in _alerts(vera)] == [[["Открыть бронь"]]] * 3


def _alerts(vera: ChatUser) -> list[Message]:
    return [message for message in vera.messages if message.buttons[:1] == [["Открыть бронь"]]]
