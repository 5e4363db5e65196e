"""A doctor's own day as a page of the Mini App, opened from the chat: the same page as the desk, with less in it."""

from datetime import datetime

from playwright.async_api import expect

from app.database.guests import TelegramUser
from app.domain.venues import Venues
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.guests.register_guest import RegisterGuest
from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import DeskScreen
from tests.browser.mini_app_screen import WHOLE_WINDOW, require_build
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, OLIVIA

OWN, COLLEAGUE = "abramova", "tsyrenova"
THREE = datetime.fromisoformat("2026-11-23T15:00:00+03:00")


async def book(served: ServedDemo, telegram_id: int, name: str, resource_id: str) -> int:
    """Book a visit at the clinic at three o'clock. Returns the booking's id."""
    container = served.demo.app.state.container
    venue = (await container.get(Venues))[CLINIC]
    guest = await (await container.get(RegisterGuest))(venue, TelegramUser(telegram_id, name, None, "en"))
    request = BookingRequest(resource_id, THREE, None, f"{telegram_id}")
    booking_id: int = (await (await container.get(BookSlot))(venue, guest, request)).booking.id
    return booking_id


async def open_own_day(open_page: OpenChat, served: ServedDemo) -> DeskScreen:
    require_build()
    chat = await open_page(OLIVIA, CLINIC, language="en")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    await served.user(OLIVIA, CLINIC).write("/start")
    await chat.press("🩺 My appointments", "🖥 The day as a timeline")
    return DeskScreen(chat, CLINIC)


async def test_a_doctor_marks_who_has_come_on_the_page_of_the_own_day_and_can_do_nothing_else(
    open_page: OpenChat, served: ServedDemo
) -> None:
    own, others = await book(served, ANNA, "Anna", OWN), await book(served, BEN, "Ben", COLLEAGUE)
    served.demo.clock.move_to(THREE)
    desk = await open_own_day(open_page, served)
    await expect(desk.booking(own)).to_be_visible()
    await expect(desk.booking(others)).to_have_count(0)
    for hidden in ("input[type=search]", "[data-action=add]", "[data-action=closures]"):
        await expect(desk.page.locator(hidden)).to_have_count(0)
    await desk.page.locator(".desk-open").last.click(position={"x": 700, "y": 10})
    await expect(desk.card).to_have_count(0)
    await desk.booking(own).press("m")
    await expect(desk.card).to_have_count(0)
    await desk.booking(own).click()
    await desk.card.get_by_role("button", name="Guest is here").click()
    await expect(desk.card).to_contain_text("under way")
    for hidden in ("[data-action=move]", "[data-action=cancel]"):
        await expect(desk.card.locator(hidden)).to_have_count(0)
    await desk.chat.screenshot("own day en 1200")
