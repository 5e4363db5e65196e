"""The Mini App is shown in the language that the guest chose in the chat."""

from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import MiniAppScreen, require_build
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, CLINIC

RECORD_TEXTS = """
window.shownTexts = '';
new MutationObserver(() => { window.shownTexts += document.body?.innerText ?? ''; })
  .observe(document, {childList: true, characterData: true, subtree: true});
"""


async def choose_english(open_page: OpenChat, served: ServedDemo) -> MiniAppScreen:
    """Open the clinic's chat as Anna, whose Telegram is in Russian, and choose English there."""
    require_build()
    chat = await open_page(ANNA, CLINIC, width=390)
    user = served.user(ANNA, CLINIC)
    await user.write("/language")
    await user.press("English")
    await expect(chat.page.locator("#menu-button")).to_have_text("Book")
    return MiniAppScreen(chat, CLINIC)


async def test_page_is_never_shown_in_another_language_than_the_chosen_one(
    open_page: OpenChat, served: ServedDemo
) -> None:
    app = await choose_english(open_page, served)
    await app.chat.page.add_init_script(RECORD_TEXTS)
    await app.open()
    await app.sees("My bookings", "General practice")
    shown: str = await app.frame.evaluate("shownTexts")
    assert "My bookings" in shown
    assert "Мои записи" not in shown
    assert await app.frame.evaluate("document.documentElement.lang") == "en"


async def test_page_is_shown_in_telegrams_language_when_the_chosen_one_is_not_answered_soon(
    open_page: OpenChat, served: ServedDemo
) -> None:
    app = await choose_english(open_page, served)
    await app.chat.page.add_init_script("AbortSignal.timeout = AbortSignal.limited;")
    await app.chat.page.route("**/api/v1/venues/*/me", lambda _route: None)
    await app.open()
    await app.sees("Мои записи", "Терапия")
