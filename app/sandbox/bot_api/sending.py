"""Sending messages: sendMessage, sendPhoto, sendMediaGroup, sendDocument, sendChatAction."""

from datetime import timedelta
from typing import Literal

from aiogram.methods import SendChatAction, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, InputFile, InputMediaPhoto, MessageEntity, ReplyParameters

from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.formatting import format_text
from app.sandbox.bot_api.keyboards import check_markup
from app.sandbox.bot_api.objects import message_object
from app.sandbox.bot_api.parameters import none_if_default
from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Chat, Formatted, GroupChat, Json, Message, StoredFile
from app.sandbox.pictures import measure_picture

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
"""Characters, not UTF-16 code units: tdlib compares `utf8_length` after the entities were parsed."""
PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
DOCUMENT_BYTES = 50 * 1024 * 1024
MOST_IN_ALBUM = 10

ACTION_LASTS = timedelta(seconds=5)
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(caller: Caller, call: SendMessage) -> Json:
    chat = caller.open_chat(call.chat_id)
    formatted = read_text(caller, call.text, call.parse_mode, call.entities)
    return _post(caller, _new_message(caller, call, chat, formatted))


def send_photo(caller: Caller, call: SendPhoto) -> Json:
    chat = caller.open_chat(call.chat_id)
    message = _new_message(
        caller, call, chat, read_caption(caller, call.caption, call.parse_mode, call.caption_entities)
    )
    message.photo = take_photo(caller, call.photo)
    return _post(caller, message)


def send_media_group(caller: Caller, call: SendMediaGroup) -> list[Json]:
    """Post an album of photos. Raises `Refusal` 400, and then posts none of them."""
    chat = caller.open_chat(call.chat_id)
    if not 2 <= len(call.media) <= MOST_IN_ALBUM:
        raise bad_request("there must be 2-10 items in the album")
    messages = []
    for media in call.media:
        if not isinstance(media, InputMediaPhoto):
            raise bad_request(f"the sandbox knows albums of photos only, not {media.type}")
        formatted = read_caption(caller, media.caption, media.parse_mode, media.caption_entities)
        message = _new_message(caller, call, chat, formatted)
        message.photo = take_photo(caller, media.media)
        messages.append(message)
    return [_post(caller, message) for message in messages]


def send_document(caller: Caller, call: SendDocument) -> Json:
    chat = caller.open_chat(call.chat_id)
    message = _new_message(
        caller, call, chat, read_caption(caller, call.caption, call.parse_mode, call.caption_entities)
    )
    message.document = take_document(caller, call.document)
    return _post(caller, message)


def send_chat_action(caller: Caller, call: SendChatAction) -> Literal[True]:
    chat = caller.open_chat(call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = call.action
    chat.action_until = caller.telegram.clock.now() + ACTION_LASTS
    caller.telegram.changed(chat)
    return True


def read_text(caller: Caller, text: str | None, parse_mode: object, entities: list[MessageEntity] | None) -> Formatted:
    """The text of a message. Raises `Refusal` 400 when it is empty, too long or not valid markup."""
    formatted = format_text(text or "", none_if_default(parse_mode), entities, caller.user_object)
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return formatted


def read_caption(
    caller: Caller, caption: str | None, parse_mode: object, entities: list[MessageEntity] | None
) -> Formatted:
    """The caption of a photo or a document; it may be empty. Raises `Refusal` 400 like `read_text`."""
    formatted = format_text(caption or "", none_if_default(parse_mode), entities, caller.user_object)
    if len(formatted.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return formatted


def take_photo(caller: Caller, photo: str | InputFile) -> StoredFile:
    """The photo: an uploaded picture, or the file with this id. Raises `Refusal` 400 when it is not a valid picture."""
    if isinstance(photo, str):
        return _known_file(caller, photo)
    name, content = _uploaded(photo)
    size = measure_picture(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > PHOTO_BYTES:
        raise bad_request("file is too big")
    if sum(size) > PHOTO_SIDES or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return caller.telegram.store_file("photos", name, content, size)


def take_document(caller: Caller, document: str | InputFile) -> StoredFile:
    """The document: an uploaded file, or the file with this id. Raises `Refusal` 400."""
    if isinstance(document, str):
        return _known_file(caller, document)
    name, content = _uploaded(document)
    if len(content) > DOCUMENT_BYTES:
        raise bad_request("file is too big")
    return caller.telegram.store_file("documents", name, content)


def _known_file(caller: Caller, file_id: str) -> StoredFile:
    if file_id.startswith(("http://", "https://")):
        raise bad_request("the sandbox does not download files from URLs: upload the file")
    if file_id not in caller.telegram.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return caller.telegram.files[file_id]


def _uploaded(file: InputFile) -> tuple[str, bytes]:
    if not isinstance(file, BufferedInputFile):
        raise bad_request("there is no file in the request")
    if not file.data:
        raise bad_request("file must be non-empty")
    return file.filename or "file", file.data


def _new_message(
    caller: Caller, call: SendMessage | SendPhoto | SendMediaGroup | SendDocument, chat: Chat, formatted: Formatted
) -> Message:
    return Message(
        id=caller.telegram.next_number(),
        chat=chat,
        from_bot=True,
        date=caller.telegram.clock.now(),
        formatted=formatted,
        reply_markup=None if isinstance(call, SendMediaGroup) else check_markup(call.reply_markup),
        reply_to=_replied_to(chat, call.reply_parameters),
        silent=bool(call.disable_notification),
        protected=bool(none_if_default(call.protect_content)),
        topic_id=_open_topic(chat, call.message_thread_id),
    )


def _open_topic(chat: Chat, topic_id: int | None) -> int | None:
    """The topic of a message. Raises `Refusal` 400 for one that the chat does not have."""
    topics = chat.topics if isinstance(chat, GroupChat) else None
    if topic_id is not None and topic_id not in (topics or ()):
        raise bad_request("message thread not found")
    return topic_id


def _replied_to(chat: Chat, reply: ReplyParameters | None) -> Message | None:
    if reply is None:
        return None
    message = chat.messages.get(reply.message_id or 0)
    if message is None and not none_if_default(reply.allow_sending_without_reply):
        raise bad_request("message to be replied not found")
    return message


def _post(caller: Caller, message: Message) -> Json:
    """Add the message to its chat and apply its reply keyboard."""
    markup = message.reply_markup or {}
    if "keyboard" in markup:
        message.chat.reply_keyboard = markup
    elif "remove_keyboard" in markup:
        message.chat.reply_keyboard = None
    caller.telegram.post(message)
    return message_object(message)
