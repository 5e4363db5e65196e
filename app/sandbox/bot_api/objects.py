"""The Bot API's objects as JSON: https://core.telegram.org/bots/api#available-types."""

from datetime import datetime

from app.sandbox.model import BotAccount, Chat, GroupChat, Json, Message, Person, Press, StoredFile

ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Telegram's stand-in for an admin of a group who writes anonymously (Bot API, Message, `from`)."""


def unix_time(instant: datetime) -> int:
    return int(instant.timestamp())


def bot_user(bot: BotAccount) -> Json:
    return {"id": bot.id, "is_bot": True, "first_name": bot.names.get("") or bot.title, "username": bot.username}


def person_user(person: Person) -> Json:
    return {"id": person.id, "is_bot": False, **_names(person), "language_code": person.language_code}


def private_chat(person: Person) -> Json:
    return {"id": person.id, "type": "private", **_names(person)}


def chat_object(chat: Chat) -> Json:
    if not isinstance(chat, GroupChat):
        return private_chat(chat.person)
    kind = "supergroup" if chat.is_supergroup else "group"
    return {
        "id": chat.person.id,
        "type": kind,
        "title": chat.person.first_name,
        **({"is_forum": True} if chat.topics is not None else {}),
    }


def _sender(message: Message) -> Json:
    """People in groups write anonymously."""
    if message.from_bot:
        return bot_user(message.chat.bot)
    return ANONYMOUS_ADMIN if isinstance(message.chat, GroupChat) else person_user(message.chat.person)


def _names(person: Person) -> Json:
    names = {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}
    return {key: value for key, value in names.items() if value}


def message_object(message: Message) -> Json:
    """A Message with its `reply_to_message`. As in the Bot API, that one has no `reply_to_message` of its own."""
    result = _without_reply(message)
    if message.reply_to:
        result["reply_to_message"] = _without_reply(message.reply_to)
    return result


def _without_reply(message: Message) -> Json:
    chat = message.chat
    result: Json = {
        "message_id": message.id,
        "from": _sender(message),
        "chat": chat_object(chat),
        "date": unix_time(message.date),
        **_content(message),
    }
    if message.topic_id:
        result |= {"message_thread_id": message.topic_id, "is_topic_message": True}
    if message.edited_at:
        result["edit_date"] = unix_time(message.edited_at)
    if message.protected:
        result["has_protected_content"] = True
    if message.inline_keyboard:
        result["reply_markup"] = message.reply_markup
    return result


def _content(message: Message) -> Json:
    entities = list(message.formatted.entities)
    if message.service:
        return message.service
    if message.contact:
        return {"contact": message.contact}
    if message.sticker:
        return {"sticker": _sticker(message)}
    if not message.photo and not message.document:
        return {"text": message.text, **({"entities": entities} if entities else {})}
    result: Json = {"photo": [_photo_size(message.photo)]} if message.photo else {}
    if message.document:
        result["document"] = _document(message.document)
    if message.text:
        result["caption"] = message.text
    if entities:
        result["caption_entities"] = entities
    return result


def _photo_size(file: StoredFile) -> Json:
    return {**file_object(file), "width": file.width, "height": file.height}


def _document(file: StoredFile) -> Json:
    return {**file_object(file), "file_name": file.name, "mime_type": file.mime_type}


def _sticker(message: Message) -> Json:
    name = f"sandbox-sticker-{message.id}"
    return {
        "file_id": name,
        "file_unique_id": f"{name}-u",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": message.sticker,
    }


def file_object(file: StoredFile) -> Json:
    return {"file_id": file.id, "file_unique_id": f"{file.id}-u", "file_size": len(file.content)}


def callback_query(press: Press, message: Message) -> Json:
    return {
        "id": press.id,
        "from": person_user(press.chat.person),
        "chat_instance": str(press.chat.bot.id * 1000 + press.chat.person.id),
        "message": message_object(message),
        "data": press.data,
    }


def my_chat_member(chat: Chat, at: datetime) -> Json:
    """The ChatMemberUpdated that a bot gets when the person has blocked (`chat.blocked`) or unblocked it."""
    member: Json = {"status": "member", "user": bot_user(chat.bot)}
    kicked: Json = {"status": "kicked", "user": bot_user(chat.bot), "until_date": 0}
    return {
        "chat": private_chat(chat.person),
        "from": person_user(chat.person),
        "date": unix_time(at),
        "old_chat_member": member if chat.blocked else kicked,
        "new_chat_member": kicked if chat.blocked else member,
    }
