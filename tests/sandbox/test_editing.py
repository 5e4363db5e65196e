"""Editing and deleting messages."""

from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
)

from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox

from .conftest import ANNA
from .test_sending import PNG

MENU = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Book", callback_data="book")]])


@pytest.fixture
async def menu(anna: ChatUser, hooked: Bot) -> Message:
    return await hooked.send_message(ANNA, "Menu", reply_markup=MENU)


async def test_a_text_is_edited(anna: ChatUser, hooked: Bot, menu: Message) -> None:
    await hooked.edit_message_text("<b>Done</b>", chat_id=ANNA, message_id=menu.message_id, parse_mode="HTML")
    assert [message.text for message in anna.messages] == ["/start", "Done"]
    assert anna.last.buttons == []
    assert anna.last.edited_at


async def test_a_new_keyboard_does_not_mark_the_message_as_edited(anna: ChatUser, hooked: Bot, menu: Message) -> None:
    await hooked.edit_message_reply_markup(chat_id=ANNA, message_id=menu.message_id, reply_markup=None)
    assert anna.last.buttons == []
    assert anna.last.edited_at is None


async def test_an_edit_without_a_change_is_refused(anna: ChatUser, hooked: Bot, menu: Message) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await hooked.edit_message_text(" Menu ", chat_id=ANNA, message_id=menu.message_id, reply_markup=MENU)
    assert refusal.value.message == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await hooked.edit_message_reply_markup(chat_id=ANNA, message_id=menu.message_id, reply_markup=MENU)


async def test_a_bot_can_edit_only_existing_messages_of_its_own(anna: ChatUser, hooked: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await hooked.edit_message_text("x", chat_id=ANNA, message_id=10**9)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await hooked.edit_message_text("x", chat_id=ANNA, message_id=anna.last.id)


async def test_a_text_is_replaced_by_a_photo_and_the_photo_by_a_document(
    anna: ChatUser, hooked: Bot, menu: Message
) -> None:
    photo = InputMediaPhoto(media=BufferedInputFile(PNG, "hall.png"), caption="The hall")
    await hooked.edit_message_media(photo, chat_id=ANNA, message_id=menu.message_id)
    assert (anna.last.photo is not None, anna.last.text) == (True, "The hall")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await hooked.edit_message_text("x", chat_id=ANNA, message_id=menu.message_id)
    await hooked.edit_message_caption(chat_id=ANNA, message_id=menu.message_id, caption="Our hall")
    assert anna.last.text == "Our hall"
    document = InputMediaDocument(media=BufferedInputFile(b"x", "bookings.xlsx"))
    await hooked.edit_message_media(document, chat_id=ANNA, message_id=menu.message_id)
    document_now = anna.last.document
    assert document_now
    assert (document_now.name, anna.last.photo) == ("bookings.xlsx", None)


async def test_a_text_has_no_caption(anna: ChatUser, hooked: Bot, menu: Message) -> None:
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await hooked.edit_message_caption(chat_id=ANNA, message_id=menu.message_id, caption="x")


async def test_a_bot_deletes_its_own_and_the_persons_messages(anna: ChatUser, hooked: Bot, menu: Message) -> None:
    start = anna.messages[0].id
    await hooked.delete_message(ANNA, menu.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await hooked.delete_message(ANNA, menu.message_id)
    assert await hooked.delete_messages(ANNA, [start, menu.message_id])
    assert anna.messages == []


async def test_a_message_cannot_be_deleted_after_48_hours(
    anna: ChatUser, hooked: Bot, sandbox: Sandbox, menu: Message
) -> None:
    sandbox.clock.advance(timedelta(hours=48))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await hooked.delete_message(ANNA, menu.message_id)
    await hooked.edit_message_text("still mine", chat_id=ANNA, message_id=menu.message_id)
