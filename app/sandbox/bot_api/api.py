"""Answer a call of the Bot API, with the faults and limits that are switched on."""

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
from app.sandbox.bot_api.faults import Fault, FaultKind, Faults
from app.sandbox.bot_api.limits import SendLimits
from app.sandbox.bot_api.parameters import AnyMethod, find_method, read_call
from app.sandbox.bot_api.refusals import Refusal
from app.sandbox.delivery import WebhookSender
from app.sandbox.model import BotAccount, Json
from app.sandbox.telegram import Telegram

SLOW_SECONDS = 1.5

HANDLERS: dict[type[AnyMethod], Callable[[Caller, Any], object]] = {
    methods.GetMe: chats.get_me,
    methods.GetChat: chats.get_chat,
    methods.GetChatMember: chats.get_chat_member,
    methods.GetFile: chats.get_file,
    methods.AnswerCallbackQuery: chats.answer_callback_query,
    methods.SendMessage: sending.send_message,
    methods.SendPhoto: sending.send_photo,
    methods.SendMediaGroup: sending.send_media_group,
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

RATE_LIMITED_METHODS = (methods.SendMessage, methods.SendPhoto, methods.SendMediaGroup, methods.SendDocument)


class ApiMode(StrEnum):
    """How the sandbox answers all calls."""

    NORMAL = "normal"
    SLOW = "slow"
    """After `SLOW_SECONDS`."""
    FAILING = "failing"
    """With error 500."""
    LIMITED = "limited"
    """With error 429 when a bot exceeds Telegram's limits on sending."""


@dataclass(frozen=True)
class Call:
    """A call that the sandbox has answered, or carried out without an answer."""

    method: str
    token: str
    parameters: Json
    """The parameters that the bot gave, without aiogram's defaults."""
    at: datetime
    code: int = 200
    """The HTTP status of the answer."""
    description: str = ""
    """Telegram's reason for an error."""

    @property
    def ok(self) -> bool:
        return self.code == 200


class NoAnswer(Exception):  # noqa: N818  an intended fault, not an error
    """The caller gets no answer: the connection breaks, or with `hangs` stays open without one."""

    def __init__(self, *, hangs: bool = False) -> None:
        super().__init__()
        self.hangs = hangs


class BotApi:
    """Answers the bots' calls. `calls` holds them in the order of their answers; tests set `mode` and `faults`."""

    def __init__(self, telegram: Telegram, mode: ApiMode = ApiMode.NORMAL) -> None:
        self.telegram = telegram
        self.webhook_sender = WebhookSender(telegram, self.answer)
        self.mode = mode
        self.faults = Faults()
        self.calls: list[Call] = []
        self._limits = SendLimits()

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method. `method` is its name in the Bot API, such as `sendMessage`."""
        return [call for call in self.calls if call.method == method]

    async def answer(
        self, token: str, name: str, raw: Json, files: dict[str, BufferedInputFile] | None = None
    ) -> tuple[int, Json]:
        """Carry out a call.

        `raw` holds the parameters as JSON values or as strings of a form, `files` the uploaded ones by the name of
        their part. Returns the HTTP status and the body. Raises `NoAnswer` for a fault that drops or hangs the call.
        """
        at = self.telegram.clock.now()
        parameters = raw
        try:
            bot = self._bot(token)
            method = find_method(name)
            name = method.__api_method__
            fault = await self._apply_faults(name, raw)
            call = read_call(method, raw, files or {})
            parameters = _given_parameters(call)
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
        if self.mode is ApiMode.LIMITED and isinstance(call, RATE_LIMITED_METHODS):
            self._limits.acquire(bot.id, caller.chat(call.chat_id).person.id)
        if self.mode is ApiMode.LIMITED and isinstance(call, methods.EditMessageText):
            self._limits.acquire_edit(bot.id, caller.chat(call.chat_id).person.id)
        return handler(caller, call)

    async def _apply_faults(self, name: str, raw: Json) -> Fault | None:
        """Apply the mode and the next fault to a call before it is carried out.

        Returns a fault of the kind `DROP_AFTER`, which takes effect after the call. Raises `Refusal`, `NoAnswer`.
        """
        await asyncio.sleep(self.faults.slow_by + (SLOW_SECONDS if self.mode is ApiMode.SLOW else 0))
        if self.mode is ApiMode.FAILING:
            raise Refusal(500, "Internal Server Error")
        chat_id = str(raw.get("chat_id", ""))
        fault = self.faults.pop(name, int(chat_id) if chat_id.removeprefix("-").isdigit() else None)
        if fault is None:
            return None
        if fault.kind is FaultKind.REFUSE:
            raise Refusal(fault.code, fault.description, fault.retry_after)
        if fault.kind in {FaultKind.DROP_BEFORE, FaultKind.HANG}:
            raise NoAnswer(hangs=fault.kind is FaultKind.HANG)
        return fault


def _given_parameters(call: AnyMethod) -> Json:
    """The parameters that the bot gave, as plain values; a file is represented by its name."""
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
    parameters = {"retry_after": refusal.retry_after, "migrate_to_chat_id": refusal.migrate_to_chat_id}
    if given := {name: value for name, value in parameters.items() if value is not None}:
        body["parameters"] = given
    return body
