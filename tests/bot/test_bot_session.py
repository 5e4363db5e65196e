"""Answers of Telegram are read with models that are built once."""

import gc
import json
from weakref import ref

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, Response

from app.bot.bot_session import BotSession

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}


@pytest.mark.parametrize(("session_type", "is_kept"), [(BotSession, True), (AiohttpSession, False)])
def test_the_model_of_an_answer_is_kept_which_aiogram_itself_does_not(
    session_type: type[AiohttpSession], is_kept: bool
) -> None:
    session = session_type()
    bot = Bot("1:token", session=session)
    edit = EditMessageText(chat_id=1, message_id=1, text="Hello")
    answer = session.check_response(bot, edit, 200, json.dumps({"ok": True, "result": MESSAGE}))
    model = ref(type(answer))
    assert model() is Response[EditMessageText.__returning__]

    del answer
    gc.collect()

    assert (model() is not None) == is_kept
