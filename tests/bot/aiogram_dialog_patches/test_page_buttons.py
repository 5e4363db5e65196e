"""A forged page number opens the nearest page; other text is answered like an old button."""

import pytest
from aiogram_dialog.widgets.kbd import CurrentPage, NextPage, PrevPage, StubScroll

from app.bot.aiogram_dialog_patches.page_buttons import MAX_PAGE, CheckedPrevPage
from app.domain.errors import NotFound
from tests.bot.aiogram_dialog_patches.plain import PlainBot, parameters

PAGER = "__pager__"


async def open_page(first_button: type[PrevPage], number: str) -> str:
    """Press a forged button of a pager, and return the page that is open afterwards."""
    opened: list[object] = []

    async def note(_event: object, scroll: object, _manager: object) -> None:
        opened.append(await scroll.get_page())  # type: ignore[attr-defined]

    bot = PlainBot(StubScroll("pages", pages=3, on_page_changed=note), first_button("pages"), NextPage("pages"))
    await bot.client.send("/start")
    await bot.press_in_window(f"{PAGER}:{number}")
    return str(opened[-1])


async def test_contract_plain_library_raises_for_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="abc"):
        await open_page(PrevPage, "abc")


async def test_contract_plain_library_opens_any_page() -> None:
    assert await open_page(PrevPage, "-5") == "-5"
    assert await open_page(PrevPage, "9" * 40) == "9" * 40


def test_contract_all_buttons_of_a_pager_have_one_id() -> None:
    """Because of that the first button handles the presses of all."""
    assert {button("pages").widget_id for button in (PrevPage, CurrentPage, NextPage)} == {PAGER}


def test_contract_names_that_the_patch_uses() -> None:
    names = ["self", "callback", "data", "dialog", "manager"]
    assert parameters(PrevPage._process_item_callback) == names


async def test_what_is_no_number_is_an_old_button() -> None:
    with pytest.raises(NotFound):
        await open_page(CheckedPrevPage, "abc")


@pytest.mark.parametrize(("number", "page"), [("-5", "0"), ("2", "2"), ("9" * 40, str(MAX_PAGE))])
async def test_a_number_is_moved_into_the_range(number: str, page: str) -> None:
    assert await open_page(CheckedPrevPage, number) == page
