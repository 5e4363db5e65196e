"""The messages that failed, for admins: a list, and a card with the reason and what can be done about it."""

from dataclasses import dataclass
from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_link
from app.bot.callback_values import parse_id
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.access import AdminDialog, to_panel
from app.bot.dialogs.desk.panel_data import PANEL, PanelData
from app.bot.dialogs.desk.timeline import dated_line_facts
from app.bot.dialogs.dialog_data import DialogData, required
from app.bot.dialogs.jumps import Opening, Target, leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import toast
from app.bot.states import AdminPanel, FailedMessages
from app.domain.messages.notifications import Notification
from app.domain.venues import STAFF_CHAT
from app.runtime.clock import Clock
from app.texts.facts import ERROR_LENGTH, LINES_ON_PAGE
from app.texts.receipts import reader_name
from app.texts.translator import Html, Words
from app.usecases.messages.give_up_failed_message import GiveUpFailedMessage
from app.usecases.messages.list_failed_messages import FailedMessage, ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage


@dataclass(frozen=True, kw_only=True)
class OpenedMessage:
    """The data of the dialog."""

    notification_id: int | None = None

    def opened_id(self) -> int:
        """Raises `NotFound` when no message was opened."""
        return required(self.notification_id, "a message")


OPENED_MESSAGE = DialogData(OpenedMessage)


class FailureFacts(TypedDict):
    """What texts about a failed message may name."""

    kind: str
    reader: str
    day: str
    time: str
    why: str


class OfferedMessages(TypedDict):
    """For the list: a page of messages."""

    lines: Html
    buttons: Buttons
    pages: int
    is_empty: bool


class OfferedMessage(FailureFacts):
    """For the card of one message."""

    reader_link: str
    error: str
    """What Telegram answered."""
    visit: str
    """The line of the booking that it is about; empty for another message."""
    phone: str
    """The guest's number, for admins who call; empty if it is not known."""
    is_of_use: bool
    is_of_no_use: bool


def make_dialog() -> Dialog:
    return AdminDialog(
        TypedWindow(
            MessageText("failed_messages", when="buttons"),
            MessageText("no_failed_messages", when="is_empty"),
            Column(Choice("message", parse_id, open_card)),
            pager("messages"),
            to_panel(),
            state=FailedMessages.list,
            getters=[offer_messages],
        ),
        TypedWindow(
            MessageText("failed_message"),
            MessageText("failed_message_visit", when="visit"),
            MessageText("card_phone", when="phone"),
            MessageText("failed_message_is_of_no_use", when="is_of_no_use"),
            Button(ButtonText("button_try_again"), "again", on_click=retry, when="is_of_use"),
            Button(ButtonText("button_give_up"), "give_up", on_click=give_up),
            Button(ButtonText("button_open_booking"), "booking", on_click=open_booking, when="visit"),
            SwitchTo(ButtonText("button_back"), "list", FailedMessages.list),
            state=FailedMessages.card,
            getters=[offer_message],
        ),
        on_start=OPENED_MESSAGE.begin,
    )


@inject
async def offer_messages(
    dialog_manager: DialogManager,
    words: Words,
    list_failed: FromDishka[ListFailedMessages],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedMessages:
    found = await list_failed(Conversation.of(dialog_manager).as_admin())
    on_page, pages = await cut_page(dialog_manager, "messages", found, LINES_ON_PAGE)
    facts = [(message.failed.notification.id, _facts(message, words, clock)) for message in on_page]
    return {
        "lines": Html("\n".join(words("failed_message_line", **each) for _, each in facts)),
        "buttons": [(number, words.plain("button_failed_message", **each)) for number, each in facts],
        "pages": pages,
        "is_empty": not found,
    }


@leads_to(FailedMessages.card)
async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, notification_id: int) -> State:
    OPENED_MESSAGE.write(manager, OpenedMessage(notification_id=notification_id))
    return FailedMessages.card


@inject
async def offer_message(
    dialog_manager: DialogManager,
    words: Words,
    show_failed: FromDishka[ShowFailedMessage],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedMessage:
    admin = Conversation.of(dialog_manager).as_admin()
    card = await show_failed(admin, OPENED_MESSAGE.read(dialog_manager).opened_id())
    visit = ""
    if card.booking and card.guest:
        line = dated_line_facts(admin.venue, card.booking, card.guest, words, clock.now())
        visit = words("dated_line", **line)
    return {
        **_facts(card, words, clock),
        "reader_link": _reader_link(card),
        "error": card.failed.error[:ERROR_LENGTH],
        "visit": visit,
        "phone": (card.guest.phone if card.guest else None) or "",
        "is_of_use": card.is_of_use,
        "is_of_no_use": not card.is_of_use,
    }


def _facts(message: FailedMessage, words: Words, clock: Clock) -> FailureFacts:
    failed = message.failed
    kind = failed.notification.kind if isinstance(failed.notification, Notification) else "unknown"
    return {
        "kind": words(f"kind_{kind}"),
        "reader": reader_name(failed.notification.chat_id, message.reader, words),
        "day": words.dates.day(failed.failed_at, clock.now()),
        "time": words.dates.time(failed.failed_at),
        "why": words(f"failure_{failed.failure}"),
    }


def _reader_link(message: FailedMessage) -> str:
    """The address that opens the chat with the recipient; empty, which Telegram shows as no link, for the group."""
    chat_id = message.failed.notification.chat_id
    if chat_id == STAFF_CHAT:
        return ""
    return guest_link(message.reader) if message.reader else f"tg://user?id={chat_id}"


@leads_to(FailedMessages.list)
@inject
async def retry(
    callback: CallbackQuery, _: Any, manager: DialogManager, retry_message: FromDishka[RetryFailedMessage]
) -> State:
    conversation = Conversation.of(manager)
    is_owed = await retry_message(conversation.as_admin(), OPENED_MESSAGE.read(manager).opened_id())
    await toast(callback, conversation.words.plain("will_be_sent_again" if is_owed else "of_no_use_any_more"))
    return FailedMessages.list


@leads_to(FailedMessages.list)
@inject
async def give_up(
    callback: CallbackQuery, _: Any, manager: DialogManager, give_up_message: FromDishka[GiveUpFailedMessage]
) -> State:
    conversation = Conversation.of(manager)
    await give_up_message(conversation.as_admin(), OPENED_MESSAGE.read(manager).opened_id())
    await toast(callback, conversation.words.plain("given_up"))
    return FailedMessages.list


@leads_to(AdminPanel.card)
@inject
async def open_booking(
    _callback: CallbackQuery, _: Any, manager: DialogManager, show_failed: FromDishka[ShowFailedMessage]
) -> Target:
    admin = Conversation.of(manager).as_admin()
    card = await show_failed(admin, OPENED_MESSAGE.read(manager).opened_id())
    return Opening(AdminPanel.card, PANEL.dump(PanelData(booking_id=card.booking.id))) if card.booking else None
