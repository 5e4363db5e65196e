"""In a wide window of the chat page a second chat stands beside the open one: that of an admin beside a guest's."""

import re

import pytest
from playwright.async_api import FrameLocator, Locator, ViewportSize, expect

from app.demo import BOTS
from tests.browser.chat_screen import HEIGHT, ChatScreen
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import open_mini_app, press_menu_button
from tests.browser.served_demo import ServedDemo
from tests.browser.test_chat_page import TO_CONFIRM
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, VERA

TWO_CHATS, ONE_CHAT = 1400, 1399
"""Widths of the window."""


def frame_of(screen: ChatScreen) -> Locator:
    return screen.page.locator("iframe.beside")


def beside(screen: ChatScreen) -> FrameLocator:
    """The page of the second chat."""
    return screen.page.frame_locator("iframe.beside")


async def test_the_admin_sees_the_alert_while_the_guest_books(open_page: OpenChat) -> None:
    anna = await open_page(ANNA, width=TWO_CHATS)
    await expect(beside(anna).locator("#who")).to_contain_text("Вера Орлова · админ")
    await expect(anna.page.locator("#start")).to_be_focused()
    await anna.start()
    await anna.press(*TO_CONFIRM["ru"], "✅ Подтвердить")

    await anna.sees("Ждём вас!")
    await expect(beside(anna).locator("#messages")).to_contain_text("Новая бронь")
    await expect(beside(anna).locator("#messages")).to_contain_text("Анна Смирнова")
    await expect(anna.page.locator("#clock-face")).to_contain_text("Здесь сейчас")
    await expect(beside(anna).locator(".bar")).to_be_hidden()
    assert await anna.overflow() <= 0
    await anna.screenshot("beside ru 1400")


async def test_each_side_has_a_person_of_its_own(open_page: OpenChat, served: ServedDemo) -> None:
    screen = await open_page(ANNA, width=TWO_CHATS)
    restaurant, clinic = [BOTS[venue].token.split(":")[0] for venue in (RESTAURANT, CLINIC)]
    await beside(screen).get_by_role("radio", name="Ben").click()
    await expect(beside(screen).locator("#who")).to_contain_text("Ben Carter")
    await expect(screen.page).to_have_url(re.compile(f"#{ANNA}/{restaurant}$"))

    await screen.page.locator("#chats").get_by_text("Здоровье Плюс").click()
    await expect(beside(screen).locator("#chat-title")).to_have_text("Zdorovie Plus")
    await expect(screen.page).to_have_url(re.compile(f"#{ANNA}/{clinic}$"))
    await expect(beside(screen).locator("#who")).to_contain_text("Ben Carter")

    await screen.page.locator("#people").get_by_role("radio", name="Ben").click()
    await expect(beside(screen).locator("#who")).to_contain_text("Вера Орлова")
    await screen.page.goto(served.chat_page(VERA, RESTAURANT))
    await expect(beside(screen).locator("#who")).to_contain_text("Анна Смирнова")
    await expect(beside(screen).locator("#chat-title")).to_have_text("Binary Bites")


async def test_a_narrower_window_shows_one_chat(open_page: OpenChat) -> None:
    screen = await open_page(ANNA, width=ONE_CHAT)
    await expect(screen.page.locator("#start")).to_be_visible()
    await expect(frame_of(screen)).to_have_count(0)

    for width, frames in ((TWO_CHATS, 1), (ONE_CHAT, 0)):
        await screen.page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
        await expect(frame_of(screen)).to_have_count(frames)


async def test_the_second_chat_speaks_the_language_that_is_chosen(open_page: OpenChat) -> None:
    screen = await open_page(ANNA, width=TWO_CHATS)
    await expect(beside(screen).locator("#who")).to_contain_text("админ")
    await screen.page.locator("#settings-button").click()
    await screen.page.locator("#languages").get_by_text("English").click()
    await expect(beside(screen).locator("#who")).to_contain_text("admin")


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_each_side_has_a_mini_app_of_its_own(open_page: OpenChat, served: ServedDemo, language: str) -> None:
    screen = await open_page(BEN, width=TWO_CHATS, language=language)
    await open_mini_app(screen, served, BEN, RESTAURANT)
    await served.user(VERA, RESTAURANT).write("/start")
    second = beside(screen)
    await press_menu_button(second)
    await second.frame_locator("#mini-app iframe").locator("header h1").wait_for()
    await expect(screen.page.locator("#mini-app")).to_be_visible()
    await screen.screenshot(f"beside mini apps {language} 1400")

    await second.locator("#mini-app-close").click()

    await expect(second.locator("#mini-app")).to_be_hidden()
    await expect(screen.page.locator("#mini-app")).to_be_visible()
