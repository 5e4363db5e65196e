"""What the chat page asks of the sandbox. Nobody is asked who they are: whoever reaches it may be anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, NaiveDatetime

from app.sandbox.bot_api.api import BotApi, Mood
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock, wind
from app.sandbox.page_events import page_events

STATIC_FILES = Path(__file__).parent / "page"
IN_CHAT = "/chats/{bot_id}/{person_id}"

router = APIRouter()


@dataclass(frozen=True)
class ChatPage:
    """What the page shows and moves. The application that serves it keeps it as `state.chat_page`."""

    api: BotApi
    clock: MovableClock
    zone: str
    on_clock_moved: Callable[[], Awaitable[object]]
    winding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Words(BaseModel):
    text: str
    reply_to: int | None = None


class ButtonPress(BaseModel):
    message_id: int
    data: str


class KeyTap(BaseModel):
    text: str


class Sticker(BaseModel):
    emoji: str


class Launch(BaseModel):
    """What the page puts into the address of a Mini App."""

    init_data: str


class ClockMove(BaseModel):
    """Some minutes forward, or to a wall-clock time of the page's zone."""

    minutes: int = 0
    to: NaiveDatetime | None = None


class MoodChange(BaseModel):
    mood: Mood


def this_page(request: Request) -> ChatPage:
    page: ChatPage = request.app.state.chat_page
    return page


ThisPage = Annotated[ChatPage, Depends(this_page)]


def user_in_chat(page: ThisPage, bot_id: int, person_id: int) -> ChatUser:
    telegram = page.api.telegram
    bot = next((bot for bot in telegram.bots.values() if bot.id == bot_id), None)
    person = telegram.people.get(person_id)
    if bot is None or person is None:
        raise HTTPException(404, "no such chat")
    return ChatUser(telegram, page.api.webhook_sender, telegram.chat(bot, person))


InChat = Annotated[ChatUser, Depends(user_in_chat)]


@router.get("/events")
async def events(page: ThisPage) -> Response:
    return StreamingResponse(page_events(page.api, page.zone), media_type="text/event-stream")


@router.post(IN_CHAT + "/messages", status_code=204)
async def write(user: InChat, words: Words) -> None:
    user.write(words.text, words.reply_to)


@router.post(IN_CHAT + "/files", status_code=204)
async def send_file(user: InChat, file: UploadFile) -> None:
    content = await file.read()
    try:
        user.send_photo(content)
    except ValueError:
        user.send_document(file.filename or "file", content)


@router.post(IN_CHAT + "/stickers", status_code=204)
async def send_sticker(user: InChat, sticker: Sticker) -> None:
    user.send_sticker(sticker.emoji)


@router.post(IN_CHAT + "/contact", status_code=204)
async def send_contact(user: InChat) -> None:
    user.send_contact()


@router.post(IN_CHAT + "/presses", status_code=204)
async def press(user: InChat, press: ButtonPress) -> None:
    message = user.chat.messages.get(press.message_id)
    if message is None:
        raise HTTPException(404, "no such message")
    user.press_data(message, press.data)


@router.post(IN_CHAT + "/taps", status_code=204)
async def tap(user: InChat, key: KeyTap) -> None:
    try:
        user.tap(key.text)
    except LookupError as error:
        raise HTTPException(404, "no such button") from error


@router.post(IN_CHAT + "/mini_app")
async def open_mini_app(user: InChat) -> Launch:
    return Launch(init_data=user.open_mini_app())


@router.post(IN_CHAT + "/read", status_code=204)
async def read(user: InChat) -> None:
    user.read()


@router.post(IN_CHAT + "/block", status_code=204)
async def block(user: InChat) -> None:
    user.block()


@router.post(IN_CHAT + "/unblock", status_code=204)
async def unblock(user: InChat) -> None:
    user.unblock()


@router.post("/clock", status_code=204)
async def move_clock(page: ThisPage, move: ClockMove) -> None:
    """Wind the clock; answered when all that became due on the way has been done."""
    async with page.winding:
        moment = page.clock.now() + timedelta(minutes=move.minutes)
        if move.to:
            moment = move.to.replace(tzinfo=ZoneInfo(page.zone))
        await wind(page.clock, moment, page.on_clock_moved)
    page.api.telegram.changed(None)


@router.post("/mood", status_code=204)
async def change_mood(page: ThisPage, change: MoodChange) -> None:
    page.api.mood = change.mood
    page.api.telegram.changed(None)


@router.get("/files/{file_id}")
async def open_file(page: ThisPage, file_id: str) -> Response:
    file = page.api.telegram.files.get(file_id)
    if file is None:
        raise HTTPException(404, "no such file")
    return Response(file.content, media_type=file.mime_type)
