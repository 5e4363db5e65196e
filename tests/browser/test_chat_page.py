"""Guests book on the chat page of the demo."""

import pytest
from playwright.async_api import expect

from tests.bot.steps import TABLE_FOR_TWO, TUESDAY
from tests.browser.chat_screen import NARROW, WIDE, ChatScreen
from tests.browser.conftest import OpenChat
from tests.product import ANNA, BEN, MARIA, VERA

TO_CONFIRM = {
    "ru": ("📝 Записаться", "2", TABLE_FOR_TWO, TUESDAY, "18:00"),
    "en": ("📝 Book", "2", "Lane window", TUESDAY, "18:00"),
}
SIX_HOURS, A_DAY = 360, 1440


@pytest.mark.usefixtures("without_scheduler")
async def test_guest_books_and_the_admin_is_alerted_without_waiting_for_the_scheduler(open_page: OpenChat) -> None:
    vera = await open_page(VERA)
    anna = await open_page(ANNA)
    await _book(anna)
    await anna.sees("Готово, вы записаны!", "Ждём вас!")
    await vera.sees("Новая запись", "Анна Смирнова")
    await anna.screenshot("booked ru 1200")
    await vera.screenshot("alert ru 1200")


async def test_reminders_come_as_the_clock_is_moved_and_none_after_a_cancellation(open_page: OpenChat) -> None:
    anna = await open_page(ANNA)
    await _book(anna)
    await anna.sees("Ждём вас!")
    await anna.advance_clock(SIX_HOURS)
    await anna.sees("Ваш визит")
    await anna.screenshot("reminder ru 1200")
    assert await anna.count("Ваш визит") == 1
    await anna.press("Отменить запись", "Да, отменить")
    await anna.sees("отменена")
    await anna.advance_clock(A_DAY)
    await anna.advance_clock(A_DAY)
    assert await anna.count("Ваш визит") == 1
    assert await anna.count("Как всё прошло") == 0


async def test_second_guest_is_told_that_the_slot_is_taken_and_books_another(open_page: OpenChat) -> None:
    anna, maria = await open_page(ANNA), await open_page(MARIA)
    for guest in (anna, maria):
        await guest.start()
        await guest.press(*TO_CONFIRM["ru"])
        await guest.sees("вторник, 24 ноября, 18:00")
    await anna.press("✅ Подтвердить")
    await anna.sees("Готово, вы записаны!")
    await maria.press("✅ Подтвердить")
    await expect(maria.page.locator("#alert-text")).to_contain_text("только что заняли")
    await maria.screenshot("taken ru 1200")
    await maria.page.locator("#alert button").click()
    await maria.press("20:00", "✅ Подтвердить")
    await maria.sees("Готово, вы записаны!")


async def test_double_press_on_confirm_is_one_booking(open_page: OpenChat) -> None:
    vera = await open_page(VERA)
    anna = await open_page(ANNA)
    await anna.start()
    await anna.press(*TO_CONFIRM["ru"])
    await anna.messages.get_by_role("button", name="✅ Подтвердить").dblclick()
    await anna.sees("Готово, вы записаны!", "Ждём вас!")
    await vera.sees("Новая запись")
    assert await anna.count("Ждём вас!") == 1
    assert await vera.count("Новая запись") == 1


async def test_guest_books_in_english(open_page: OpenChat) -> None:
    ben = await open_page(BEN, language="en")
    await ben.start()
    await ben.press(*TO_CONFIRM["en"])
    await ben.sees("Tuesday, 24 November, 18:00–20:00, Moscow time", "Lane window, 2 guests")
    await ben.press("✅ Confirm")
    await ben.sees("Done, you are booked!", "See you soon!")
    await ben.advance_clock(SIX_HOURS)
    await ben.sees("Your visit is")
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
    await screen.sees("18:00–20:00")
    await screen.screenshot(f"confirm {language} {width}")


async def _book(guest: ChatScreen) -> None:
    await guest.start()
    await guest.press(*TO_CONFIRM["ru"], "✅ Подтвердить")
