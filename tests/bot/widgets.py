"""Iterate over the dialogs' windows, widgets and handlers."""

from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

from aiogram_dialog import Dialog
from aiogram_dialog.api.internal import Widget
from aiogram_dialog.widgets.widget_event import SimpleEventProcessor

from app.bot.dialogs import make_dialogs
from app.bot.dialogs.availability.day_picker import DayPicker
from app.bot.dialogs.window import TypedWindow

DIALOGS = make_dialogs()


def windows() -> Iterator[tuple[Dialog, TypedWindow]]:
    """Every window with its dialog."""
    for dialog in DIALOGS:
        for window in dialog.windows.values():
            assert isinstance(window, TypedWindow), f"{window} says nothing of what it is given"
            yield dialog, window


WINDOWS = [window for _, window in windows()]


def name(window: TypedWindow) -> str:
    """`Menu:main`, for the names of tests."""
    return str(window.get_state().state)


def widgets(of: object) -> Iterator[Widget]:
    """Every widget of a window, those within other widgets too."""
    for value in vars(of).values():
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, Widget):
                yield part
                yield from widgets(part)


def handlers(window: TypedWindow) -> Iterator[Callable[..., Any]]:
    """Every function of ours that a press or a message in the window calls."""
    for widget in widgets(window):
        if isinstance(widget, DayPicker):
            yield widget.on_day
        for processor in vars(widget).values():
            if isinstance(processor, SimpleEventProcessor) and callable(processor.callback):
                yield processor.callback


def offered(window: TypedWindow) -> dict[str, Any]:
    """The names and types of what the window's getters return, by their annotations."""
    found: dict[str, Any] = {}
    for getter in window.getters:
        found |= get_type_hints(get_type_hints(getter)["return"])
    return found


def facts(window: TypedWindow) -> set[str]:
    """What texts of the window may name."""
    return {fact for fact, kind in offered(window).items() if isinstance(kind, type) and issubclass(kind, str | int)}


def of_type(window: TypedWindow, *kinds: type[Any]) -> Iterator[Any]:
    """The window's widgets of some types."""
    return (widget for widget in widgets(window) if isinstance(widget, kinds))
