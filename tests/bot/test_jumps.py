"""A handler can only lead to the states that it declares, and every declared state has a window."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiogram import Router
from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.kbd import Back, Cancel, Next, Start, SwitchTo

from app.bot import commands, errors
from app.bot.dialogs.jumps import Opening, Target, UndeclaredJump, declared_jumps, leads_to
from app.bot.dialogs.window import TypedWindow
from app.bot.messages import notification_buttons
from app.bot.states import BookingSteps, Menu
from tests.bot.widgets import DIALOGS, WINDOWS, handlers, name, of_type, windows

ROUTERS = [commands.router(), notification_buttons.router(), errors.router()]
HAVE_WINDOWS = {state for dialog in DIALOGS for state in dialog.states()}
JUMPS = {"switch_to", "start", "next", "back", "done", "reset_stack"}
"""The methods of the dialog manager that change what is open."""


class RecordingManager:
    """A dialog manager that only records the jumps."""

    def __init__(self) -> None:
        self.jumps: list[object] = []

    async def switch_to(self, state: State) -> None:
        self.jumps.append(state)

    async def start(self, state: State, data: dict[str, Any], mode: StartMode, show_mode: ShowMode | None) -> None:
        self.jumps.append((state, data, mode, show_mode))


@leads_to(BookingSteps.day, Menu.main)
async def handler(_event: object, _widget: object, dialog_manager: DialogManager, target: Target = None) -> Target:
    return target


async def follow(target: Target) -> list[object]:
    """The jump that the dialog manager makes when a handler returns this target."""
    manager = RecordingManager()
    await handler(None, None, cast(DialogManager, manager), target)
    await handler(None, None, dialog_manager=cast(DialogManager, manager), target=target)
    first, *others = manager.jumps or [None]
    assert others in ([], [first]), "a router's handler, which gets the manager by name, leads elsewhere"
    return manager.jumps[:1]


async def test_handler_leads_to_another_window() -> None:
    assert await follow(BookingSteps.day) == [BookingSteps.day]


async def test_handler_opens_a_dialog_in_place_of_all_that_is_open() -> None:
    opening = Opening(Menu.main, {"a": 1}, ShowMode.SEND)
    assert await follow(opening) == [(Menu.main, {"a": 1}, StartMode.RESET_STACK, ShowMode.SEND)]


async def test_handler_may_lead_nowhere() -> None:
    assert await follow(None) == []


@pytest.mark.parametrize("target", [BookingSteps.time, Opening(BookingSteps.time)])
async def test_jump_that_is_not_declared_is_not_made(target: Target) -> None:
    with pytest.raises(UndeclaredJump):
        await follow(target)


@pytest.mark.parametrize("window", WINDOWS, ids=name)
def test_every_jump_from_a_window_leads_to_a_window(window: TypedWindow) -> None:
    assert _jumps_from(window) <= HAVE_WINDOWS


def test_every_switch_leads_to_a_window_of_its_own_dialog() -> None:
    """aiogram-dialog refuses any other when the button is pressed."""
    for dialog, window in windows():
        assert {button.state for button in of_type(window, SwitchTo)} <= set(dialog.states())


def test_no_button_leads_to_the_window_that_happens_to_stand_next() -> None:
    assert not [button for window in WINDOWS for button in of_type(window, Next, Back, Cancel)]


@pytest.mark.parametrize("router", ROUTERS, ids=lambda router: router.name)
def test_every_jump_of_a_router_leads_to_a_window(router: Router) -> None:
    assert _jumps_of(router)
    assert _jumps_of(router) <= HAVE_WINDOWS


def test_every_window_can_be_reached() -> None:
    reached = set().union(*map(_jumps_from, WINDOWS), *map(_jumps_of, ROUTERS))
    assert reached == HAVE_WINDOWS


def test_nobody_jumps_but_by_what_a_handler_returns() -> None:
    """Otherwise a jump could be made that nobody has declared."""
    jumping = {path.name for path in Path("app/bot").rglob("*.py") if JUMPS & set(_methods_called(path.read_text()))}
    # The second one only closes what is open.
    assert jumping == {"jumps.py", "left_messages.py"}


def _jumps_from(window: TypedWindow) -> set[State]:
    """The states to which the window's buttons and handlers declare to lead."""
    buttons = {button.state for button in of_type(window, Start, SwitchTo)}
    return buttons | {state for handler in handlers(window) for state in declared_jumps(handler)}


def _jumps_of(router: Router) -> set[State]:
    found = (handler.callback for observer in router.observers.values() for handler in observer.handlers)
    return {state for handler in found for state in declared_jumps(handler)}


def _methods_called(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
