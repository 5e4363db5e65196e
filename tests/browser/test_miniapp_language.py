"""The Mini App speaks the language that the guest chose in the chat."""

from playwright.async_api import expect

from tests.browser.conftest import OpenChat
from tests.browser.mini_app_screen import MiniAppScreen, require_build
from tests.browser.served_demo import ServedDemo
from tests.product import ANNA, CLINIC

ALL_THAT_WAS_SAID = """
window.said = '';
new MutationObserver(() => { window.said += document.body?.innerText ?? ''; })
  .observe(document, {childList: true, characterData: true, subtree: true});
"""


async def choose_english(open_page: OpenChat, served: ServedDemo) -> MiniAppScreen:
    """Anna, whose Telegram speaks Russian, wants English of the clinic's bot."""
    require_build()
    chat = await open_page(ANNA, CLINIC, width=390)
    user = served.user(ANNA, CLINIC)
    await user.write("/language")
    await user.press("English")
    await expect(chat.page.locator("#menu-button")).to_have_text("Book")
    return MiniAppScreen(chat, CLINIC)


async def test_language_that_was_chosen_in_the_chat_is_the_first_to_be_seen(
    open_page: OpenChat, served: ServedDemo
) -> None:
    app = await choose_english(open_page, served)
    await app.chat.page.add_init_script(ALL_THAT_WAS_SAID)
    await app.open()
    await app.sees("My bookings", "General practice")
    said: str = await app.frame.evaluate("said")
    assert "My bookings" in said
    assert "Мои записи" not in said
    assert await app.frame.evaluate("document.documentElement.lang") == "en"


async def test_page_waits_only_a_moment_for_the_language(open_page: OpenChat, served: ServedDemo) -> None:
    app = await choose_english(open_page, served)
    await app.chat.page.route("**/api/v1/venues/*/me", lambda _route: None)
    await app.open()
    await app.sees("Мои записи", "Терапия")
