"""The buttons that open the Mini App are shown when it is built and Telegram can open it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bot.introduction import introduce
from app.bot.venue_bots import VenueBots
from app.catalogue.loader import load_venues
from app.runtime.mini_app import mini_app_url
from app.sandbox.bot_api.profile import menu_button_for
from app.sandbox.chat_user import ChatUser
from app.texts.translator import Translator
from tests.bot.steps import buttons, press_all, window
from tests.product import ANNA, BEN, CLINIC, RESTAURANT, TOKENS, Product


@dataclass
class Build:
    """The output of `npm run build`, which a test can remove."""

    dist: Path

    def make(self) -> None:
        (self.dist / "index.html").touch()

    def remove(self) -> None:
        (self.dist / "index.html").unlink()


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """A Mini App that is built."""
    dist = tmp_path / "dist"
    dist.mkdir()
    monkeypatch.setattr("app.runtime.mini_app.DIST", dist)
    build = Build(dist)
    build.make()
    return build


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        ("https://booking.example.com", "https://booking.example.com/app/binary_bites/"),
        ("https://example.com/bronya", "https://example.com/bronya/app/binary_bites/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/app/binary_bites/"),
        ("http://localhost:8000", "http://localhost:8000/app/binary_bites/"),
        ("http://booking.example.com", None),
        (None, None),
    ],
)
def test_mini_app_needs_https_except_on_this_machine(
    build: Build, public_url: str | None, expected: str | None
) -> None:
    venue = load_venues(Path("data/venues"))[RESTAURANT]
    assert mini_app_url(public_url, venue.id) == expected


def test_mini_app_that_is_not_built_is_not_offered(build: Build) -> None:
    build.remove()
    venue = load_venues(Path("data/venues"))[RESTAURANT]
    assert mini_app_url("https://booking.example.com", venue.id) is None


async def test_menu_opens_the_mini_app_of_the_venue(build: Build, product: Product, ben: ChatUser) -> None:
    (button,) = [button for row in window(ben).inline_keyboard for button in row if button["text"] == "📱 Open the app"]
    assert button["web_app"] == {"url": f"{product.address}/app/{RESTAURANT}/"}


async def test_menu_has_no_button_without_a_mini_app(build: Build, anna: ChatUser) -> None:
    build.remove()
    await anna.write("/start")
    assert "📱 Открыть приложение" not in buttons(anna)


async def test_button_beside_the_input_field_opens_the_mini_app(build: Build, product: Product) -> None:
    menu_buttons = product.sandbox.telegram.bots[TOKENS[CLINIC]].menu_buttons
    assert menu_buttons[None] == {
        "type": "web_app",
        "text": "Записаться",
        "web_app": {"url": f"{product.address}/app/{CLINIC}/"},
    }
    build.remove()
    bots, translator = await product.container.get(VenueBots), await product.container.get(Translator)
    await introduce(bots.of_venue(CLINIC), translator, product.address)
    assert menu_buttons[None] == {"type": "commands"}


def beside_input(product: Product, telegram_id: int) -> str | None:
    """The text of the button beside the input field in the restaurant's chat; None for the list of commands."""
    telegram = product.sandbox.telegram
    return menu_button_for(telegram.bots[TOKENS[RESTAURANT]], telegram.people[telegram_id]).get("text")


async def test_button_beside_the_input_field_is_in_the_guests_language(
    build: Build, product: Product, anna: ChatUser, ben: ChatUser
) -> None:
    assert beside_input(product, ANNA) == "Столик"
    assert beside_input(product, BEN) == "Table"


async def test_button_beside_the_input_field_follows_the_chosen_language(
    build: Build, product: Product, anna: ChatUser
) -> None:
    await press_all(anna, "🌐 Язык", "English")
    assert beside_input(product, ANNA) == "Table"
    await press_all(anna, "🌐 Language", "Русский")
    assert beside_input(product, ANNA) == "Столик"


async def test_start_removes_the_button_when_there_is_no_mini_app(
    build: Build, product: Product, ben: ChatUser
) -> None:
    build.remove()
    await ben.write("/start")
    assert product.sandbox.telegram.bots[TOKENS[RESTAURANT]].menu_buttons[BEN] == {"type": "default"}


@pytest.mark.parametrize(("code", "description"), [(400, "Bad Request: chat not found"), (502, "Bad Gateway")])
async def test_guest_is_served_although_telegram_refuses_the_button(
    build: Build, product: Product, anna: ChatUser, code: int, description: str
) -> None:
    faults = product.sandbox.api.faults
    faults.refuse("setChatMenuButton", code, description, chat_id=ANNA, times=2)
    await press_all(anna, "🌐 Язык", "English")
    await anna.write("/start")
    assert len([message for message in anna.messages if "Hello" in message.text]) == 1
    assert faults.pop("setChatMenuButton", ANNA) is None, "it was refused both times"
    assert beside_input(product, ANNA) == "Столик"


async def test_panel_opens_the_desk_and_no_guest_is_shown_its_address(
    build: Build, product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    address = f"{product.address}/app/{RESTAURANT}/desk"
    await vera.write("/admin")
    assert address in [
        each["web_app"]["url"] for row in window(vera).inline_keyboard for each in row if "web_app" in each
    ]
    await anna.write("/admin")
    assert not [message for message in anna.messages if address in str(message.inline_keyboard)]
    build.remove()
    await vera.write("/admin")
    assert "🖥 Стойка: весь день" not in buttons(vera)
