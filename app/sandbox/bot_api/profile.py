"""A bot's profile: commands, menu button, name and descriptions."""

import re
from typing import Literal

from aiogram.methods import (
    DeleteMyCommands,
    GetChatMenuButton,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import BotCommand, MenuButtonWebApp

from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.keyboards import check_web_app_url
from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import BotAccount, Json, Person

MAX_COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_LENGTH = 256
NAME_LENGTH = 64
DESCRIPTION_LENGTH = 512
SHORT_DESCRIPTION_LENGTH = 120

DEFAULT_SCOPE = "default"
PRIVATE_SCOPE = "all_private_chats"


def set_my_commands(caller: Caller, call: SetMyCommands) -> Literal[True]:
    if len(call.commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        _check_command(command)
    caller.bot.commands[_scope(call), call.language_code or ""] = [each.model_dump() for each in call.commands]
    caller.telegram.changed(None)
    return True


def get_my_commands(caller: Caller, call: GetMyCommands) -> list[Json]:
    return caller.bot.commands.get((_scope(call), call.language_code or ""), [])


def delete_my_commands(caller: Caller, call: DeleteMyCommands) -> Literal[True]:
    caller.bot.commands.pop((_scope(call), call.language_code or ""), None)
    caller.telegram.changed(None)
    return True


def commands_for(bot: BotAccount, person: Person) -> list[Json]:
    """The commands that the person sees: of the narrowest scope, in the person's language if there are any."""
    for scope in (f"chat {person.id}", PRIVATE_SCOPE, DEFAULT_SCOPE):
        for language in (person.language_code, ""):
            if commands := bot.commands.get((scope, language)):
                return commands
    return []


def set_chat_menu_button(caller: Caller, call: SetChatMenuButton) -> Literal[True]:
    if call.chat_id is not None:
        caller.chat(call.chat_id)
    if isinstance(call.menu_button, MenuButtonWebApp):
        check_web_app_url(call.menu_button.web_app.url)
    button = call.menu_button.model_dump(exclude_none=True) if call.menu_button else {"type": "default"}
    caller.bot.menu_buttons[call.chat_id] = button
    caller.telegram.changed(None)
    return True


def get_chat_menu_button(caller: Caller, call: GetChatMenuButton) -> Json:
    return caller.bot.menu_buttons.get(call.chat_id) or {"type": "default"}


def menu_button_for(bot: BotAccount, person: Person) -> Json:
    """The menu button that the person sees beside the input field."""
    for chat_id in (person.id, None):
        button = bot.menu_buttons.get(chat_id, {"type": "default"})
        if button["type"] != "default":
            return button
    return {"type": "commands"}


def set_my_name(caller: Caller, call: SetMyName) -> Literal[True]:
    return _set(caller, caller.bot.names, call.name, call.language_code, NAME_LENGTH)


def get_my_name(caller: Caller, call: GetMyName) -> Json:
    return {"name": _get(caller.bot.names, call.language_code) or caller.bot.title}


def set_my_description(caller: Caller, call: SetMyDescription) -> Literal[True]:
    return _set(caller, caller.bot.descriptions, call.description, call.language_code, DESCRIPTION_LENGTH)


def get_my_description(caller: Caller, call: GetMyDescription) -> Json:
    return {"description": _get(caller.bot.descriptions, call.language_code)}


def set_my_short_description(caller: Caller, call: SetMyShortDescription) -> Literal[True]:
    texts = caller.bot.short_descriptions
    return _set(caller, texts, call.short_description, call.language_code, SHORT_DESCRIPTION_LENGTH)


def get_my_short_description(caller: Caller, call: GetMyShortDescription) -> Json:
    return {"short_description": _get(caller.bot.short_descriptions, call.language_code)}


def _check_command(command: BotCommand) -> None:
    if not COMMAND.fullmatch(command.command.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command.description) <= COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _scope(call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> str:
    """The scope's key: its type, followed by the chat's id if it has one."""
    if call.scope is None:
        return DEFAULT_SCOPE
    chat_id = getattr(call.scope, "chat_id", None)
    return f"{call.scope.type} {chat_id}" if chat_id else call.scope.type


def _set(caller: Caller, texts: dict[str, str], text: str | None, language: str | None, longest: int) -> Literal[True]:
    if len(text or "") > longest:
        raise bad_request("text is too long")
    texts[language or ""] = text or ""
    caller.telegram.changed(None)
    return True


def _get(texts: dict[str, str], language: str | None) -> str:
    return texts.get(language or "") or texts.get("", "")
