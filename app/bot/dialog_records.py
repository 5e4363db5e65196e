"""What Redis keeps of each chat: the dialogs' records and the chat's lock, none of them for ever."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from time import time
from typing import Any

import structlog
from aiogram.fsm.storage.base import DefaultKeyBuilder, StorageKey
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError

log = structlog.stdlib.get_logger()

LIFETIME = timedelta(days=30)
"""How long a record lives after its last change. A press under an older window is answered like that of an old button.
"""
ASKED_FOR = 5.0
"""Seconds after which a process that asked for a chat's lock has given up waiting for Redis (`create_redis`)."""
CHAT_LOCK: dict[str, Any] = {"timeout": 15, "blocking_timeout": 20, "raise_on_release_error": False}
"""Options of the lock in Redis, in seconds. The lock of a process that died ends after `timeout`; an update that has
waited for `blocking_timeout`, which is longer, is answered with 503. When Redis was emptied meanwhile, there is none to
release, which is no failure of the update."""


class _Record(BaseModel):
    """The fields that aiogram-dialog reads: it fails at a field that it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Access(_Record):
    user_ids: list[int]
    custom: Any = None


class _StackRecord(_Record):
    id: str = Field(alias="_id")
    intents: list[str]
    last_message_id: int | None
    last_reply_keyboard: bool
    last_media_id: str | None
    last_media_unique_id: str | None
    last_income_media_group_id: str | None


class _ContextRecord(_Record):
    intent_id: str = Field(alias="_intent_id")
    stack_id: str = Field(alias="_stack_id")
    state: str
    start_data: Any
    dialog_data: dict[str, Any]
    widget_data: dict[str, Any]
    access_settings: _Access | None


RECORDS: Mapping[str, type[_Record]] = {"aiogd:stack": _StackRecord, "aiogd:context": _ContextRecord}
"""By the beginning of the key's destiny."""


class DialogRecords(RedisStorage):
    """Keeps the dialogs' records. One that this release cannot read is dropped: the chat goes on from the menu."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, key_builder=_keys(), state_ttl=LIFETIME, data_ttl=LIFETIME)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the record; an empty one where there is none or it was dropped."""
        kind = ":".join(key.destiny.split(":")[:2])
        try:
            record = await super().get_data(key)
            if record and kind in RECORDS:
                RECORDS[kind].model_validate(record)
        except ValueError as error:
            log.warning("dialog record dropped", bot=key.bot_id, kind=kind, reason=_reason(error))
            await self.set_data(key, {})
            return {}
        return record


class ChatLock(Lock):
    """A lock that Redis, after an outage, gives to nobody who has given up meanwhile.

    What was asked of a silent Redis is in its socket, and is done when it goes on. So the question carries the time at
    which it is void; the lock gets its lifetime when the answer has arrived. The clocks of web and Redis should agree.
    """

    async def do_acquire(self, token: str | bytes) -> bool:
        """See `Lock`."""
        void_at = int((time() + ASKED_FOR) * 1000)
        is_new = await self.redis.set(self.name, token, nx=True, pxat=void_at)
        if not is_new and await self.redis.get(self.name) != token:
            return False
        # It may be ours already: redis-py asks again after an error, and Redis may have heard the first question, too.
        self.local.token = token
        try:
            return bool(await self.do_extend(CHAT_LOCK["timeout"], replace_ttl=True))
        except LockNotOwnedError:
            # The clocks differ by seconds.
            return await super().do_acquire(token)


class ChatLocks(RedisEventIsolation):
    """Keeps the updates of a chat one after the other."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, key_builder=_keys())

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Hold the chat's lock. Raises `LockError` when others hold it for too long, and `RedisError`."""
        async with self.redis.lock(self.key_builder.build(key, "lock"), **CHAT_LOCK, lock_class=ChatLock):
            yield


def _keys() -> DefaultKeyBuilder:
    return DefaultKeyBuilder(with_bot_id=True, with_destiny=True)


def _reason(error: ValueError) -> str:
    """What is wrong, without the record's values, which people have typed."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
