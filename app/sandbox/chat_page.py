"""The HTTP endpoints of the chat page. There is no authentication: a client may act as any person."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, NaiveDatetime

from app.sandbox.bot_api.api import ApiMode, BotApi
from app.sandbox.chat_user import ChatUser
from app.sandbox.clock import MovableClock, advance_in_steps
from app.sandbox.model import Json
from app.sandbox.page_events import page_events

STATIC_FILES = Path(__file__).parent / "page"
IN_CHAT = "/chats/{bot_id}/{person_id}"

router = APIRouter()


@dataclass(frozen=True)
class ChatPage:
    """The objects behind the endpoints; the application keeps them as `state.chat_page`."""

    api: BotApi
    clock: MovableClock
    zone: str
    """The IANA time zone in which the page shows and sets the clock."""
    on_clock_moved: Callable[[], Awaitable[object]]
    """Does the work that has become due; awaited after each move of the clock."""
    on_reset: Callable[[], object] | None = None
    """Begins anew, with empty chats; None where that is not possible."""
    run_id: str = field(default_factory=lambda: uuid4().hex)
    """Tells an open page that the sandbox was started again."""
    clock_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def facts(self) -> Json:
        """What an open page has to know about this run of the sandbox."""
        return {"zone": self.zone, "run": self.run_id, "can_reset": self.on_reset is not None}


class NewText(BaseModel):
    """A text message of the person. `reply_to` is the id of a message in the chat."""

    text: str
    reply_to: int | None = None


class ButtonPress(BaseModel):
    message_id: int
    data: str


class KeyTap(BaseModel):
    """A press of a reply keyboard's button, by its text."""

    text: str


class Sticker(BaseModel):
    emoji: str


class MiniAppLaunch(BaseModel):
    """The launch parameters that the page puts into a Mini App's address."""

    init_data: str


class ClockMove(BaseModel):
    """Move the clock by `minutes`, or `to` a wall-clock time in the page's zone."""

    minutes: int = 0
    to: NaiveDatetime | None = None


class ModeChange(BaseModel):
    mode: ApiMode


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
    return StreamingResponse(page_events(page.api, page.facts), media_type="text/event-stream")


@router.post(IN_CHAT + "/messages", status_code=204)
async def write(user: InChat, new: NewText) -> None:
    user.write(new.text, new.reply_to)


@router.post(IN_CHAT + "/files", status_code=204)
async def send_file(user: InChat, file: UploadFile, caption: Annotated[str, Form()] = "") -> None:
    content = await file.read()
    try:
        user.send_photo(content, caption)
    except ValueError:
        user.send_document(file.filename or "file", content, caption)


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
async def open_mini_app(user: InChat) -> MiniAppLaunch:
    return MiniAppLaunch(init_data=user.open_mini_app())


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
    """Move the clock; the response comes when the work that became due on the way is done."""
    async with page.clock_lock:
        target = page.clock.now() + timedelta(minutes=move.minutes)
        if move.to:
            target = move.to.replace(tzinfo=ZoneInfo(page.zone))
        await advance_in_steps(page.clock, target, page.on_clock_moved)
    page.api.telegram.changed(None)


@router.post("/mode", status_code=204)
async def change_mode(page: ThisPage, change: ModeChange) -> None:
    page.api.mode = change.mode
    page.api.telegram.changed(None)


@router.post("/reset", status_code=204)
async def reset(page: ThisPage) -> None:
    """Begin anew. The sandbox is away for a moment, then the page's stream opens again."""
    if page.on_reset is None:
        raise HTTPException(404, "this sandbox cannot begin anew")
    page.on_reset()


@router.get("/files/{file_id}")
async def open_file(page: ThisPage, file_id: str) -> Response:
    file = page.api.telegram.files.get(file_id)
    if file is None:
        raise HTTPException(404, "no such file")
    return Response(file.content, media_type=file.mime_type)
