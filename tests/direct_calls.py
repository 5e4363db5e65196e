"""The product and the sandbox of one process call each other without HTTP.

Sockets and the parsing of HTTP cost a test much of its processor time. They are used where they matter: in the tests of
the sandbox, in those that call the product themselves, in the browser, and between processes.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from httpx import ASGITransport, AsyncClient
from starlette.types import ASGIApp

from app.bot.bot_session import BotSession
from app.demo import Demo
from app.sandbox.bot_api.api import NoAnswer
from app.sandbox.delivery import WebhookSender
from app.sandbox.model import BotAccount, Json, Webhook

T = TypeVar("T")

_demos: dict[str, Demo] = {}
"""What answers, by its address."""


@contextmanager
def answering(address: str, demo: Demo) -> Iterator[None]:
    """Let `demo` answer calls of its address directly, where `call_directly` is in force."""
    _demos[address] = demo
    try:
        yield
    finally:
        del _demos[address]


def call_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the HTTP of calls of the Bot API and of webhooks, if a demo of this process answers there."""
    request_over_http, post_over_http = BotSession.make_request, WebhookSender._post

    async def make_request(
        session: BotSession,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  aiogram's name
    ) -> object:
        demo = _demo_at(session.api.base)
        if demo is None:
            return await request_over_http(session, bot, method, timeout)
        return await _request(demo, session, bot, method, session.timeout if timeout is None else timeout)

    async def post(sender: WebhookSender, bot: BotAccount, webhook: Webhook, update: Json) -> str | None:
        demo = _demo_at(webhook.url)
        if demo is None:
            return await post_over_http(sender, bot, webhook, update)
        return await _post(demo.app, webhook, update)

    monkeypatch.setattr(BotSession, "make_request", make_request)
    monkeypatch.setattr(WebhookSender, "_post", post)


def _demo_at(url: str) -> Demo | None:
    return next((demo for address, demo in _demos.items() if url.startswith(f"{address}/")), None)


def _begin(work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Do the work as the other side of a connection does: it knows nothing of the caller, and outlives it."""
    return asyncio.get_running_loop().create_task(work, context=Context())


async def _request(demo: Demo, session: BotSession, bot: Bot, method: TelegramMethod[Any], seconds: float) -> object:
    """Call the Bot API. See `AiohttpSession.make_request`."""
    files: dict[str, InputFile] = {}
    fields = {
        name: session.prepare_value(value, bot=bot, files=files)
        for name, value in method.model_dump(warnings=False).items()
    }
    given = {name: value for name, value in fields.items() if value}
    uploaded = {name: await _read(file, name, bot) for name, file in files.items()}
    call = _begin(demo.sandbox.api.answer(bot.token, method.__api_method__, given, uploaded))
    try:
        async with asyncio.timeout(seconds):
            try:
                status, body = await asyncio.shield(call)
            except NoAnswer as fault:
                if fault.hangs:
                    await asyncio.Event().wait()
                raise TelegramNetworkError(method, "the connection broke") from fault
    except TimeoutError as error:
        raise TelegramNetworkError(method, "Request timeout error") from error
    return session.check_response(bot, method, status, json.dumps(body)).result


async def _read(file: InputFile, name: str, bot: Bot) -> BufferedInputFile:
    return BufferedInputFile(b"".join([piece async for piece in file.read(bot)]), file.filename or name)


async def _post(app: ASGIApp, webhook: Webhook, update: Json) -> str | None:
    """Deliver an update to a webhook, which answers without a body. Returns the error in Telegram's words, or None."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, trust_env=False) as client:
        response = await asyncio.shield(_begin(client.post(webhook.url, json=update, headers=headers)))
    return (
        None
        if response.is_success
        else f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
    )
