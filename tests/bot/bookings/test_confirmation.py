"""The dialog in which a guest books ends in the confirmation itself: one message, edited until the visit is rated."""

from datetime import UTC, datetime, timedelta

import pytest

from app.bot.dialogs.bookings.draft import request_key
from app.database.transaction import Database
from app.domain.access import Visitor
from app.domain.venues import Venues
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from tests.bot.bookings.test_booking import bookings_of
from tests.bot.steps import TUESDAY, book, choose_time, data_of, press_all, said, told, window
from tests.product import A_FEW_SECONDS, ANNA, BEN, CLINIC, RESTAURANT, VERA, Product

SIX = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Tuesday evening in Moscow."""
GONE = "Bad Request: message to edit not found"
ON_TUESDAY = "🟢 вт, 24 ноября · 18:00 · У окна на переулок"


async def choose_doctor(patient: ChatUser) -> Message:
    """Choose a doctor and a time, and return the message that asks for the confirmation: a photo of the doctor."""
    await patient.write("/start book")
    await press_all(patient, "🧒 Paediatrics", TUESDAY, "10:00")
    assert window(patient).photo
    return window(patient)


def answered_edits(product: Product) -> int:
    return len([call for call in product.sandbox.api.calls_of("editMessageText") if call.ok])


async def test_the_message_of_the_dialog_is_edited_once_and_nothing_is_sent(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    message, edits = window(anna), answered_edits(product)
    await anna.press("✅ Подтвердить")
    await anna.press("Нет, спасибо")
    before = message.text, message.buttons, len(anna.messages)
    await product.advance(A_FEW_SECONDS)
    assert told(anna) is message
    assert (message.text, message.buttons, len(anna.messages)) == before
    assert answered_edits(product) == edits + 2, "the confirmation, and the answer to the question about offers"


async def test_the_next_dialogs_leave_the_confirmation_as_it_is(product: Product, anna: ChatUser) -> None:
    await book(anna)
    message = told(anna)
    shown = message.text, message.buttons
    for text in ("/start", "/my", "столик на двоих завтра", "/help"):
        await anna.write(text)
        assert (message.text, message.buttons) == shown
    await anna.press("Открыть бронь", message)
    await press_all(anna, "📅 В календарь", "☰ В меню", "📝 Забронировать столик")
    assert (message.text, message.buttons) == shown


@pytest.mark.parametrize("status", [500, 429])
async def test_an_edit_that_fails_is_made_later(product: Product, anna: ChatUser, status: int) -> None:
    await choose_time(anna)
    message = window(anna)
    retry_after = 2 if status == 429 else None
    product.sandbox.api.faults.refuse("editMessageText", status, "refused", retry_after=retry_after)
    await anna.press("✅ Подтвердить")
    assert said(anna) == "🎉 Столик ваш!"
    assert message.text.startswith("Всё верно?")
    await anna.press("✅ Подтвердить", message)
    assert said(anna) == "🎉 Столик ваш!"
    assert len(await bookings_of(product, ANNA)) == 1
    await product.advance(A_FEW_SECONDS)
    assert told(anna) is message
    assert message.text.startswith("✅ Ждём вас!")


async def test_a_confirmation_whose_message_was_deleted_is_sent(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    product.sandbox.api.faults.refuse("editMessageText", 400, GONE)
    message = window(anna)
    await anna.press("✅ Подтвердить")
    assert told(anna) is not message
    assert told(anna).text.startswith("✅ Ждём вас!")
    sent = told(anna)
    await press_all(anna, "/my", ON_TUESDAY, "Отменить бронь", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert sent.text.startswith("✖️ Бронь отменена")


async def test_a_press_whose_process_died_after_the_commit_is_carried_out_when_it_comes_again(
    product: Product, anna: ChatUser
) -> None:
    await choose_time(anna)
    message = window(anna)
    await book_as_the_dialog_does(product, message)
    assert message.text.startswith("Всё верно?")
    await anna.press("✅ Подтвердить")
    assert said(anna) == "🎉 Столик ваш!"
    assert told(anna) is message
    assert len(await bookings_of(product, ANNA)) == 1


async def test_a_worker_edits_the_message_of_a_process_that_died_after_the_commit(
    product: Product, anna: ChatUser
) -> None:
    await choose_time(anna)
    message = window(anna)
    await book_as_the_dialog_does(product, message)
    await product.advance(timedelta(seconds=30))
    assert told(anna) is message
    assert message.text.startswith("✅ Ждём вас!")


async def test_what_became_of_a_booking_is_said_in_a_message_that_was_not_edited_in_time(
    product: Product, anna: ChatUser
) -> None:
    await choose_time(anna)
    message, confirm = window(anna), data_of(window(anna), "✅ Подтвердить")
    visitor = await book_as_the_dialog_does(product, message)
    await (await product.container.get(CancelBooking))(visitor, 1)
    await product.advance(A_FEW_SECONDS)
    assert message.text.startswith("✖️ Бронь отменена")
    # The press comes again: the dialog does not know yet that it has booked.
    await anna.press_data(message, confirm)
    assert "отменена" in window(anna).text
    assert not [toast for toast in anna.toasts if "ваш" in toast.text]


async def book_as_the_dialog_does(product: Product, message: Message) -> Visitor:
    """Commit Anna's booking as the dialog in this message does, and do nothing more: the process has died."""
    database, book_slot = await product.container.get(Database), await product.container.get(BookSlot)
    venue = (await product.container.get(Venues))[RESTAURANT]
    async with database.read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    dialog, _, _ = data_of(message, "✅ Подтвердить").partition("\x1d")
    await book_slot(venue, guest, BookingRequest("t3", SIX, 2, request_key(dialog), message_id=message.id))
    return Visitor(venue, guest)


