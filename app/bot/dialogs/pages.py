"""Pages of long lists."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import ManagedScroll, Whenable
from aiogram_dialog.widgets.common.when import Predicate
from aiogram_dialog.widgets.kbd import CurrentPage, Keyboard, NextPage, Row, StubScroll
from aiogram_dialog.widgets.text import Const, Format
from magic_filter import F

from app.bot.aiogram_dialog_patches.page_buttons import CheckedPrevPage

T = TypeVar("T")


def pager(pager_id: str, before: str = "‹", after: str = "›") -> Keyboard:
    """Buttons to turn the pages of a list; at either end there is none that would lead nowhere.

    A getter offers `pages`, how many there are, see `cut_page`. `before` and `after` are the signs of the buttons.
    """
    return Row(
        StubScroll(pager_id, pages="pages"),
        CheckedPrevPage(pager_id, text=Const(before), when=_has_page(pager_id, -1)),
        CurrentPage(pager_id, text=Format("{current_page1} / {pages}"), when=F["pages"] > 1),
        NextPage(pager_id, text=Const(after), when=_has_page(pager_id, 1)),
    )


def _has_page(pager_id: str, step: int) -> Predicate:
    """Whether there is a page so many after the one that is open."""

    def has_page(data: dict[str, Any], _widget: Whenable, manager: DialogManager) -> bool:
        opened = cast(int, manager.current_context().widget_data.get(pager_id, 0))
        return 0 <= opened + step < int(data["pages"])

    return has_page


async def cut_page(manager: DialogManager, pager_id: str, items: Sequence[T], size: int) -> tuple[Sequence[T], int]:
    """Return the items of the page that is open, and how many pages there are."""
    pages = count_pages(len(items), size)
    page = await open_page(manager, pager_id, pages)
    return items[page * size : (page + 1) * size], pages


async def open_page(manager: DialogManager, pager_id: str, pages: int) -> int:
    """Return the number of the page that is open, from 0. A list that has become shorter opens at its last page."""
    page = min(await get_page(manager, pager_id), pages - 1)
    await set_page(manager, pager_id, page)
    return page


async def get_page(manager: DialogManager, pager_id: str) -> int:
    """Return the number of the page that was last opened, from 0; the list may be shorter by now."""
    return await _find_pager(manager, pager_id).get_page()


async def set_page(manager: DialogManager, pager_id: str, page: int) -> None:
    """Open a page by its number, from 0."""
    await _find_pager(manager, pager_id).set_page(page)


def count_pages(items: int, size: int) -> int:
    """Return how many pages of `size` the items fill: at least one, if an empty one."""
    return max(1, -(-items // size))


def _find_pager(manager: DialogManager, pager_id: str) -> ManagedScroll:
    return cast(ManagedScroll, manager.find(pager_id))
