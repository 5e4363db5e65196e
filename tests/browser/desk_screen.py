"""The desk's page in a browser, as an admin opens it from the panel in the chat."""

from playwright.async_api import Locator, expect

from tests.browser.chat_screen import ChatScreen
from tests.browser.mini_app_screen import WHOLE_WINDOW, MiniAppScreen, require_build
from tests.browser.served_demo import ServedDemo

BUTTONS = {"ru": "🖥 Стойка: весь день", "en": "🖥 The desk: the whole day"}
DAY = "/desk/day"
"""In the address of the day's bookings."""


class DeskScreen(MiniAppScreen):
    """The desk in the frame of an admin's chat page."""

    def booking(self, booking_id: int) -> Locator:
        """A booking on the timeline or in the list."""
        return self.page.locator(f"[data-booking='{booking_id}']").first

    @property
    def card(self) -> Locator:
        return self.page.locator(".desk-aside")

    async def hold_news(self) -> None:
        """Let no change of the day arrive from now on, for which the page asks every two seconds."""
        page = self.chat.page
        async with page.expect_event("requestfailed", lambda request: DAY in request.url):
            await page.route(f"**{DAY}*", lambda route: route.abort())
        # An answer that was on its way before this question is dropped by the page.

    async def answer(self, button: str) -> None:
        """Press a button of the question that is asked."""
        await self.page.get_by_role("dialog").get_by_role("button", name=button).click()

    async def drag(self, booking_id: int, right: float, down: float) -> None:
        """Drag a booking with the mouse by so many pixels."""
        mouse, box = self.chat.page.mouse, await self.booking(booking_id).bounding_box()
        assert box
        x, y = box["x"] + 20, box["y"] + box["height"] / 2
        await mouse.move(x, y)
        await mouse.down()
        await mouse.move(x + right / 2, y + down / 2, steps=4)
        await mouse.move(x + right, y + down, steps=4)
        await mouse.up()


async def open_desk(
    chat: ChatScreen, served: ServedDemo, person_id: int, venue_id: str, language: str = "ru"
) -> DeskScreen:
    """Open the desk with the button of the panel, over the whole window, as an admin who reads this language."""
    require_build()
    await chat.page.emulate_media(color_scheme="light")
    await chat.page.add_style_tag(content=WHOLE_WINDOW)
    user = served.user(person_id, venue_id)
    if language == "en":
        await user.write("/start")
        await user.press("🌐 Язык")
        await user.press("English")
    await user.write("/admin")
    screen = DeskScreen(chat, venue_id)
    await chat.press(BUTTONS[language])
    await expect(screen.page.locator(".desk header")).to_be_visible()
    return screen
