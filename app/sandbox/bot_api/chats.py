"""Answers to callback queries, files and information about chats: answerCallbackQuery, getFile, getMe, getChat ..."""

from datetime import timedelta
from typing import Literal

from aiogram.methods import AnswerCallbackQuery, GetChat, GetChatMember, GetFile, GetMe

from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.objects import bot_user, chat_object, file_object, person_user
from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Json, Toast

CALLBACK_ANSWERABLE_FOR = timedelta(seconds=60)
TOAST_LENGTH = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(caller: Caller, _call: GetMe) -> Json:
    return {
        **bot_user(caller.bot),
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def answer_callback_query(caller: Caller, call: AnswerCallbackQuery) -> Literal[True]:
    """Stop the pressed button's spinner and show the text, if there is one."""
    telegram = caller.telegram
    press = telegram.presses.get(call.callback_query_id)
    if press is None or press.chat.bot is not caller.bot:
        raise bad_request(TOO_OLD)
    if telegram.clock.now() - press.pressed_at > CALLBACK_ANSWERABLE_FOR:
        raise bad_request(TOO_OLD)
    if len(call.text or "") > TOAST_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.text and not press.answered:
        press.toast = Toast(telegram.next_number(), call.text, bool(call.show_alert))
        press.chat.toasts.append(press.toast)
    press.answered = True
    telegram.changed(press.chat)
    return True


def get_file(caller: Caller, call: GetFile) -> Json:
    file = caller.telegram.files.get(call.file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {**file_object(file), "file_path": file.path}


def get_chat(caller: Caller, call: GetChat) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat_object(caller.chat(call.chat_id)),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_chat_member(caller: Caller, call: GetChatMember) -> Json:
    """A private chat has two members, the person and the bot; of a group only the bot is known.

    Raises `Refusal` 400 for any other id.
    """
    person = caller.chat(call.chat_id).person
    if call.user_id == caller.bot.id:
        return {"status": "member", "user": bot_user(caller.bot)}
    if call.user_id != person.id:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": person_user(person)}
