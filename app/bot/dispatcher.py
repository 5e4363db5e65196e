"""The way of an update to its handler: one update of a chat at a time, each update once, its guest identified."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, cast

from aiogram import BaseMiddleware, Bot, Dispatcher, F
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import ChatMemberUpdated, TelegramObject, Update, User
from aiogram_dialog import setup_dialogs
from dishka import AsyncContainer
from dishka.integrations.aiogram import FromDishka, inject, setup_dishka
from redis.asyncio import Redis

from app.bot import commands, errors
from app.bot.aiogram_dialog_patches.early_answers import EarlyAnswersFactory
from app.bot.aiogram_dialog_patches.reply_keyboards import StripReplyCallbacks
from app.bot.dialog_records import ChatLocks, DialogRecords, change
from app.bot.dialogs import make_dialogs
from app.bot.groups import find_move, is_private, point_to_private_chat
from app.bot.messages import notification_buttons
from app.bot.presses import note_answers
from app.bot.update_limit import LimitUpdates
from app.bot.venue_bots import VenueBots
from app.database.guests import TelegramUser
from app.domain.venues import Venue
from app.texts.translator import Translator
from app.usecases.guests.record_block import RecordBlock
from app.usecases.guests.register_guest import RegisterGuest
from app.usecases.messages.follow_moved_group import FollowMovedGroup

REMEMBER_UPDATES = timedelta(hours=24)
"""For so long Telegram sends an update again that was not answered with 200."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class SkipKnownUpdates(BaseMiddleware):
    """Skips an update that was handled before.

    It runs inside the chat's lock: of two copies that arrive together one is skipped, too.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        bot: Bot = data["bot"]
        update = cast(Update, event)
        key = f"update:{bot.id}:{update.update_id}"
        if await self._redis.exists(key):
            return None
        answer = await handler(event, data)
        await change(self._redis, key, "1", REMEMBER_UPDATES)
        return answer


class IdentifyGuest(BaseMiddleware):
    """Gives handlers the `venue` of the bot, the `guest`, registered, and the `words` in the guest's language.

    Only private chats make guests: an update of any other chat goes no further.
    """

    def __init__(
        self,
        bots: VenueBots,
        translator: Translator,
        register_guest: RegisterGuest,
        record_block: RecordBlock,
        follow_moved_group: FollowMovedGroup,
    ) -> None:
        self._bots = bots
        self._translator = translator
        self._register_guest = register_guest
        self._record_block = record_block
        self._follow_moved_group = follow_moved_group

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        note_answers()
        venue = data["venue"] = self._bots.of_bot(data["bot"]).venue
        words = data["words"] = self._translator.words(venue, venue.locale)
        if not is_private(data.get("event_chat")):
            if move := find_move(cast(Update, event)):
                return await self._follow_moved_group(venue, *move)
            return await point_to_private_chat(data["bot"], cast(Update, event), words)
        user: User | None = data.get("event_from_user")
        if user is not None:
            guest = data["guest"] = await self._register_guest(venue, _telegram_user(user))
            data["words"] = self._translator.words(venue, guest.locale(venue))
            if guest.blocked_at:
                # A guest who writes to the bot has unblocked it. One who uses the Mini App may not have.
                await self._record_block(venue, user.id, is_blocked=False)
        return await handler(event, data)


def _telegram_user(user: User) -> TelegramUser:
    return TelegramUser(user.id, user.full_name, user.username, user.language_code)


@inject
async def record_block(event: ChatMemberUpdated, venue: Venue, record: FromDishka[RecordBlock]) -> None:
    """Record that the guest has blocked the bot or unblocked it."""
    is_blocked = event.new_chat_member.status == ChatMemberStatus.KICKED
    await record(venue, event.from_user.id, is_blocked=is_blocked)


def create_dispatcher(
    container: AsyncContainer, redis: Redis, limit_updates: LimitUpdates, identify_guest: IdentifyGuest
) -> Dispatcher:
    """Return the dispatcher with all handlers and dialogs, for every venue's bot.

    Handlers get use cases from `container`; dialogs and locks are kept in `redis`.
    """
    dispatcher = Dispatcher(storage=DialogRecords(redis), events_isolation=ChatLocks(redis, errors.comes_again))
    dispatcher.update.outer_middleware(SkipKnownUpdates(redis))
    dispatcher.update.outer_middleware(limit_updates)
    dispatcher.update.outer_middleware(identify_guest)
    dispatcher.message.outer_middleware(StripReplyCallbacks())
    setup_dishka(container, dispatcher)
    dispatcher.my_chat_member.register(record_block, F.chat.type == ChatType.PRIVATE)
    dispatcher.include_router(commands.router())
    dispatcher.include_router(notification_buttons.router())
    dispatcher.include_routers(*make_dialogs())
    dispatcher.include_router(errors.router())
    # The chat's lock is held already. The dialogs' own one would have no bound, and stays locked after some errors.
    setup_dialogs(dispatcher, dialog_manager_factory=EarlyAnswersFactory(), events_isolation=DisabledEventIsolation())
    return dispatcher
