"""An admin exports the bookings of a period: the period, then the format of the file."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict
from uuid import uuid4

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Row, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.access import AdminDialog, to_panel
from app.bot.dialogs.dialog_data import DialogData, required
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.dialogs.period import PeriodStates, PeriodSteps
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import toast
from app.bot.states import AdminPanel, Exporting
from app.domain.availability.slots import day_of
from app.domain.exports import MOST_BOOKINGS, FileFormat, NewExport
from app.domain.periods import Period
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.exports.count_bookings import CountBookings
from app.usecases.exports.request_export import RequestExport

EXPORTED = (Period.THIS_MONTH, Period.LAST_MONTH, Period.RECENT)
"""The periods that have a button."""


@dataclass(frozen=True, kw_only=True)
class ExportDraft:
    """The data of the dialog. A field is None before its step."""

    first_day: date | None = None
    last_day: date | None = None
    request_key: str | None = None
    """With the format, one press is one request: pressed twice, it makes one file."""


DRAFT = DialogData(ExportDraft)


def keep_days(manager: DialogManager, first: date, last: date | None) -> None:
    """Write the days into the dialog's data: from then on one press is one request."""
    DRAFT.write(manager, ExportDraft(first_day=first, last_day=last, request_key=uuid4().hex))


STEPS = PeriodSteps(
    PeriodStates(Exporting.period, Exporting.first_day, Exporting.last_day, Exporting.format),
    keep_days,
    lambda manager: DRAFT.read(manager).first_day,
)


class OfferedPeriods(TypedDict):
    """For the window that asks for the period."""

    buttons: Buttons


class OfferedFormats(TypedDict):
    """For the window that asks for the format."""

    begin_day: str
    end_day: str
    number: int
    """Of bookings."""
    limit: int
    is_empty: bool
    is_too_large: bool
    can_export: bool


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("ask_export_period"),
            Column(Choice("period", Period, choose_period)),
            STEPS.button(ButtonText("button_other_days")),
            to_panel(),
            state=Exporting.period,
            getters=[offer_periods],
        ),
        *STEPS.windows(MessageText("ask_first_day_of_export"), MessageText("ask_last_day_of_export")),
        TypedWindow(
            MessageText("ask_export_format", when="can_export"),
            MessageText("export_is_empty", when="is_empty"),
            MessageText("export_is_too_large", when="is_too_large"),
            Row(
                Button(ButtonText("button_export_xlsx"), id=FileFormat.XLSX, on_click=start, when="can_export"),
                Button(ButtonText("button_export_csv"), id=FileFormat.CSV, on_click=start, when="can_export"),
            ),
            SwitchTo(ButtonText("button_back"), "back", Exporting.period),
            state=Exporting.format,
            getters=[offer_formats],
        ),
        on_start=DRAFT.begin,
    )


async def offer_periods(words: Words, **_: Any) -> OfferedPeriods:
    return {"buttons": [(period.value, words.plain(f"button_period_{period}")) for period in EXPORTED]}


@leads_to(Exporting.format)
@inject
async def choose_period(
    _callback: CallbackQuery, _: Any, manager: DialogManager, period: Period, clock: FromDishka[Clock]
) -> State:
    keep_days(manager, *period.days(day_of(Conversation.of(manager).venue, clock.now())))
    return Exporting.format


@inject
async def offer_formats(
    dialog_manager: DialogManager, words: Words, count: FromDishka[CountBookings], **_: Any
) -> OfferedFormats:
    draft = DRAFT.read(dialog_manager)
    first, last = _first_day(dialog_manager), required(draft.last_day, "a last day")
    number = await count(Conversation.of(dialog_manager).as_admin(), first, last)
    return {
        "begin_day": words.dates.full_day(first),
        "end_day": words.dates.full_day(last),
        "number": number,
        "limit": MOST_BOOKINGS,
        "is_empty": not number,
        "is_too_large": number > MOST_BOOKINGS,
        "can_export": 0 < number <= MOST_BOOKINGS,
    }


@leads_to(AdminPanel.main)
@inject
async def start(
    callback: CallbackQuery, button: Button, manager: DialogManager, request: FromDishka[RequestExport]
) -> Opening:
    """Ask for the file. Its report, which comes at once, shows how far it is."""
    conversation, draft = Conversation.of(manager), DRAFT.read(manager)
    file_format, key = FileFormat(required(button.widget_id, "a format")), required(draft.request_key, "a period")
    last = required(draft.last_day, "a last day")
    await request(conversation.as_admin(), NewExport(_first_day(manager), last, file_format, f"{key}-{file_format}"))
    await toast(callback, conversation.words.plain("export_begins"))
    return Opening(AdminPanel.main)


def _first_day(manager: DialogManager) -> date:
    return required(DRAFT.read(manager).first_day, "a first day")
