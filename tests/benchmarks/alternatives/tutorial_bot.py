"""The way of the tutorials: FastAPI, aiogram and aiogram-dialog in one process. Factories for uvicorn.

`/start` is answered with the same window and the same calls of the Bot API as by Bronya. It promises less: it has no
database and registers no guest, handles an update again that Telegram repeats, handles two updates of a chat at the
same time when there are two processes, does not check that Telegram has sent the update, and limits nobody. Its texts
are constants in one language.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Message, Update, User
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Row, WebApp
from aiogram_dialog.widgets.text import Const, Format
from fastapi import FastAPI, Request

GREETING = """Здравствуйте, {first_name}! Это ресторан <b>Binary Bites</b>: вкусно в любой системе счисления.

Завтраки с шести утра, ужины до полуночи, а в пятницу и субботу — до двух. Выберите столик, остальное — за нами."""


class Menu(StatesGroup):
    main = State()


def create_memory_app() -> FastAPI:
    """Keep the dialogs in the process: a restart forgets them."""
    return create_app(MemoryStorage())


def create_redis_app() -> FastAPI:
    """Keep the dialogs in Redis."""
    return create_app(RedisStorage.from_url(os.environ["REDIS_URL"], key_builder=DefaultKeyBuilder(with_destiny=True)))


def create_app(storage: BaseStorage) -> FastAPI:
    """The web process. It gets the updates of one bot at `/webhook`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"]))
    bot = Bot("8001:benchmark", session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher(storage=storage)
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(make_dialog())
    setup_dialogs(dispatcher)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await session.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/webhook")
    async def take_update(request: Request) -> None:
        update = Update.model_validate(await request.json(), context={"bot": bot})
        await dispatcher.feed_update(bot, update)

    return app


async def start(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Menu.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.DELETE_AND_SEND)


def make_dialog() -> Dialog:
    return Dialog(
        Window(
            Format(GREETING),
            Button(Const("📝 Забронировать столик"), id="book"),
            WebApp(Const("📱 Открыть приложение"), Const("http://127.0.0.1/app/binary_bites/"), id="app"),
            Button(Const("📋 Мои брони"), id="my"),
            Row(
                Button(Const("ℹ️ О нас"), id="about"),
                Button(Const("🌐 Язык"), id="language"),
                Button(Const("❓ Помощь"), id="help"),
            ),
            state=Menu.main,
            getter=offer_menu,
        )
    )


async def offer_menu(event_from_user: User, **_: Any) -> dict[str, str]:
    return {"first_name": event_from_user.first_name}
