"""Windows whose getters have types."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from aiogram.fsm.state import State
from aiogram_dialog import Window
from aiogram_dialog.widgets.input import BaseInput
from aiogram_dialog.widgets.kbd import Button, Group, Keyboard
from aiogram_dialog.widgets.media import Media
from aiogram_dialog.widgets.style import Style
from aiogram_dialog.widgets.text import Text

from app.bot.button_styles import STYLES
from app.bot.dialogs.widgets import ButtonText

Getter = Callable[..., Awaitable[Mapping[str, object]]]
"""Returns what the window's widgets show, as a TypedDict: its strings and numbers are the facts that texts may name."""
Widget = Text | Keyboard | Media | BaseInput
Buttons = Sequence[tuple[str | int, str]]
"""For a `Choice`: what each button carries, and its text."""


class TypedWindow(Window):
    """A window that is given what its getters' types promise. A test checks that its texts name nothing else.

    Its buttons have the colours that `STYLES` gives to their texts.
    """

    def __init__(self, *widgets: Widget, state: State, getters: Sequence[Getter] = ()) -> None:
        for widget in widgets:
            _colour(widget)
        # To mypy a TypedDict is no dict, as aiogram-dialog wants one.
        super().__init__(*widgets, state=state, getter=cast(Any, list(getters)))
        self.getters = tuple(getters)


def _colour(widget: Widget) -> None:
    if isinstance(widget, Group):
        for each in widget.buttons:
            _colour(each)
    elif isinstance(widget, Button) and isinstance(widget.text, ButtonText) and widget.text.key in STYLES:
        widget.style = Style(STYLES[widget.text.key])
