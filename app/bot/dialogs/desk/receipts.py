"""The receipts of a booking's messages: each with when it was owed, and when it was sent, or why not."""

from datetime import datetime
from typing import Any, TypedDict

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.states import AdminPanel
from app.domain.guests import Guest
from app.domain.messages.receipts import Fate, Receipt, fate_of
from app.runtime.clock import Clock
from app.texts.facts import LINES_ON_PAGE
from app.texts.receipts import kind_name, reader_name, why_not_sent
from app.texts.translator import Html, Words
from app.usecases.desk.show_receipts import ShowReceipts


class OfferedReceipts(TypedDict):
    """For the window: a page of messages."""

    booking_number: str
    lines: Html
    pages: int
    is_empty: bool


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("receipts", when="lines"),
        MessageText("no_receipts", when="is_empty"),
        pager("receipts"),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.card),
        state=AdminPanel.messages,
        getters=[offer_receipts],
    )


@inject
async def offer_receipts(
    dialog_manager: DialogManager,
    words: Words,
    show_receipts: FromDishka[ShowReceipts],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedReceipts:
    who, booking_id = Conversation.of(dialog_manager).as_desk(), PANEL.read(dialog_manager).opened_id()
    found, now = await show_receipts(who, booking_id), clock.now()
    on_page, pages = await cut_page(dialog_manager, "receipts", found.receipts, LINES_ON_PAGE)
    lines = [_line(receipt, found.people.get(receipt.chat_id), words, now) for receipt in on_page]
    return {
        "booking_number": str(booking_id),
        "lines": Html("\n\n".join(lines)),
        "pages": pages,
        "is_empty": not found.receipts,
    }


def _line(receipt: Receipt, person: Guest | None, words: Words, now: datetime) -> Html:
    """Return the message, for whom it is, when it was owed and what has become of it."""
    return words(
        "receipt_line",
        kind=kind_name(receipt.kind, words),
        reader=reader_name(receipt.chat_id, person, words),
        day=words.dates.day(receipt.owed_at, now),
        time=words.dates.time(receipt.owed_at),
        fate=_fate(receipt, words, now),
    )


def _fate(receipt: Receipt, words: Words, now: datetime) -> Html:
    fate = fate_of(receipt, now)
    at = receipt.due_at if fate is Fate.AGAIN else receipt.settled_at
    text = words(
        f"receipt_{fate}",
        settled_day=words.dates.day(at, now) if at else "",
        settled_time=words.dates.time(at) if at else "",
    )
    why = why_not_sent(receipt, words)
    if why:
        text = words("receipt_with_reason", fate=text, why=why)
    if receipt.has_news_of_tries and receipt.tried_at:
        day, time = words.dates.day(receipt.tried_at, now), words.dates.time(receipt.tried_at)
        text = words("receipt_with_tries", fate=text, number=receipt.attempts, day=day, time=time)
    return text
