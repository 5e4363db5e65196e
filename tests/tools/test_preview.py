"""The preview shows every window of every venue as the bot would send it."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiogram.types import InlineKeyboardMarkup
from aiogram_dialog.api.entities import NewMessage

from app.bot.dialogs import make_dialogs
from app.domain.venues import Locale
from tests.databases import copy_of
from tools.preview.page import Column, merge, write_page
from tools.preview.product import open_product
from tools.preview.render import render_columns

VENUES_DIR = Path("data/venues")
VENUES = sorted(path.name for path in VENUES_DIR.iterdir() if path.is_dir())
STATES = {str(state.state) for dialog in make_dialogs() for state in dialog.states()}
MESSAGE, CAPTION = 4096, 1024
"""Characters (Bot API, sendMessage and sendPhoto)."""


async def _render(database_url: str) -> dict[str, Column]:
    async with open_product(VENUES_DIR, database_url) as container:
        return await render_columns(container)


@pytest.fixture(scope="module")
def columns(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Column]:
    """The windows by `venue · language` and title, rendered once for all tests."""
    url = copy_of(sqlite_template, tmp_path_factory.mktemp("preview"))
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _render(url)).result()


def _windows(columns: dict[str, Column]) -> Iterator[tuple[str, NewMessage]]:
    for heading, column in columns.items():
        for title, message in column.items():
            yield f"{heading} · {title}", message


def _buttons(message: NewMessage) -> list[str]:
    assert isinstance(message.reply_markup, InlineKeyboardMarkup)
    return [button.text for row in message.reply_markup.inline_keyboard for button in row]


def test_every_venue_is_shown_in_every_language(columns: dict[str, Column]) -> None:
    assert list(columns) == [f"{venue} · {locale}" for venue in VENUES for locale in Locale]


def test_every_window_is_shown(columns: dict[str, Column]) -> None:
    assert {title.split(",")[0] for column in columns.values() for title in column} == STATES


def test_every_window_is_a_message_that_telegram_takes(columns: dict[str, Column]) -> None:
    for name, message in _windows(columns):
        assert 0 < len(str(message.text)) <= (CAPTION if message.media else MESSAGE), name
        assert _buttons(message), name


def test_english_windows_have_no_russian_words(columns: dict[str, Column]) -> None:
    for name, message in _windows(columns):
        if f" · {Locale.EN} · " in name:
            shown = " ".join([str(message.text), *_buttons(message)]).replace("Русский", "")
            assert not re.findall("[А-Яа-яЁё]+", shown), name


def test_page_has_the_text_and_the_buttons_of_every_window(columns: dict[str, Column]) -> None:
    page = write_page(columns, Path())
    for name, message in _windows(columns):
        assert str(message.text) in page, name
        assert all(f"<span>{button}</span>" in page for button in _buttons(message)), name


def test_page_links_the_pictures(columns: dict[str, Column], tmp_path: Path) -> None:
    links = re.findall('<img src="([^"]+)"', write_page(columns, tmp_path))
    assert links
    assert all((tmp_path / link).exists() for link in links)


def test_rows_keep_the_order_of_each_column() -> None:
    assert merge(["menu", "size", "day"], ["menu", "specialty", "day", "last"]) == [
        "menu", "specialty", "size", "day", "last"
    ]  # fmt: skip
