"""The admins' window on messages that failed: why, and one more try."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import guest_link
from app.bot.conversation import Conversation
from app.bot.dialogs.desk.panel import ON_PAGE, AdminDialog, to_panel
from app.bot.dialogs.widgets import Choice, Label, Offered, Say, booking_id, cut_page, pager
from app.bot.presses import toast
from app.bot.states import FailedMessages
from app.domain.messages.notifications import Notification
from app.runtime.clock import Clock
from app.texts.translator import Html, Words
from app.usecases.messages.list_failed_messages import FailedMessage, ListFailedMessages
from app.usecases.messages.retry_failed_message import RetryFailedMessage
from app.usecases.messages.show_failed_message import ShowFailedMessage

ERROR_LENGTH = 300
"""Letters of an error that are shown. What stands for Telegram may answer with a page of HTML."""


def make_dialog() -> Dialog:
    return AdminDialog(
        Window(
            Say("failed_messages", when="buttons"),
            Say("no_failed_messages", when="is_empty"),
            Column(Choice("message", booking_id, open_card)),
            pager("messages"),
            to_panel(),
            state=FailedMessages.list,
            getter=offer_messages,
        ),
        Window(
            Say("failed_message"),
            Say("failed_message_is_of_no_use", when="is_of_no_use"),
            Button(Label("button_try_again"), "again", on_click=send_again, when="is_of_use"),
            SwitchTo(Label("button_back"), "list", FailedMessages.list),
            state=FailedMessages.card,
            getter=offer_message,
        ),
    )


@inject
async def offer_messages(
    dialog_manager: DialogManager,
    words: Words,
    list_failed: FromDishka[ListFailedMessages],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    found = await list_failed(Conversation.of(dialog_manager).as_admin())
    on_page, pages = await cut_page(dialog_manager, "messages", found, ON_PAGE)
    facts = [(message.failed.notification.id, _facts(message, words, clock)) for message in on_page]
    return {
        "lines": Html("\n".join(words("failed_message_line", **each) for _, each in facts)),
        "buttons": [(number, words.plain("button_failed_message", **each)) for number, each in facts],
        "pages": pages,
        "is_empty": not found,
    }


async def open_card(_callback: CallbackQuery, _: Any, manager: DialogManager, notification_id: int) -> None:
    manager.dialog_data["notification_id"] = notification_id
    await manager.switch_to(FailedMessages.card)


@inject
async def offer_message(
    dialog_manager: DialogManager,
    words: Words,
    show_failed: FromDishka[ShowFailedMessage],
    clock: FromDishka[Clock],
    **_: Any,
) -> Offered:
    card = await show_failed(Conversation.of(dialog_manager).as_admin(), dialog_manager.dialog_data["notification_id"])
    chat_id = card.failed.notification.chat_id
    return {
        **_facts(card, words, clock),
        "reader_link": guest_link(card.reader) if card.reader else f"tg://user?id={chat_id}",
        "error": card.failed.error[:ERROR_LENGTH],
        "is_of_use": card.is_of_use,
        "is_of_no_use": not card.is_of_use,
    }


def _facts(message: FailedMessage, words: Words, clock: Clock) -> dict[str, str]:
    failed = message.failed
    kind = failed.notification.kind if isinstance(failed.notification, Notification) else "unknown"
    return {
        "kind": words(f"kind_{kind}"),
        "reader": message.reader.name if message.reader else str(failed.notification.chat_id),
        "day": words.dates.day(failed.failed_at, clock.now()),
        "time": words.dates.time(failed.failed_at),
        "why": words(f"failure_{failed.failure}"),
    }


@inject
async def send_again(
    callback: CallbackQuery, _: Any, manager: DialogManager, try_again: FromDishka[RetryFailedMessage]
) -> None:
    talk = Conversation.of(manager)
    is_owed = await try_again(talk.as_admin(), manager.dialog_data["notification_id"])
    await toast(callback, talk.words.plain("will_be_sent_again" if is_owed else "of_no_use_any_more"))
    await manager.switch_to(FailedMessages.list)
