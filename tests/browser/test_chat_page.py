"""Guests book on the chat page of the demo."""

import re

import pytest
from playwright.async_api import expect

from tests.bot.steps import TUESDAY
from tests.browser.chat_screen import HEIGHT, NARROW, WIDE, ChatScreen
from tests.browser.conftest import OpenChat
from tests.product import ANNA, BEN, CLINIC, MARIA, VERA
from tests.ready_venues import visit

NAMELESS = re.compile(r"\s*- (button|link|textbox|radio|checkbox|combobox)(:| \[|$)")
"""A line of Playwright's snapshot of the accessibility tree: a control with a name has it in quotes."""
MENU_BUTTON = "Столик"
"""The text of the restaurant's button for the Mini App (`menu_button`), which a narrow page does not show."""
TO_CONFIRM = {
    "ru": ("📝 Забронировать столик", "2", TUESDAY, "18:00"),
    "en": ("📝 Book a table", "2", TUESDAY, "18:00"),
}
SIX_HOURS, A_DAY = 360, 1440


@pytest.mark.usefixtures("without_scheduler")
async def test_guest_books_and_the_admin_is_alerted_without_waiting_for_the_scheduler(open_page: OpenChat) -> None:
    vera = await open_page(VERA)
    anna = await open_page(ANNA)
    await _book(anna)
    await anna.sees("Ждём вас!")
    await vera.sees("Новая бронь", "Анна Смирнова")
    await anna.screenshot("booked ru 1200")
    await vera.screenshot("alert ru 1200")


async def test_reminders_come_as_the_clock_is_moved_and_none_after_a_cancellation(open_page: OpenChat) -> None:
    anna = await open_page(ANNA)
    await _book(anna)
    await anna.sees("Ждём вас!")
    await anna.advance_clock(SIX_HOURS)
    await anna.sees("Ждём вас завтра")
    await anna.screenshot("reminder ru 1200")
    assert await anna.count("Ждём вас завтра") == 1
    await anna.press("Отменить бронь", "Да, отменить")
    await anna.sees("отменена")
    await anna.advance_clock(A_DAY)
    await anna.advance_clock(A_DAY)
    assert await anna.count("Ждём вас завтра") == 1
    assert await anna.count("Как всё прошло") == 0


async def test_second_guest_is_told_that_the_table_is_taken_and_books_another(open_page: OpenChat) -> None:
    anna, maria = await open_page(ANNA), await open_page(MARIA)
    for guest in (anna, maria):
        await guest.start()
        await guest.press(*TO_CONFIRM["ru"])
        await guest.sees("вторник, 24 ноября, 18:00")
    await anna.press("✅ Подтвердить")
    await anna.sees("Ждём вас!")
    await maria.press("✅ Подтвердить")
    await expect(maria.page.locator("#alert-text")).to_contain_text("только что заняли")
    await maria.screenshot("taken ru 1200")
    await maria.page.locator("#alert button").click()
    await maria.press("У окна во двор", "✅ Подтвердить")
    await maria.sees("Ждём вас!")


async def test_double_press_on_confirm_is_one_booking(open_page: OpenChat) -> None:
    vera = await open_page(VERA)
    anna = await open_page(ANNA)
    await anna.start()
    await anna.press(*TO_CONFIRM["ru"])
    await anna.messages.get_by_role("button", name="✅ Подтвердить").dblclick()
    await anna.sees("Ждём вас!")
    await vera.sees("Новая бронь")
    assert await anna.count("Ждём вас!") == 1
    assert await vera.count("Новая бронь") == 1


async def test_guest_books_in_english(open_page: OpenChat) -> None:
    ben = await open_page(BEN, language="en")
    await ben.start()
    await ben.press(*TO_CONFIRM["en"])
    await ben.sees(f"Tuesday, 24 November, {visit('18:00')} Moscow time", "Lane window, 2 guests")
    await ben.press("✅ Confirm")
    await ben.sees("See you soon!")
    await ben.advance_clock(SIX_HOURS)
    await ben.sees("See you tomorrow")
    await ben.press("Cancel booking", "Yes, cancel it")
    await ben.screenshot("canceled en 1200")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(("language", "guest"), [("ru", ANNA), ("en", BEN)])
