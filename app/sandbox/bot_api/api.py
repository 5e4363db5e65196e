"""A call from its name and parameters to its answer, with the troubles and the limits of the day."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiogram import methods
from aiogram.types import BufferedInputFile
from pydantic import BaseModel

from app.sandbox.bot_api import chats, editing, profile, sending, webhooks
from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.faults import Fault, Faults, Trouble
from app.sandbox.bot_api.limits import SendLimits
from app.sandbox.bot_api.parameters import AnyMethod, find_method, read_call
from app.sandbox.bot_api.refusals import Refusal
from app.sandbox.delivery import WebhookSender
from app.sandbox.telegram import Telegram
from app.sandbox.world import BotAccount, Json

SLOW_SECONDS = 1.5

HANDLERS: dict[type[AnyMethod], Callable[[Caller, Any], object]] = {
    methods.GetMe: chats.get_me,
    methods.GetChat: chats.get_chat,
    methods.GetChatMember: chats.get_chat_member,
    methods.GetFile: chats.get_file,
    methods.AnswerCallbackQuery: chats.answer_callback_query,
    methods.SendMessage: sending.send_message,
    methods.SendPhoto: sending.send_photo,
    methods.SendDocument: sending.send_document,
    methods.SendChatAction: sending.send_chat_action,
    methods.EditMessageText: editing.edit_message_text,
    methods.EditMessageCaption: editing.edit_message_caption,
    methods.EditMessageMedia: editing.edit_message_media,
    methods.EditMessageReplyMarkup: editing.edit_message_reply_markup,
    methods.DeleteMessage: editing.delete_message,
    methods.DeleteMessages: editing.delete_messages,
    methods.SetWebhook: webhooks.set_webhook,
    methods.DeleteWebhook: webhooks.delete_webhook,
    methods.GetWebhookInfo: webhooks.get_webhook_info,
    methods.SetMyCommands: profile.set_my_commands,
    methods.GetMyCommands: profile.get_my_commands,
    methods.DeleteMyCommands: profile.delete_my_commands,
    methods.SetChatMenuButton: profile.set_chat_menu_button,
    methods.GetChatMenuButton: profile.get_chat_menu_button,
    methods.SetMyName: profile.set_my_name,
    methods.GetMyName: profile.get_my_name,
    methods.SetMyDescription: profile.set_my_description,
    methods.GetMyDescription: profile.get_my_description,
    methods.SetMyShortDescription: profile.set_my_short_description,
    methods.GetMyShortDescription: profile.get_my_short_description,
}

LIMITED = (methods.SendMessage, methods.SendPhoto, methods.SendDocument)


class Mood(StrEnum):
    """How Telegram feels today."""

    NORMAL = "normal"
    SLOW = "slow"
    FAILING = "failing"
    LIMITED = "limited"


@dataclass(frozen=True)
class Call:
    """A call that was taken or refused, as the sandbox remembers it. `parameters` are those that the bot gave."""

    method: str
    token: str
    parameters: Json
    at: datetime
    code: int = 200
    description: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 200


class NoAnswer(Exception):  # noqa: N818  it happens on purpose
    """The caller gets no answer: the connection breaks, or with `hangs` stays open in silence."""

    def __init__(self, *, hangs: bool = False) -> None:
        super().__init__()
        self.hangs = hangs


class BotApi:
    """Answers calls of bots. `calls` holds all of them in order of their end; `mood` and `faults` make trouble."""

    def __init__(self, telegram: Telegram, mood: Mood = Mood.NORMAL) -> None:
        self.telegram = telegram
        self.webhook_sender = WebhookSender(telegram, self.answer)
        self.mood = mood
        self.faults = Faults()
        self.calls: list[Call] = []
        self._limits = SendLimits()

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, by its name in the Bot API."""
        return [call for call in self.calls if call.method == method]

    async def answer(
        self, token: str, name: str, raw: Json, files: dict[str, BufferedInputFile] | None = None
    ) -> tuple[int, Json]:
        """Carry out a call; answer the HTTP status and the body. Raises `NoAnswer` when a fault says so."""
        at = self.telegram.clock.now()
        parameters = raw
        try:
            bot = self._bot(token)
            method = find_method(name)
            name = method.__api_method__
            fault = await self._meet_trouble(name, raw)
            call = read_call(method, raw, files or {})
            parameters = _remembered(call)
            result = self._carry_out(bot, call)
        except Refusal as refusal:
            self.calls.append(Call(name, token, parameters, at, refusal.code, refusal.description))
            return refusal.code, _refusal_body(refusal)
        self.calls.append(Call(name, token, parameters, at))
        if fault:
            raise NoAnswer
        return 200, {"ok": True, "result": result}

    def _bot(self, token: str) -> BotAccount:
        bot = self.telegram.bots.get(token)
        if bot is None:
            raise Refusal(401, "Unauthorized")
        return bot

    def _carry_out(self, bot: BotAccount, call: AnyMethod) -> object:
        handler = HANDLERS.get(type(call))
        if handler is None:
            raise Refusal(404, f"Not Found: the sandbox does not know {call.__api_method__}")
        caller = Caller(bot, self.telegram, self.webhook_sender)
        if self.mood is Mood.LIMITED and isinstance(call, LIMITED):
            self._limits.take(bot.id, caller.chat(call.chat_id).person.id)
        return handler(caller, call)

    async def _meet_trouble(self, name: str, raw: Json) -> Fault | None:
        """Let the mood and the next fault befall the call. Answers the fault that waits for its end."""
        await asyncio.sleep(self.faults.slow_by + (SLOW_SECONDS if self.mood is Mood.SLOW else 0))
        if self.mood is Mood.FAILING:
            raise Refusal(500, "Internal Server Error")
        chat_id = str(raw.get("chat_id", ""))
        fault = self.faults.next_for(name, int(chat_id) if chat_id.isdigit() else None)
        if fault is None:
            return None
        if fault.trouble is Trouble.REFUSE:
            raise Refusal(fault.code, fault.description, fault.retry_after)
        if fault.trouble in {Trouble.DROP_BEFORE, Trouble.HANG}:
            raise NoAnswer(hangs=fault.trouble is Trouble.HANG)
        return fault


def _remembered(call: AnyMethod) -> Json:
    """The parameters as plain values, each file by its name."""
    return {name: _plain(getattr(call, name)) for name in call.model_fields_set}


def _plain(value: object) -> object:
    if isinstance(value, BufferedInputFile):
        return value.filename
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in value.model_fields_set}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def _refusal_body(refusal: Refusal) -> Json:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return body
