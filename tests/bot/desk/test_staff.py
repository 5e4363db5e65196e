"""A doctor sees the own day in the chat and records there who has come; nothing else of the desk exists for them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo

from app.bot.messages.buttons import (
    AskToCancel,
    AskToMove,
    CancelExporting,
    OpenBooking,
    OpenUndecided,
    PauseBroadcasting,
    ResumeBroadcasting,
    SendCalendar,
    StopBroadcasting,
)
from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.bookings import Booking
from app.domain.venues import Venues
from app.runtime.rejections import Rejection
from app.sandbox.chat_user import ChatUser
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.guests.register_guest import RegisterGuest
from tests.bot.steps import buttons, press_all, said, window
from tests.bot.test_forged_presses import press_forged
from tests.bot.widgets import WINDOWS, of_type
from tests.product import A_FEW_SECONDS, ANNA, BARBERS, BEN, CLINIC, MARIA, MONDAY, OLIVIA, RESTAURANT, VERA, Product
from tests.runtime.rejections import rejected

OLD = "This button is out of date. Here’s the menu to start from."
OWN, ANOTHER = "abramova", "tsyrenova"
BACK = ["📅 The whole day", "‹ Back"]
TUESDAY_AT_TEN = MONDAY + timedelta(hours=22)
MY_DAY = "🩺 My appointments"
ANNAS = "🟢 10:00 · Anna"


@pytest.fixture
async def olivia(product: Product) -> ChatUser:
    """A doctor of the clinic, in its chat."""
    user = product.person(OLIVIA, CLINIC)
    await user.write("/start")
    await product.advance(A_FEW_SECONDS)
    return user


async def book(product: Product, telegram_id: int, resource_id: str, name: str) -> Booking:
    """Book ten o'clock on Tuesday at the clinic."""
    venue = (await product.container.get(Venues))[CLINIC]
    guest = await (await product.container.get(RegisterGuest))(venue, TelegramUser(telegram_id, name, None, "en"))
    request = BookingRequest(resource_id, TUESDAY_AT_TEN, None, f"{telegram_id}")
    receipt = await (await product.container.get(BookSlot))(venue, guest, request)
    await product.settle()
    return receipt.booking


async def stored(product: Product, booking: Booking) -> Booking:
    database = await product.container.get(Database)
    async with database.read() as tx:
        return await tx.bookings.get(CLINIC, booking.id)


async def open_day(olivia: ChatUser, *path: str) -> None:
    await olivia.write("/start")
    await press_all(olivia, MY_DAY, *path)


def refusals() -> float:
    return rejected(Rejection.NOT_AN_ADMIN, CLINIC)


async def test_a_doctor_sees_the_own_day_and_nobody_elses(product: Product, olivia: ChatUser) -> None:
    await book(product, ANNA, OWN, "Anna")
    await book(product, BEN, ANOTHER, "Ben")
    assert "🗝 Admin panel" not in buttons(olivia)
    await open_day(olivia)
    assert "Monday, 23 November" in window(olivia).text
    await olivia.press("›")
    assert "Tuesday, 24 November" in window(olivia).text
    assert "Sofia Abramova" in window(olivia).text
    assert ANNAS in buttons(olivia)
    assert "Ben" not in "".join([window(olivia).text, *buttons(olivia)])
    assert buttons(olivia)[-1] == "☰ Menu"
    assert not {"👥 By person", "🗝 Admin panel"} & set(buttons(olivia))


async def test_a_doctor_records_who_has_come_and_writes_notes(product: Product, olivia: ChatUser) -> None:
    await book(product, ANNA, OWN, "Anna")
    await product.advance(timedelta(hours=22))
    await open_day(olivia, ANNAS)
    assert buttons(olivia) == ["▶️ The guest is here", "🚫 No-show", "📝 Note", "✉️ Messages", *BACK]
    await olivia.press("▶️ The guest is here")
    assert "(Olivia Brown, staff)" in window(olivia).text
    await press_all(olivia, "↩️ Not here yet", "📝 Note")
    await olivia.write("Brings her own X-rays")
    assert "📝 Brings her own X-rays" in window(olivia).text
    await press_all(olivia, "🚫 No-show", "📅 The whole day")
    assert "Tuesday, 24 November" in window(olivia).text


async def test_a_doctor_sees_what_became_of_the_own_bookings_messages(product: Product, olivia: ChatUser) -> None:
    booking = await book(product, ANNA, OWN, "Anna")
    await open_day(olivia, "›", ANNAS, "✉️ Messages")
    assert "alert: new booking · Olivia Brown\nMon, 23 November, 12:00 — ✅ sent Mon, 23 November, 12:00" in (
        window(olivia).text
    )
    venue = (await product.container.get(Venues))[CLINIC]
    await (await product.container.get(MoveBooking))(Admin(venue, VERA), booking.id, ANOTHER, TUESDAY_AT_TEN)
    await olivia.press("‹ Back")
    assert said(olivia) == OLD, "it is another's now"


