"""The figures of a period: presets, any days of the calendar, and the plots as a picture."""

from dataclasses import replace
from datetime import date
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.album import send_pictures
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.period import PeriodStates, PeriodSteps
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.figures_of_period import FiguresFacts, figures_facts, plots_of
from app.bot.presses import toast
from app.bot.states import AdminPanel
from app.domain.availability.slots import day_of
from app.domain.figures import PeriodFigures
from app.domain.periods import Period
from app.pictures.drawing import Drawing
from app.pictures.plots import draw_plots
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.desk.show_figures import ShowFigures

OFFERED = (Period.WEEK, Period.RECENT, Period.QUARTER, Period.THIS_MONTH, Period.NEXT_WEEK)
"""The periods that have a button."""


def keep_days(manager: DialogManager, first: date, last: date | None) -> None:
    """Write the days into the panel's data."""
    PANEL.write(manager, replace(PANEL.read(manager), figures_first=first, figures_last=last))


STEPS = PeriodSteps(
    PeriodStates(AdminPanel.figures, AdminPanel.figures_first, AdminPanel.figures_last, AdminPanel.figures),
    keep_days,
    lambda manager: PANEL.read(manager).figures_first,
)


class OfferedFigures(FiguresFacts):
    """For the window of figures."""

    has_bookings: bool
    buttons: Buttons


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("figures_of_period"),
            Group(Choice("period", Period, choose_period), width=3),
            STEPS.button(ButtonText("button_other_days")),
            Button(ButtonText("button_plots"), id="plots", on_click=send_plots, when="has_bookings"),
            SwitchTo(ButtonText("button_back"), "panel", AdminPanel.main),
            state=AdminPanel.figures,
            getters=[offer_figures],
        ),
        *STEPS.windows(MessageText("ask_first_day_of_figures"), MessageText("ask_last_day_of_figures")),
    )


@leads_to(AdminPanel.figures)
@inject
async def choose_period(
    _callback: CallbackQuery, _: Any, manager: DialogManager, period: Period, clock: FromDishka[Clock]
) -> State:
    keep_days(manager, *period.days(day_of(Conversation.of(manager).venue, clock.now())))
    return AdminPanel.figures


async def _read(manager: DialogManager, show_figures: ShowFigures, clock: Clock) -> PeriodFigures:
    """The figures of the chosen days; of this month, until both were chosen."""
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    days = Period.THIS_MONTH.days(day_of(conversation.venue, clock.now()))
    if panel.figures_first and panel.figures_last:
        days = (panel.figures_first, panel.figures_last)
    return await show_figures(conversation.as_admin(), *days)


@inject
async def offer_figures(
    dialog_manager: DialogManager,
    words: Words,
    show_figures: FromDishka[ShowFigures],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedFigures:
    found = await _read(dialog_manager, show_figures, clock)
    return {
        **figures_facts(Conversation.of(dialog_manager).venue, found, words),
        "has_bookings": bool(found.bookings),
        "buttons": [(period.value, words.plain(f"button_period_{period}")) for period in OFFERED],
    }


@inject
async def send_plots(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    show_figures: FromDishka[ShowFigures],
    draw: FromDishka[Drawing],
    clock: FromDishka[Clock],
) -> None:
    conversation = Conversation.of(manager)
    venue, words = conversation.venue, conversation.words
    # Before the work, which takes longer than a press should wait.
    await toast(callback, words.plain("picture_begins"))
    found = await _read(manager, show_figures, clock)
    picture = await draw(draw_plots, plots_of(venue, found, words))
    name = f"{venue.id}-{found.first_day}-{found.last_day}"
    bot = manager.middleware_data["bot"]
    caption = words("figures_of_period", **figures_facts(venue, found, words))
    await send_pictures(bot, conversation.chat_id, [picture], name, caption)
