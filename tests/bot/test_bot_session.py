"""Answers of Telegram are read with models that are built once."""

import gc
import json
from weakref import ref

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod

from app.bot.bot_session import BotSession


class Question(TelegramMethod[str | int]):
    """A method whose answers no other test reads, so that nothing else keeps their model."""

    __returning__ = str | int
    __api_method__ = "question"


@pytest.mark.parametrize(("session_type", "is_kept"), [(BotSession, True), (AiohttpSession, False)])
def test_the_model_of_an_answer_is_kept_which_aiogram_itself_does_not(
    session_type: type[AiohttpSession], is_kept: bool
) -> None:
    session = session_type()
    bot = Bot("1:token", session=session)
    answer = session.check_response(bot, Question(), 200, json.dumps({"ok": True, "result": 1}))
    model = ref(type(answer))
    assert model() is Response[str | int]

    del answer
    gc.collect()

    assert (model() is not None) == is_kept
