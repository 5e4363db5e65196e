"""Count in the send budget what `web` sends and edits at once, as the answer to a guest's press."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
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
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from redis.exceptions import RedisError

from app.bot.messages.send_budget import SendBudget
from app.runtime.clock import Clock
from app.runtime.redis import Courtesy

SENDS = (SendMessage, SendPhoto, SendDocument)
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
            is_edit = isinstance(method, EDITS)
            count = partial(self._budget.count_reply, bot.id, uuid4().hex, self._clock.now(), is_edit=is_edit)
            with suppress(RedisError, OSError):
                await self._courtesy.ask(count)
        return await make_request(bot, method)