async def test_the_confirmation_says_when_the_visit_is_over_and_how_it_was_rated(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    message = told(anna)
    await product.advance(timedelta(days=1, hours=4))
    assert "Ждём вас" in message.text
    await product.advance(timedelta(hours=4))
    assert message.text.startswith("🏁 Время визита прошло\n\n🗓 вторник, 24 ноября")
    assert message.buttons == [["Открыть бронь", "📝 Ещё раз"]]
    await product.advance(timedelta(hours=4))
    for stars, shown in ((2, "★★☆☆☆"), (5, "★★★★★")):
        count = len(anna.messages)
        await anna.press(f"{stars} ⭐️")
        await product.advance(A_FEW_SECONDS)
        assert message.text.endswith(f"Ваша оценка: {shown}")
        assert len(anna.messages) == count


async def test_a_photo_keeps_its_place_until_the_visit_is_over(product: Product) -> None:
    ben = product.person(BEN, CLINIC)
    message = await choose_doctor(ben)
    await ben.press("✅ Confirm")
    assert told(ben) is message
    assert message.text.startswith("✅ See you soon!")
    assert message.photo
    await ben.press("🔁 Move", message)
    await press_all(ben, TUESDAY, "11:00")
    moved = window(ben)
    await ben.press("✅ Move it")
    assert message.text.startswith("🔁 Tuesday, 24 November, 10:00")
    assert told(ben) is moved
    assert moved.text.startswith("🔁 Your booking has been moved")
    await product.advance(timedelta(days=1, hours=5))
    assert moved.text.startswith("🏁 Your visit is over")
    assert moved.photo


async def test_a_photo_says_that_its_guest_has_canceled(product: Product) -> None:
    ben = product.person(BEN, CLINIC)
    message = await choose_doctor(ben)
    await press_all(ben, "✅ Confirm", "Cancel booking", "Yes, cancel it")
    await product.advance(A_FEW_SECONDS)
    assert message.text.startswith("✖️")
    assert message.photo


async def test_a_photo_says_that_the_clinic_has_canceled(product: Product) -> None:
    ben, vera = product.person(BEN, CLINIC), product.person(VERA, CLINIC)
    await vera.write("/start")
    message = await choose_doctor(ben)
    await ben.press("✅ Confirm")
    await product.advance(A_FEW_SECONDS)
    await press_all(vera, "Отменить запись", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    assert message.text.startswith("❌")
    assert ben.last.text.startswith("😔 We had to cancel")
