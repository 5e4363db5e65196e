"""The messages that failed, for admins: a list, and a card with the reason and a button to try again."""

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
from app.bot.dialogs.dialog_data import DialogData, required
from app.bot.dialogs.jumps import leads_to
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import toast
from app.bot.states import FailedMessages
from app.domain.messages.notifications import Notification
from app.runtime.clock import Clock
from app.texts.facts import ERROR_LENGTH, LINES_ON_PAGE
from app.texts.translator import Html, Words
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
            MessageText("failed_message_is_of_no_use", when="is_of_no_use"),
            Button(ButtonText("button_try_again"), "again", on_click=retry, when="is_of_use"),
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
    chat_id = card.failed.notification.chat_id
    return {
        **_facts(card, words, clock),
        "reader_link": guest_link(card.reader) if card.reader else f"tg://user?id={chat_id}",
        "error": card.failed.error[:ERROR_LENGTH],
        "is_of_use": card.is_of_use,
        "is_of_no_use": not card.is_of_use,
    }


def _facts(message: FailedMessage, words: Words, clock: Clock) -> FailureFacts:
    failed = message.failed
    kind = failed.notification.kind if isinstance(failed.notification, Notification) else "unknown"
    return {
        "kind": words(f"kind_{kind}"),
        "reader": message.reader.name if message.reader else str(failed.notification.chat_id),
        "day": words.dates.day(failed.failed_at, clock.now()),
        "time": words.dates.time(failed.failed_at),
        "why": words(f"failure_{failed.failure}"),
    }


@leads_to(FailedMessages.list)
@inject
async def retry(
    callback: CallbackQuery, _: Any, manager: DialogManager, retry_message: FromDishka[RetryFailedMessage]
) -> State:
    conversation = Conversation.of(manager)
    is_owed = await retry_message(conversation.as_admin(), OPENED_MESSAGE.read(manager).opened_id())
    await toast(callback, conversation.words.plain("will_be_sent_again" if is_owed else "of_no_use_any_more"))
    return FailedMessages.list
