"""A sandbox and a bot that talk over HTTP, in the test's own event loop."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox

TOKEN = "7001:sandbox-token-of-the-cafe"
ANNA, BEN = 101, 102
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncIterator[str]:
    """Serve the application on a free port. Yields its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}"
    await server.shutdown()


@dataclass
class Webhook:
    """A bot's webhook that records its updates. It runs `on_update`, then answers with `answers`, then with 200."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: deque[Response] = field(default_factory=deque)
    on_update: Callable[[dict[str, Any]], Awaitable[object]] | None = None

    async def __call__(self, request: Request) -> Response:
        update = await request.json()
        self.updates.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.on_update:
            await self.on_update(update)
        return self.answers.popleft() if self.answers else Response()

    def refuse(self, times: int) -> None:
        self.answers.extend(Response(status_code=503) for _ in range(times))

    def reply(self, method: dict[str, Any]) -> None:
        self.answers.append(JSONResponse(method))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = create_sandbox([BotCard(TOKEN, "cafe_bot", "Cafe")], clock=MovableClock(NOON, frozen=True))
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
async def address(sandbox: Sandbox, webhook: Webhook) -> AsyncIterator[str]:
    app = FastAPI()
    app.add_api_route("/webhook", webhook.__call__, methods=["POST"], response_model=None)
    app.mount("/sandbox", sandbox.app)
    async with serve(app) as address:
        webhook.url = f"{address}/webhook"
        yield address


@pytest.fixture
async def bot(address: str) -> AsyncIterator[Bot]:
    """The bot, without a webhook."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(f"{address}/sandbox/api"))
    yield Bot(TOKEN, session=session)
    # Bot.session.close() would wait another quarter of a second for TLS, which is not used here.
    await (await session.create_session()).close()


@pytest.fixture
async def hooked(bot: Bot, webhook: Webhook) -> Bot:
    """The bot, with its webhook set."""
    await bot.set_webhook(webhook.url, secret_token="secret")
    return bot


@pytest.fixture
async def anna(hooked: Bot, sandbox: Sandbox) -> ChatUser:
    """Anna, who has just started the bot."""
    user = sandbox.user(ANNA, TOKEN)
    await user.write("/start")
    return user
