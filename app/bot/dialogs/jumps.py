"""Jumps from window to window. A handler returns the next state, and may return only states that it declares."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Opening:
    """A jump to a dialog that opens in place of all that is open in the chat."""

    state: State
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the dialog begins with, see `DialogData.dump`."""
    show_mode: ShowMode | None = None
    """How the window is shown; None edits the message that shows the present one."""


Target = State | Opening | None
"""Where a handler leads: another window of its dialog, a dialog that opens, or nowhere."""


class UndeclaredJump(Exception):  # noqa: N818  it names the fact
    """A handler led to a state that its `leads_to` does not name: a defect."""


_declared: dict[object, frozenset[State]] = {}


def leads_to(*states: State) -> Callable[[Callable[P, Awaitable[Target]]], Callable[P, Coroutine[Any, Any, None]]]:
    """Declare every state that a handler may return, and make the jump after it.

    For handlers of widgets, which get the dialog manager as their third argument, and for handlers of a router, which
    get it by name as `dialog_manager`. Raises `UndeclaredJump` before anything is shown.
    """

    def decorate(handler: Callable[P, Awaitable[Target]]) -> Callable[P, Coroutine[Any, Any, None]]:
        @wraps(handler)
        async def handle_and_jump(*args: P.args, **kwargs: P.kwargs) -> None:
            target = await handler(*args, **kwargs)
            if target is None:
                return
            state = target.state if isinstance(target, Opening) else target
            if state not in _declared[handle_and_jump]:
                raise UndeclaredJump(f"{handler} led to {state}")
            await _jump(_manager_among(args, kwargs), target)

        _declared[handle_and_jump] = frozenset(states)
        return handle_and_jump

    return decorate


def declared_jumps(handler: object) -> frozenset[State]:
    """Return the states that a handler declares: none for one that leads nowhere."""
    return _declared.get(handler, frozenset())


async def _jump(manager: DialogManager, target: State | Opening) -> None:
    if isinstance(target, Opening):
        await manager.start(target.state, dict(target.data), mode=StartMode.RESET_STACK, show_mode=target.show_mode)
    else:
        await manager.switch_to(target)


def _manager_among(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> DialogManager:
    manager: DialogManager = kwargs["dialog_manager"] if "dialog_manager" in kwargs else args[2]
    return manager
