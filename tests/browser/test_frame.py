"""The frame of Mini Apps: Telegram's protocol with a minimal Mini App, and a booking in the real one."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo
from fastapi.responses import HTMLResponse
from playwright.async_api import Frame, Locator, expect

from app.api.init_data import read_init_data
from app.bot.venue_bots import VenueBots
from app.demo import BOTS
from tests.browser.chat_screen import NARROW, WIDE, ChatScreen
from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import open_mini_app
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, BEN, CLINIC, RESTAURANT

TINY = Path(__file__).with_name("tiny_mini_app.html").read_text(encoding="utf-8")
MAIN_BUTTON = {
    "is_visible": True,
    "is_active": True,
    "text": "Book a table",
    "color": "#2e7d32",
    "text_color": "#ffffff",
}


class TinyApp:
    """The minimal Mini App (tiny_mini_app.html), open in a frame."""

    def __init__(self, screen: ChatScreen, frame: Frame) -> None:
        self.screen = screen
        self.frame = frame

    def part(self, name: str) -> Locator:
        """An element of the chat page around the frame, by its id."""
        return self.screen.page.locator(f"#{name}")

    async def call(self, method: str, data: object = None) -> None:
        await self.frame.evaluate("([method, data]) => call(method, data)", [method, data])

    async def receives(self, event: str) -> None:
        """Wait until the Mini App has received an event that contains this text."""
        await expect(self.frame.locator("#events")).to_contain_text(event)


async def open_tiny(screen: ChatScreen, served: ServedDemo, person_id: int = ANNA) -> TinyApp:
    """Open the minimal Mini App with an inline button that the bot sends."""
    served.demo.app.add_api_route("/tiny", lambda: HTMLResponse(TINY))
    # Another origin than the chat page's, because Telegram's clients and Mini Apps never share one.
    url = f"{served.address.replace('127.0.0.1', 'localhost')}/tiny?a=b"
    await screen.start()
    await screen.messages.locator(".keyboard").wait_for()
    button = InlineKeyboardButton(text="Open", web_app=WebAppInfo(url=url))
    bots = await served.demo.container.get(VenueBots)
    await bots.of_venue(RESTAURANT).bot.send_message(
        person_id, "Tap", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await screen.press("Open")
    await screen.mini_app.locator("#events").wait_for(state="attached")
    (frame,) = [frame for frame in screen.page.frames if "/tiny" in frame.url]
    return TinyApp(screen, frame)


async def test_launch_parameters_are_in_the_fragment_of_the_address(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    assert urlsplit(tiny.frame.url).query == "a=b"
    launch = {name: values[0] for name, values in parse_qs(urlsplit(tiny.frame.url).fragment).items()}
    user = read_init_data(launch["tgWebAppData"], BOTS[RESTAURANT].token, served.demo.clock.now()).user
    assert user.telegram_id == ANNA
    assert (launch["tgWebAppVersion"], launch["tgWebAppPlatform"]) == ("8.0", "weba")
    assert '"bg_color":"#ffffff"' in launch["tgWebAppThemeParams"]


async def test_frame_waits_until_the_page_is_ready_and_grows_when_asked(
    open_page: OpenChat, served: ServedDemo
) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await expect(tiny.part("mini-app-waiting")).to_be_visible()
    await tiny.call("web_app_ready")
    await expect(tiny.part("mini-app-waiting")).to_be_hidden()
    before = await tiny.frame.evaluate("innerHeight")
    await tiny.call("web_app_expand")
    await tiny.receives('"is_expanded":true')
    assert await tiny.frame.evaluate("innerHeight") > before
    await tiny.call("web_app_request_viewport")
    await tiny.call("web_app_request_safe_area")
    await tiny.receives('safe_area_changed {"top":0,')


async def test_mini_app_receives_presses_of_the_frames_buttons(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    for part in ("main-button", "mini-app-back", "mini-app-settings"):
        await expect(tiny.part(part)).to_be_hidden()
    await tiny.call("web_app_ready")
    await tiny.call("web_app_setup_main_button", MAIN_BUTTON)
    await tiny.call("web_app_setup_back_button", {"is_visible": True})
    await tiny.call("web_app_setup_settings_button", {"is_visible": True})
    await expect(tiny.part("main-button")).to_have_text("Book a table")
    await expect(tiny.part("main-button")).to_have_css("background-color", "rgb(46, 125, 50)")
    for part, event in {"main-button": "main", "mini-app-back": "back", "mini-app-settings": "settings"}.items():
        await tiny.part(part).click()
        await tiny.receives(f"{event}_button_pressed")
    await tiny.call("web_app_setup_main_button", {"is_active": False, "is_progress_visible": True})
    await expect(tiny.part("main-button")).to_be_disabled()
    await expect(tiny.part("main-button")).to_have_attribute("aria-busy", "true")
    await tiny.call("web_app_setup_main_button", {"is_visible": False})
    await expect(tiny.part("main-button")).to_be_hidden()


async def test_theme_is_switched_in_the_frame(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await tiny.call("web_app_set_header_color", {"color_key": "secondary_bg_color"})
    header = tiny.screen.page.locator(".mini-app-head")
    await expect(header).to_have_css("background-color", "rgb(244, 244, 245)")
    await tiny.part("mini-app-theme").click()
    await tiny.receives('theme_changed {"theme_params":{"bg_color":"#212121"')
    await expect(header).to_have_css("background-color", "rgb(15, 15, 15)")
    await expect(header).to_have_css("color", "rgb(255, 255, 255)")


async def test_popup_is_answered_with_its_button(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(BEN, language="en"), served, BEN)
    await tiny.call("web_app_ready")
    buttons = [{"id": "yes", "type": "destructive", "text": "Drop it"}, {"id": "", "type": "cancel"}]
    question = {"title": "Drop the booking?", "message": "The table goes to somebody else.", "buttons": buttons}
    await tiny.call("web_app_open_popup", question)
    await tiny.screen.screenshot("frame popup en 1200")
    await tiny.screen.page.get_by_role("button", name="Drop it").click()
    await tiny.receives('popup_closed {"button_id":"yes"}')
    await tiny.call("web_app_open_popup", question)
    await tiny.screen.page.get_by_role("button", name="Cancel", exact=True).last.click()
    await tiny.receives('popup_closed {"button_id":""}')
    await tiny.call("web_app_open_popup", question)
    await expect(tiny.screen.page.get_by_role("button", name="Drop it")).to_be_visible()
    await tiny.screen.page.keyboard.press("Escape")
    await tiny.receives("popup_closed {}")


async def test_closing_is_confirmed_when_the_mini_app_requests_it(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await tiny.call("web_app_setup_closing_behavior", {"need_confirmation": True})
    await tiny.part("mini-app-close").click()
    await tiny.screen.page.get_by_role("button", name="Отмена").click()
    await expect(tiny.part("mini-app")).to_be_visible()
    await tiny.part("mini-app-close").click()
    await tiny.screen.page.get_by_role("button", name="Всё равно закрыть").click()
    await expect(tiny.part("mini-app")).to_be_hidden()
    await expect(tiny.screen.page.locator("iframe")).to_have_count(0)


async def test_vibration_is_shown_and_writing_is_allowed(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await tiny.call("web_app_trigger_haptic_feedback", {"type": "notification", "notification_type": "success"})
    await expect(tiny.part("haptic")).to_have_text("📳 success")
    await tiny.call("web_app_request_write_access")
    await tiny.receives('write_access_requested {"status":"allowed"}')


async def test_link_to_another_bot_closes_the_frame_and_opens_its_chat(open_page: OpenChat, served: ServedDemo) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await tiny.call("web_app_open_tg_link", {"path_full": f"/{BOTS[CLINIC].username}?start=book"})
    await expect(tiny.part("mini-app")).to_be_hidden()
    await expect(tiny.part("chat-title")).to_have_text("Здоровье Плюс")


async def test_unknown_method_is_ignored_and_a_mini_app_can_close_itself(
    open_page: OpenChat, served: ServedDemo
) -> None:
    tiny = await open_tiny(await open_page(ANNA), served)
    await tiny.call("web_app_start_gyroscope", {"refresh_rate": 100})
    await tiny.call("web_app_close")
    await expect(tiny.part("mini-app")).to_be_hidden()


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_clock_can_be_moved_while_a_mini_app_is_open(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    tiny = await open_tiny(await open_page(ANNA, width=width), served)
    for method in ("web_app_ready", "web_app_expand"):
        await tiny.call(method)
    before = served.demo.clock.now()
    if width == NARROW:
        await tiny.part("clock-face").click()
    await tiny.screen.advance_clock(60)
    assert served.demo.clock.now() - before >= timedelta(hours=1)
    await expect(tiny.part("mini-app")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_frame_fits_the_window(open_page: OpenChat, served: ServedDemo, width: int) -> None:
    tiny = await open_tiny(await open_page(ANNA, width=width), served)
    for method in ("web_app_ready", "web_app_expand"):
        await tiny.call(method)
    await tiny.call("web_app_setup_main_button", MAIN_BUTTON)
    await tiny.call("web_app_setup_back_button", {"is_visible": True})
    await tiny.call("web_app_setup_settings_button", {"is_visible": True})
    await tiny.call("web_app_trigger_haptic_feedback", {"type": "impact", "impact_style": "medium"})
    await expect(tiny.part("main-button")).to_be_visible()
    assert await tiny.screen.overflow() <= 0
    assert await tiny.frame.evaluate("innerWidth") == (NARROW if width == NARROW else 420)
    await tiny.screen.screenshot(f"frame {width}")


@pytest.mark.parametrize("width", [880, 1280, 1400])
async def test_frame_covers_nothing_of_the_chat_in_a_wide_window(
    open_page: OpenChat, served: ServedDemo, width: int
) -> None:
    tiny = await open_tiny(await open_page(ANNA, width=width), served)
    frame = await tiny.part("mini-app").bounding_box()
    assert frame
    for part in ("messages", "send", "attach-button", "chat-menu-button"):
        box = await tiny.part(part).bounding_box()
        assert box
        assert box["x"] + box["width"] <= frame["x"], part
    clock = await tiny.part("clock").bounding_box()
    assert clock
    assert clock["y"] + clock["height"] <= frame["y"]
    assert frame["x"] + frame["width"] <= width
    assert await tiny.screen.overflow() <= 0


async def test_patient_books_in_the_real_mini_app(open_page: OpenChat, served: ServedDemo) -> None:
    anna = await open_page(ANNA, CLINIC)
    app = await open_mini_app(anna, served, ANNA, CLINIC)
    await app.click("Терапия")
    await app.choose("Выбрать врача")
    await app.click("Пётр Ильич Громов")
    await app.choose("18:30")
    await app.go_on("Дальше · пн, 23 нояб., 18:30")
    await app.sees("понедельник, 23 ноября")
    await app.go_on("Записаться")
    await app.sees("Вы записаны!")
    await anna.sees("Ждём вас!", "понедельник, 23 ноября, 18:30–19:00", "Пётр Ильич Громов")
    await anna.screenshot("mini app booked ru 1200")
