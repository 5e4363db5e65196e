"""Editing and deleting messages: editMessage…, deleteMessage, deleteMessages."""

from datetime import timedelta
from typing import Literal

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
)
from aiogram.types import InputMediaDocument, InputMediaPhoto

from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.keyboards import check_markup
from app.sandbox.bot_api.objects import message_object
from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.bot_api.sending import read_caption, read_text, take_document, take_photo
from app.sandbox.model import Chat, Formatted, Json, Message, StoredFile

DELETABLE_FOR = timedelta(hours=48)
MAX_AT_ONCE = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_message_text(caller: Caller, call: EditMessageText) -> Json:
    message = caller.own_message(call.chat_id, call.message_id)
    formatted = read_text(caller, call.text, call.parse_mode, call.entities)
    if message.photo or message.document:
        raise bad_request("there is no text in the message to edit")
    return _change(caller, message, formatted, message.photo, message.document, check_markup(call.reply_markup))


def edit_message_caption(caller: Caller, call: EditMessageCaption) -> Json:
    message = caller.own_message(call.chat_id, call.message_id)
    formatted = read_caption(caller, call.caption, call.parse_mode, call.caption_entities)
    if not message.photo and not message.document:
        raise bad_request("there is no caption in the message to edit")
    return _change(caller, message, formatted, message.photo, message.document, check_markup(call.reply_markup))


def edit_message_media(caller: Caller, call: EditMessageMedia) -> Json:
    """Replace the photo or document together with its caption, or add one to a text message."""
    message = caller.own_message(call.chat_id, call.message_id)
    media = call.media
    photo = take_photo(caller, media.media) if isinstance(media, InputMediaPhoto) else None
    document = take_document(caller, media.media) if isinstance(media, InputMediaDocument) else None
    if not photo and not document:
        raise bad_request(f"the sandbox knows photos and documents only, not {media.type}")
    formatted = read_caption(caller, media.caption, media.parse_mode, media.caption_entities)
    return _change(caller, message, formatted, photo, document, check_markup(call.reply_markup))


def edit_message_reply_markup(caller: Caller, call: EditMessageReplyMarkup) -> Json:
    message = caller.own_message(call.chat_id, call.message_id)
    markup = check_markup(call.reply_markup)
    return _change(caller, message, message.formatted, message.photo, message.document, markup)


def delete_message(caller: Caller, call: DeleteMessage) -> Literal[True]:
    """Delete a message of the bot or the person that is less than 48 hours old."""
    chat = caller.chat(call.chat_id)
    if call.message_id not in chat.messages:
        raise bad_request("message to delete not found")
    if not _is_deletable(caller, chat.messages[call.message_id]):
        raise bad_request("message can't be deleted for everyone")
    _delete(caller, chat, [call.message_id])
    return True


def delete_messages(caller: Caller, call: DeleteMessages) -> Literal[True]:
    """Delete the messages that can be deleted and skip the others."""
    chat = caller.chat(call.chat_id)
    if len(call.message_ids) > MAX_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [each for each in call.message_ids if each in chat.messages]
    _delete(caller, chat, [each for each in found if _is_deletable(caller, chat.messages[each])])
    return True


def _change(
    caller: Caller,
    message: Message,
    formatted: Formatted,
    photo: StoredFile | None,
    document: StoredFile | None,
    markup: Json | None,
) -> Json:
    """Replace the message's content and keyboard. Raises `Refusal` 400 when nothing would change."""
    keyboard = (markup or {}).get("inline_keyboard") or []
    old = (message.formatted, message.photo, message.document, message.inline_keyboard)
    if old == (formatted, photo, document, keyboard):
        raise bad_request(NOT_MODIFIED)
    if old[:3] != (formatted, photo, document):
        message.edited_at = caller.telegram.clock.now()
    message.formatted, message.photo, message.document = formatted, photo, document
    message.reply_markup = {"inline_keyboard": keyboard} if keyboard else None
    caller.telegram.changed(message.chat)
    return message_object(message)


def _is_deletable(caller: Caller, message: Message) -> bool:
    return caller.telegram.clock.now() - message.date < DELETABLE_FOR


def _delete(caller: Caller, chat: Chat, message_ids: list[int]) -> None:
    for message_id in message_ids:
        del chat.messages[message_id]
    caller.telegram.changed(chat)
