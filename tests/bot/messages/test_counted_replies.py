"""What web sends at once has its place in the send budget."""

from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMediaGroup, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, InputMediaPhoto

from app.bot.messages.counted_replies import CountReplies, counted
from app.bot.messages.send_budget import SendBudget
from app.runtime.redis import Courtesy
from app.sandbox.clock import MovableClock
from tests.harness import NOW

PHOTOS = [InputMediaPhoto(media=BufferedInputFile(b"p", "p.png")) for _ in range(3)]


class RecordingBudget:
    """A send budget that only records what is counted."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    async def count_reply(self, _bot_id: int, chat_id: int, _name: str, _now: object, *, is_edit: bool) -> None:
        assert chat_id == 1
        self.counted.append("edit" if is_edit else "send")


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        (SendMessage(chat_id=1, text="x"), ["send"]),
        (EditMessageText(chat_id=1, message_id=1, text="x"), ["edit"]),
        (SendMediaGroup(chat_id=1, media=[*PHOTOS]), ["send"] * 3),
        (AnswerCallbackQuery(callback_query_id="1"), []),
    ],
)
async def test_each_message_is_counted_and_an_album_is_several(method: Any, counts: list[str]) -> None:
    budget = RecordingBudget()
    count = CountReplies(cast(SendBudget, budget), MovableClock(NOW, frozen=True), Courtesy())

    async def make_request(bot: Bot, method: TelegramMethod[Any]) -> Any:
        return "sent"

    answer: Any = await count(make_request, Bot("1:token"), method)
    assert answer == "sent"
    assert budget.counted == counts
    with counted():
        await count(make_request, Bot("1:token"), method)
    assert budget.counted == counts, "the sender has counted it"
