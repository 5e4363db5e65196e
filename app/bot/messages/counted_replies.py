"""Count in the send budget what `web` sends and edits at once, as the answer to a guest's press."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import Any
from uuid import uuid4

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from redis.exceptions import RedisError

from app.bot.messages.send_budget import SendBudget
from app.runtime.clock import Clock
from app.runtime.redis import Courtesy

SENDS = (SendMessage, SendPhoto, SendMediaGroup, SendDocument)
EDITS = (EditMessageText, EditMessageCaption, EditMessageMedia, EditMessageReplyMarkup)

_is_counted: ContextVar[bool] = ContextVar("is_counted", default=False)


@contextmanager
def counted() -> Iterator[None]:
    """The calls of this block have their place in the budget already."""
    token = _is_counted.set(True)
    try:
        yield
    finally:
        _is_counted.reset(token)


class CountReplies(BaseRequestMiddleware):
    """Counts each call that sends or edits a message. It is made at once: what waits in the ledger gives way to it."""

    def __init__(self, budget: SendBudget, clock: Clock, courtesy: Courtesy) -> None:
        self._budget = budget
        self._clock = clock
        self._courtesy = courtesy

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if isinstance(method, SENDS + EDITS) and not _is_counted.get():
            with suppress(RedisError, OSError):
                await self._courtesy.ask(partial(self._count, bot.id, method))
        return await make_request(bot, method)

    async def _count(self, bot_id: int, method: TelegramMethod[Any]) -> None:
        """Count the call; an album is as many messages as it has photos."""
        is_edit, chat_id = isinstance(method, EDITS), getattr(method, "chat_id", None)
        known_chat = chat_id if isinstance(chat_id, int) else 0
        for _ in range(len(method.media) if isinstance(method, SendMediaGroup) else 1):
            await self._budget.count_reply(bot_id, known_chat, uuid4().hex, self._clock.now(), is_edit=is_edit)
