"""The card of the desk: admins record who has come, write notes, and say why they cancel."""

from datetime import datetime

from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.served_demo import ServedDemo
from tests.browser.test_desk import ask, at_desk, book, start
from tests.product import ANNA, BEN, RESTAURANT, VERA

ONE = "2026-11-23T13:00:00+03:00"


async def test_admin_seats_a_guest_with_two_presses_and_takes_it_back(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id = await book(served, ANNA, ONE)
    desk = await start(open_page, served, 320)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Гость пришёл").click()
    await desk.sees("Гость здесь: Анна Смирнова")
    await expect(desk.card).to_contain_text("визит идёт")
    await expect(desk.card.get_by_role("button", name="Отменить")).to_have_count(0)
    assert (await at_desk(served, booking_id))[2] == "seated"
    await desk.click("Вернуть")
    await desk.sees("Отметка снята: Анна Смирнова")
    await expect(desk.card.get_by_role("button", name="Гость пришёл")).to_be_visible()
    assert (await at_desk(served, booking_id))[2] == "booked"


async def test_admin_records_a_no_show_with_the_keyboard_and_takes_it_back(
    open_page: OpenChat, served: ServedDemo
) -> None:
    booking_id = await book(served, ANNA, ONE)
    served.demo.clock.move_to(datetime.fromisoformat("2026-11-23T13:20:00+03:00"))
    desk = await start(open_page, served)
    await expect(desk.booking(booking_id)).to_be_visible()
    await desk.booking(booking_id).focus()
    keyboard = desk.chat.page.keyboard
    await keyboard.press("Enter")
    await expect(desk.card.get_by_role("heading", name="Анна Смирнова")).to_be_focused()
    await desk.tab_to("[data-action=no_show]")
    await keyboard.press("Enter")
    await desk.sees("Не пришёл: Анна Смирнова")
    await expect(desk.card.get_by_role("heading", name="Анна Смирнова")).to_be_focused()
    assert (await at_desk(served, booking_id))[2] == "no_show"
    await expect(desk.card).to_contain_text("не пришёл: 1 раз")
    await desk.card.get_by_role("button", name="Всё-таки придёт").click()
    await desk.sees("Отметка снята: Анна Смирнова")
    assert (await at_desk(served, booking_id))[2] == "booked"


async def test_admin_who_records_what_another_has_decided_otherwise_is_shown_it(
    open_page: OpenChat, served: ServedDemo
) -> None:
    booking_id = await book(served, ANNA, ONE)
    desk = await start(open_page, served)
    await desk.booking(booking_id).click()
    seat = desk.card.get_by_role("button", name="Гость пришёл")
    await expect(seat).to_be_visible()
    await desk.hold_news()  # else the card would show the change before the press
    await ask(served, VERA, "POST", f"desk/bookings/{booking_id}/cancel?version=1")
    await seat.click()
    await desk.sees("Пока вы решали, всё изменилось")
    await desk.chat.page.unroute_all()
    await expect(desk.card).to_contain_text("отменён")
    assert (await at_desk(served, booking_id))[2] == "canceled"
    desk.expect_error("409")
    desk.chat.errors = [each for each in desk.chat.errors if "ERR_FAILED" not in each]


async def test_admin_writes_a_note_that_the_guest_never_sees(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, RESTAURANT)
    await anna.start()
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served, 390)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Добавить заметку").click()
    await desk.chat.page.keyboard.type("С коляской")
    await desk.card.get_by_role("button", name="Сохранить").click()
    await desk.sees("Заметка сохранена")
    await expect(desk.card.locator("[data-note]")).to_contain_text("С коляской")
    await desk.card.get_by_role("button", name="Закрыть карточку").click()
    await expect(desk.booking(booking_id)).to_contain_text("С коляской")
    await expect(anna.page.locator("body")).not_to_contain_text("С коляской")


async def test_a_note_of_another_admin_is_shown_before_it_is_replaced(open_page: OpenChat, served: ServedDemo) -> None:
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Добавить заметку").click()
    await desk.chat.page.keyboard.type("Юбилей")
    await ask(served, VERA, "POST", f"desk/bookings/{booking_id}/note", {"note": "Аллергия на орехи"})
    await desk.sees("Пока вы писали, заметку изменили", "Аллергия на орехи")
    await desk.card.get_by_role("button", name="Заменить её").click()
    await desk.sees("Заметка сохранена")
    card = await ask(served, VERA, "GET", f"desk/bookings/{booking_id}")
    assert card["booking"]["note"] == "Юбилей"
    assert [entry["remark"] for entry in card["history"]] == [None, "Аллергия на орехи", "Юбилей"]


async def test_guest_reads_why_the_admin_has_canceled(open_page: OpenChat, served: ServedDemo) -> None:
    ben = await open_page(BEN, RESTAURANT)
    await ben.start()
    booking_id = await book(served, BEN)
    desk = await start(open_page, served, 320)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Отменить").click()
    await desk.page.get_by_role("dialog").get_by_role("textbox").fill("Прорвало трубу")
    await desk.answer("Да, отменить")
    await desk.sees("Отменили: ", "«Прорвало трубу»")
    await ben.sees("Прорвало трубу")


async def test_admin_gives_a_booking_more_guests_and_the_table_that_fits_them(
    open_page: OpenChat, served: ServedDemo
) -> None:
    booking_id = await book(served, ANNA)
    desk = await start(open_page, served, 390)
    await desk.booking(booking_id).click()
    await desk.card.get_by_role("button", name="Число гостей").click()
    await desk.card.get_by_role("button", name="6 гостей").click()
    await expect(desk.card).to_contain_text("У окна на переулок: 6 гостей здесь не разместить.")
    await desk.card.get_by_role("button", name="Большой стол").click()
    await desk.sees("Анна Смирнова: 6 гостей")
    await expect(desk.card).to_contain_text("было: 2 гостя")
    assert (await at_desk(served, booking_id))[0] == "t13"
    await desk.click("Вернуть")
    await desk.sees("Вернули: Анна Смирнова")
    assert (await at_desk(served, booking_id))[0] == "t3"
    desk.expect_error("409")