async def test_an_alert_opens_the_own_booking_and_a_moved_one_no_more(product: Product, olivia: ChatUser) -> None:
    booking = await book(product, ANNA, OWN, "Anna")
    alert = olivia.last
    assert alert.text.startswith("🆕")
    assert alert.buttons == [["Open booking"]]
    await olivia.press("Open booking")
    assert "Anna" in window(olivia).text
    await olivia.press("‹ Back")
    assert "Monday, 23 November" in window(olivia).text, "there is no panel to go back to"

    await product.advance(A_FEW_SECONDS)
    venue = (await product.container.get(Venues))[CLINIC]
    move = await product.container.get(MoveBooking)
    await move(Admin(venue, VERA), booking.id, ANOTHER, TUESDAY_AT_TEN)
    await product.advance(A_FEW_SECONDS)
    told = next(message for message in reversed(olivia.messages) if message.text.startswith("🔁 Booking"))
    assert "Seseg Tsyrenova" in told.text
    assert "Sofia Abramova" in told.text
    assert told.buttons == []
    assert olivia.chat.messages[alert.id].buttons == []
    await olivia.press_data(window(olivia), OpenBooking(booking_id=booking.id).pack())
    assert said(olivia) == OLD


async def test_hidden_buttons_of_the_windows_for_staff_do_nothing_for_them(product: Product, olivia: ChatUser) -> None:
    booking = await book(product, ANNA, OWN, "Anna")
    await book(product, BEN, ANOTHER, "Ben")
    paths: dict[str, Sequence[str]] = {
        "Menu:main": (),
        "AdminPanel:day": (MY_DAY, "›"),
        "AdminPanel:pick_day": (MY_DAY, "🗓 Another day"),
        "AdminPanel:card": (MY_DAY, "›", ANNAS),
        "AdminPanel:note": (MY_DAY, "›", ANNAS, "📝 Note"),
        "AdminPanel:messages": (MY_DAY, "›", ANNAS, "✉️ Messages"),
    }
    for each in WINDOWS:
        path = paths.get(str(each.get_state().state))
        if path is None:
            continue
        names = {button.widget_id for button in of_type(each, Button, SwitchTo, Start)}
        await olivia.write("/start")
        await press_all(olivia, *path)
        hidden = names - {_widget(button) for row in window(olivia).inline_keyboard for button in row}
        for name in hidden:
            await olivia.write("/start")
            await press_all(olivia, *path)
            await press_forged(olivia, name)
            shown = "".join([window(olivia).text, *buttons(olivia)])
            assert "Ben" not in shown, name
            assert MY_DAY in shown or "Abramova" in shown, name
    assert await stored(product, booking) == booking


@pytest.mark.parametrize("widget", ["cancel", "move", "guest", "misfits", "as_it_is"])
async def test_forged_presses_of_an_admins_card_are_refused_and_counted(
    product: Product, olivia: ChatUser, widget: str
) -> None:
    booking = await book(product, ANNA, OWN, "Anna")
    await open_day(olivia, "›", ANNAS)
    before = refusals()
    await press_forged(olivia, widget)
    assert said(olivia) == OLD
    assert MY_DAY in buttons(olivia)
    assert refusals() > before
    assert await stored(product, booking) == booking


@pytest.mark.parametrize(
    "press",
    [
        AskToCancel(booking_id=1),
        AskToMove(booking_id=1),
        SendCalendar(booking_id=1),
        StopBroadcasting(broadcast_id=1),
        PauseBroadcasting(broadcast_id=1),
        ResumeBroadcasting(broadcast_id=1),
        CancelExporting(export_id=1),
        OpenUndecided(),
    ],
)
async def test_buttons_of_an_admins_messages_are_refused_and_counted(
    product: Product,
    olivia: ChatUser,
    press: CallbackData,
) -> None:
    await book(product, ANNA, OWN, "Anna")
    before = refusals()
    await olivia.press_data(window(olivia), press.pack())
    assert said(olivia) == OLD
    assert refusals() == before + 1


async def test_a_booking_of_another_resource_opens_nowhere(product: Product, olivia: ChatUser) -> None:
    other = await book(product, BEN, ANOTHER, "Ben")
    await olivia.press_data(window(olivia), OpenBooking(booking_id=other.id).pack())
    assert said(olivia) == OLD
    await book(product, ANNA, OWN, "Anna")
    await open_day(olivia, "›")
    await press_forged(olivia, f"booking:{other.id}")
    assert said(olivia) == OLD
    assert "Ben" not in window(olivia).text


async def test_the_command_of_admins_is_unknown_to_staff(olivia: ChatUser) -> None:
    before = refusals()
    await olivia.write("/admin")
    assert "🗝 Admin panel" not in buttons(olivia)
    assert refusals() == before + 1


async def test_presses_of_an_admins_windows_do_nothing_in_the_chat_of_staff(product: Product, olivia: ChatUser) -> None:
    vera = product.person(VERA, CLINIC)
    await vera.write("/admin")
    pressed = [each["callback_data"] for row in window(vera).inline_keyboard for each in row if "callback_data" in each]
    assert len(pressed) > 8
    for data in pressed:
        await olivia.write("/start")
        await olivia.press_data(window(olivia), str(data))
        assert said(olivia) == OLD, data


async def test_staff_of_one_venue_are_guests_of_another(product: Product) -> None:
    elsewhere = product.person(OLIVIA, RESTAURANT)
    await elsewhere.write("/start")
    assert not {"🍽 My tables", MY_DAY} & set(buttons(elsewhere))
    barber = product.person(OLIVIA, BARBERS)
    await barber.write("/start")
    assert "🪞 My day" in buttons(barber)
    stranger = product.person(MARIA, BARBERS)
    await stranger.write("/start")
    assert "🪞 Мой день" not in buttons(stranger)


def _widget(button: dict[str, object]) -> str:
    return str(button.get("callback_data", "")).rpartition("\x1d")[2].split(":")[0]
