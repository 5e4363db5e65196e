"""Pieces that every dialog is made of: texts by key, pages of long lists, the way to the menu."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar, cast

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.common import ManagedScroll, WhenCondition
from aiogram_dialog.widgets.kbd import CurrentPage, Group, Keyboard, NextPage, PrevPage, Row, Select, Start, StubScroll
from aiogram_dialog.widgets.kbd.select import OnItemClick
from aiogram_dialog.widgets.text import Const, Format, Text
from magic_filter import F

from app.bot.states import Menu
from app.domain.bookings import LARGEST_ID
from app.domain.errors import NotFound
from app.texts.translator import Words

T = TypeVar("T")

DOZEN = 12
MOST_PAGES = 10_000
"""More than any list has: what a modified client asks for beyond is not looked for."""

Offered = dict[str, Any]
"""What a getter offers to the widgets of its window."""


class Say(Text):
    """A window's text by its key. Its facts are the words and numbers that the getter offers."""

    def __init__(self, key: str, when: WhenCondition = None) -> None:
        super().__init__(when)
        self.key = key

    async def _render_text(self, data: Offered, manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words(self.key, **_facts(data))


class Label(Say):
    """A button's text by its key: no markup."""

    async def _render_text(self, data: Offered, manager: DialogManager) -> str:
        words: Words = manager.middleware_data["words"]
        return words.plain(self.key, **_facts(data))


def _facts(data: Offered) -> dict[str, str | int]:
    return {name: fact for name, fact in data.items() if isinstance(fact, str | int)}


async def take_over(start_data: Any, manager: DialogManager) -> None:
    """Let a dialog begin with what its starter knows already, such as the booking whose notification was pressed."""
    manager.dialog_data.update(start_data or {})


def to_menu(key: str = "button_menu") -> Start:
    return Start(Label(key), id="menu", state=Menu.main, mode=StartMode.RESET_STACK)


def read(kind: Callable[[str], T], carried: str) -> T:
    """What a pressed button carries. Raises `NotFound` for what only a modified client can have made up."""
    try:
        return kind(carried)
    except ValueError:
        raise NotFound(f"no button carries {carried!r}") from None


def booking_id(carried: str) -> int:
    """For `read`."""
    number = int(carried)
    if not 1 <= number <= LARGEST_ID:
        raise ValueError(f"no booking has the id {number}")
    return number


class Choice(Select[T]):
    """A button for each pair of id and text that the getter offers as `buttons`."""

    def __init__(self, choice_id: str, kind: Callable[[str], T], on_click: OnItemClick[Select[T], T]) -> None:
        super().__init__(
            Format("{item[1]}"),
            choice_id,
            itemgetter(0),
            "buttons",
            type_factory=partial(read, kind),
            on_click=on_click,
        )


class Grid(Group):
    """Buttons in rows of three, or of four when there are more than a dozen."""

    async def _render_keyboard(self, data: Offered, manager: DialogManager) -> RawKeyboard:
        buttons = [button for row in await super()._render_keyboard(data, manager) for button in row]
        width = 3 if len(buttons) <= DOZEN else 4
        return [buttons[start : start + width] for start in range(0, len(buttons), width)]


class TurnPage(PrevPage):
    """The first button of a pager: aiogram-dialog lets it answer for the others, which have the same id."""

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        page = min(max(0, read(int, data)), MOST_PAGES)
        return await super()._process_item_callback(callback, str(page), dialog, manager)


def pager(pager_id: str) -> Keyboard:
    """Buttons to turn pages. The getter offers `pages`, see `cut_page`."""
    there_are_more = F["pages"] > 1
    return Row(
        StubScroll(pager_id, pages="pages"),
        TurnPage(pager_id, text=Const("‹"), when=there_are_more),
        CurrentPage(pager_id, text=Format("{current_page1} / {pages}"), when=there_are_more),
        NextPage(pager_id, text=Const("›"), when=there_are_more),
    )


async def cut_page(manager: DialogManager, pager_id: str, items: Sequence[T], size: int) -> tuple[Sequence[T], int]:
    """The items of the page that is open, and how many pages there are."""
    pages = count_pages(len(items), size)
    page = await open_page(manager, pager_id, pages)
    return items[page * size : (page + 1) * size], pages


async def open_page(manager: DialogManager, pager_id: str, pages: int) -> int:
    """The number of the page that is open, from 0: the last one when the list has grown shorter."""
    page = min(await find_pager(manager, pager_id).get_page(), pages - 1)
    await find_pager(manager, pager_id).set_page(page)
    return page


def find_pager(manager: DialogManager, pager_id: str) -> ManagedScroll:
    return cast(ManagedScroll, manager.find(pager_id))


def count_pages(items: int, size: int) -> int:
    """At least one, if an empty one."""
    return max(1, -(-items // size))
