"""Admins book for guests who call or come, with a press on a free place of the timeline or with a button."""

from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenChat
from tests.browser.desk_screen import DeskScreen
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import EIGHT, SIX, ask, book, start
from tests.product import ANNA, BEN, CLINIC, VERA


def choice(desk: DeskScreen, name: str) -> Locator:
    return desk.card.locator(f"[data-choice={name}]")


async def press_free_place(desk: DeskScreen, right: float, down: float, of_booking: int) -> None:
    """Press the timeline at a distance in pixels from a booking."""
    box = await desk.booking(of_booking).bounding_box()
    assert box
    await desk.chat.page.mouse.click(box["x"] + right, box["y"] + box["height"] / 2 + down)


async def test_a_press_on_a_free_place_books_for_a_guest_who_calls(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id = await book(served, ANNA)
    other_id = await book(served, BEN, resource_id="t4")
    desk = await start(open_page, served)
    await expect(desk.booking(other_id)).to_be_visible()
    first, second = await desk.booking(booking_id).bounding_box(), await desk.booking(other_id).bounding_box()
    assert first
    assert second
    hours = first["width"] / 1.5
    await press_free_place(desk, 2.2 * hours, second["y"] - first["y"], booking_id)
    await expect(choice(desk, "where")).to_have_value("t4")
    await expect(choice(desk, "when").locator("option:checked")).to_have_text("20:00")
    await desk.card.locator("[data-field=name]").fill("Ольга")
    await desk.card.locator("[data-field=phone]").fill("8 916 12")
    await desk.card.get_by_role("button", name="По телефону").click()
    await desk.sees("Не похоже на номер телефона")
    await desk.card.locator("[data-field=phone]").fill("8 916 123-45-67")
    await desk.card.get_by_role("button", name="По телефону").click()
    await desk.sees("Ждём: Ольга", "+7 916 123-45-67")
    await expect(desk.page.get_by_role("button", name="Ольга, 2 гостя, 20:00–21:30")).to_be_visible()
    card = await ask(served, VERA, "GET", "desk/bookings/3")
    assert (card["booking"]["resource_id"], card["booking"]["starts_at"], card["source"]) == ("t4", EIGHT, "phone")
    desk.expect_error("422")


async def test_a_guest_at_the_door_is_booked_with_two_presses_on_a_phone(
    open_page: OpenChat, served: ServedDemo
) -> None:
    desk = await start(open_page, served, 320)
    await desk.page.locator("[data-action=add]").click()
    await desk.card.get_by_role("button", name="Уже здесь").click()
    await desk.sees("Гость здесь: Гость без имени", "на месте")
    await expect(desk.card.get_by_role("button", name="Ещё не пришёл")).to_be_visible()
    await expect(desk.booking(1)).to_be_visible()


async def test_the_news_of_a_guest_covers_no_button_for_the_next_guest(open_page: OpenChat, served: ServedDemo) -> None:
    """It stays for twelve seconds, in which the next guests stand at the door; here it stays until the next news."""
    desk = await start(open_page, served, 390)
    for news in ("Ждём: Ольга", "Ждём: Пётр"):
        await desk.page.locator("[data-action=add]").click()
        await choice(desk, "when").select_option(label="18:00")
        await desk.card.locator("[data-field=name]").fill(news.removeprefix("Ждём: "))
        await desk.card.get_by_role("button", name="Уже здесь").click()
        await desk.sees(news)
        await desk.card.get_by_role("button", name="Закрыть карточку").click()


async def test_a_place_that_is_taken_meanwhile_is_told_and_what_was_typed_is_kept(
    open_page: OpenChat, served: ServedDemo
) -> None:
    desk = await start(open_page, served)
    await desk.page.locator("[data-action=add]").click()
    await choice(desk, "when").select_option(label="18:00")
    place = await choice(desk, "where").input_value()
    await desk.card.locator("[data-field=name]").fill("Ольга")
    await desk.hold_news()
    await book(served, ANNA, SIX, place)
    await desk.card.get_by_role("button", name="По телефону").click()
    await desk.sees("Это время уже заняли")
    await desk.chat.page.unroute_all()
    await expect(choice(desk, "where")).not_to_have_value(place)
    await expect(desk.card.locator("[data-field=name]")).to_have_value("Ольга")
    await desk.card.get_by_role("button", name="По телефону").click()
    await desk.sees("Ждём: Ольга")
    desk.expect_error("409")
    desk.chat.errors = [each for each in desk.chat.errors if "ERR_FAILED" not in each]


async def test_in_a_clinic_a_specialty_is_chosen(open_page: OpenChat, served: ServedDemo) -> None:
    desk = await start(open_page, served, language="en", venue_id=CLINIC)
    await desk.page.locator("[data-action=add]").click()
    await choice(desk, "specialty").select_option("cardiology")
    await choice(desk, "when").select_option(index=1)
    await desk.card.locator("[data-field=name]").fill("Olga")
    await desk.card.get_by_role("button", name="By phone").click()
    await desk.sees("Booked: Olga", "by phone")