async def test_page_is_not_wider_than_its_window(open_page: OpenChat, language: str, guest: int, width: int) -> None:
    screen = await open_page(guest, language=language, width=width)
    await screen.start()
    for button in TO_CONFIRM[language]:
        await screen.press(button)
        assert await screen.overflow() <= 0, f"after {button}"
    await screen.sees(visit("18:00"))
    await screen.screenshot(f"confirm {language} {width}")


@pytest.mark.parametrize("width", [WIDE, 390, NARROW])
async def test_page_says_who_is_who_and_what_to_try(open_page: OpenChat, width: int) -> None:
    screen = await open_page(ANNA, width=width)
    await screen.page.goto(screen.page.url.split("/1001")[0])
    await expect(screen.page.locator("#nothing")).to_contain_text("Станьте Верой")
    names = await screen.page.locator(".person-name").all_inner_texts()
    roles = await screen.page.locator(".person-label").all_inner_texts()
    assert names == ["Анна", "Ben", "Мария", "Olivia", "Вера"]
    assert roles == ["гость", "гость", "гость", "мастер", "админ"]
    await expect(screen.page.locator("#chats")).to_contain_text("Ресторан: столики на 1\u2060–\u20606 гостей")
    await expect(screen.page.locator("#clock-face")).to_contain_text("Здесь сейчас")
    assert await screen.overflow() <= 0
    await screen.screenshot(f"intro ru {width}")


@pytest.mark.parametrize("width", [WIDE, 390, NARROW])
async def test_every_control_has_an_accessible_name(open_page: OpenChat, width: int) -> None:
    screen = await open_page(ANNA, width=width)
    await screen.start()
    await screen.sees("Забронировать столик")
    await expect(screen.page.locator("#menu-button")).to_be_visible()
    shown = (await screen.page.locator("body").aria_snapshot()).splitlines()
    nameless = [line.strip() for line in shown if NAMELESS.match(line)]
    assert nameless == []
    await expect(screen.page.locator("#menu-button")).to_have_accessible_name(MENU_BUTTON)


async def test_portrait_leaves_room_for_the_calendar_under_it(open_page: OpenChat) -> None:
    screen = await open_page(ANNA, CLINIC, width=390)
    await screen.start()
    await screen.press("📝 Записаться")
    for button in ("Терапия", "Выбрать врача", "Громов"):
        await screen.messages.get_by_role("button", name=button).last.click()
    photo = screen.messages.locator(".photo img").last
    await photo.wait_for()
    days = screen.messages.locator(".keyboard").last
    await expect(days.get_by_text("24", exact=True)).to_be_in_viewport(ratio=1)
    box = await photo.bounding_box()
    assert box is not None
    assert box["height"] < 0.3 * HEIGHT
    await screen.screenshot("portrait ru 390")


async def test_admin_sends_a_broadcast_with_a_photo_whose_caption_was_typed_before(open_page: OpenChat) -> None:
    vera = await open_page(VERA)
    words = vera.page.locator("#words")
    await words.fill("/admin")
    await words.press("Enter")
    await vera.press("📣 Рассылка")
    await vera.sees("Напишите сообщение так, как его увидят гости")
    await words.fill("В субботу джаз")
    await vera.page.locator("#file").set_input_files("docs/images/desk.png")
    await vera.sees("Кому отправить?")
    await expect(words).to_have_value("")
    await expect(vera.messages.locator(".with-photo", has_text="В субботу джаз").first).to_be_visible()


async def _book(guest: ChatScreen) -> None:
    await guest.start()
    await guest.press(*TO_CONFIRM["ru"], "✅ Подтвердить")
