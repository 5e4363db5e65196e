"""Every state has a window, and every window's getters return all that its texts and widgets name."""

import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.fsm.state import StatesGroup
from aiogram_dialog.widgets.common import Whenable
from aiogram_dialog.widgets.kbd import Select, StubScroll
from aiogram_dialog.widgets.media import DynamicMedia

from app.bot import states
from app.bot.dialogs.availability.day_picker import DayPicker
from app.bot.dialogs.widgets import MessageText
from app.bot.dialogs.window import TypedWindow
from app.domain.venues import Locale
from app.texts.checks import named_facts
from app.texts.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS
from tests.bot.widgets import DIALOGS, WINDOWS, facts, name, of_type, offered, widgets

GROUPS = [each for each in vars(states).values() if inspect.isclass(each) and issubclass(each, StatesGroup)]
VENUES = sorted(path for path in Path("data/venues").iterdir() if path.is_dir())


FROZEN = """
    Menu:main Menu:about Menu:language Menu:help Menu:privacy Menu:forget Menu:forgotten
    Booking:party_size Booking:specialty Booking:service Booking:resource
    Booking:day Booking:time Booking:place Booking:confirm Booking:for_whom
    Booking:wait Booking:waiting MyBookings:wait AdminPanel:waitlist AdminPanel:wait
    MyBookings:calendar MyBookings:calendar_off
    MyBookings:list MyBookings:card MyBookings:cancel MyBookings:delete
    MyBookings:move_day MyBookings:move_time MyBookings:move_check
    MyBookings:move_service MyBookings:move_resource MyBookings:move_place
    FailedMessages:list FailedMessages:card
    Closing:list Closing:what Closing:day Closing:begin Closing:end Closing:end_day Closing:check
    DeskBooking:wish DeskBooking:time DeskBooking:day DeskBooking:contact DeskBooking:place DeskBooking:check
    Broadcasting:write Broadcasting:audience Broadcasting:check
    Exporting:period Exporting:first_day Exporting:last_day Exporting:format
    AdminPanel:main AdminPanel:users AdminPanel:figures AdminPanel:day AdminPanel:card AdminPanel:cancel
    AdminPanel:pick_day AdminPanel:move_day AdminPanel:move_time AdminPanel:move_check AdminPanel:move_resource
    AdminPanel:undecided AdminPanel:undecided_list AdminPanel:settle_all AdminPanel:guest AdminPanel:bar
    AdminPanel:note AdminPanel:hour AdminPanel:by_resource AdminPanel:search
    AdminPanel:figures_first AdminPanel:figures_last AdminPanel:messages AdminPanel:qr_codes
    AdminPanel:party AdminPanel:party_place
"""


class Recorder(dict[str, Any]):
    """Stands for what a getter offers, and records which of it a widget reads."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def get(self, key: str, *_default: Any) -> Any:
        return self[key]

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return 1


def test_every_state_has_a_window() -> None:
    have_windows = {state for dialog in DIALOGS for state in dialog.states()}
    assert have_windows == {state for group in GROUPS for state in group.__states__}


def test_states_have_the_names_that_redis_keeps() -> None:
    """A renamed state makes every chat that is in it during a deployment unusable."""
    assert {str(state.state) for dialog in DIALOGS for state in dialog.states()} == set(FROZEN.split())


@pytest.mark.parametrize("venue", VENUES, ids=lambda venue: venue.name)
@pytest.mark.parametrize("window", WINDOWS, ids=name)
def test_texts_of_a_window_name_nothing_that_its_getters_do_not_offer(window: TypedWindow, venue: Path) -> None:
    for locale in Locale:
        texts = messages(read_ftl(PRODUCT_TEXTS / f"{locale}.ftl")) | messages(read_ftl(venue / f"texts.{locale}.ftl"))
        named = {fact for widget in of_type(window, MessageText) for fact in named_facts(texts[widget.key], texts)}
        assert named <= facts(window)


@pytest.mark.parametrize("window", WINDOWS, ids=name)
def test_widgets_of_a_window_read_nothing_that_its_getters_do_not_offer(window: TypedWindow) -> None:
    recorder, manager = Recorder(), SimpleNamespace(current_context=lambda: SimpleNamespace(widget_data={}))
    for widget in widgets(window):
        if isinstance(widget, Whenable):
            widget.condition(recorder, widget, manager)  # conditions ask only for the open page
        if isinstance(widget, Select):
            widget.items_getter(recorder)
        if isinstance(widget, StubScroll):
            recorder.get("pages")
        if isinstance(widget, DayPicker):
            recorder.get("days")
        if isinstance(widget, DynamicMedia):
            recorder.get("photo")
    assert recorder.read <= offered(window).keys()
