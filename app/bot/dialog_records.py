"""What Redis keeps of each chat: the dialogs' records and the chat's lock, none of them for ever."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import timedelta
from time import time
from typing import Any

import structlog
from aiogram.fsm.storage.base import DefaultKeyBuilder, StorageKey
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from aiogram_dialog.api.entities import DEFAULT_STACK_ID
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.cluster import ClusterPipeline
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError

Pipe = Pipeline | ClusterPipeline

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


KEY_BUILDER = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)
STACK = "aiogd:stack"
RECORDS: Mapping[str, type[_Record]] = {STACK: _StackRecord, "aiogd:context": _ContextRecord}
"""By the beginning of the key's destiny."""


class LockedChat:
    """What the update that holds a chat's lock has read of the chat and changed.

    Nothing is asked twice, and all changes are sent together, with the release of the lock: each question to Redis
    costs a press time. Nobody else reads them meanwhile, as they would need the lock.
    """

    def __init__(self) -> None:
        self.is_locked = False
        self.values: dict[str, str | bytes | None] = {}
        """What is known of each key, with what was changed. None: there is none."""
        self._changed: dict[str, timedelta] = {}

    def change(self, name: str, value: str | None, lifetime: timedelta) -> None:
        """Set the key, or delete it if `value` is None, when the lock is released."""
        self.values[name] = value
        self._changed[name] = lifetime

    def drop_changes(self) -> None:
        """Leave the chat as it was read."""
        self._changed.clear()

    def send(self, pipe: Pipe) -> None:
        """Add the changes to what the pipeline sends."""
        for name, lifetime in self._changed.items():
            _send(pipe, name, self.values[name], lifetime)


_of_update: ContextVar[LockedChat | None] = ContextVar("of_update", default=None)


def _locked_chat() -> LockedChat | None:
    """The chat that the current update has locked. None outside of an update, and in a task that has outlived it."""
    chat = _of_update.get()
    return chat if chat and chat.is_locked else None


async def change(redis: Redis, name: str, value: str | None, lifetime: timedelta) -> None:
    """Set a key for `lifetime`, or delete it if `value` is None: with the release of the chat's lock, if it is held.

    Raises `RedisError`, also in place of the release.
    """
    if chat := _locked_chat():
        chat.change(name, value, lifetime)
    else:
        async with redis.pipeline() as pipe:
            _send(pipe, name, value, lifetime)
            await pipe.execute()


def _send(pipe: Pipe, name: str, value: str | bytes | None, lifetime: timedelta) -> None:
    if value is None:
        pipe.delete(name)
    else:
        pipe.set(name, value, ex=lifetime)


async def _read(redis: Redis, name: str) -> str | bytes | None:
    chat = _locked_chat()
    if chat and name in chat.values:
        return chat.values[name]
    value: str | bytes | None = await redis.get(name)
    if chat:
        chat.values[name] = value
    return value


class DialogRecords(RedisStorage):
    """Keeps the dialogs' records. One that this release cannot read is dropped: the chat goes on from the menu."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, key_builder=KEY_BUILDER, state_ttl=LIFETIME, data_ttl=LIFETIME)

    async def get_state(self, key: StorageKey) -> None:
        """None, without a question: dialogs have states of their own, and nothing sets aiogram's."""

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the record; an empty one where there is none or it was dropped."""
        kind = ":".join(key.destiny.split(":")[:2])
        try:
            record: dict[str, Any] = self.json_loads(await _read(self.redis, _name_of(key)) or "{}")
            if record and kind in RECORDS:
                RECORDS[kind].model_validate(record)
        except ValueError as error:
            log.warning("dialog record dropped", bot=key.bot_id, kind=kind, reason=_reason(error))
            await self.set_data(key, {})
            return {}
        return record

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep the record, or drop it if it is empty. See `change` for when."""
        await change(self.redis, _name_of(key), self.json_dumps(data) if data else None, LIFETIME)


ACQUIRE = """
local now = redis.call('TIME')
if now[1] * 1000 + now[2] / 1000 > tonumber(ARGV[2]) then
    return -1
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[3]) then
    return 1
end
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
    return 1
end
return 0
"""
"""Take the lock KEYS[1] with the token ARGV[1] for ARGV[3] milliseconds. Returns 1 if it is ours, 0 if it is another's,
and -1 if the question is void, as it is after ARGV[2]. It may be ours already: redis-py asks again after an error, and
Redis may have heard the first question, too."""


class ChatLock(Lock):
    """A lock that Redis, after an outage, gives to nobody who has given up meanwhile.

    What was asked of a silent Redis is in its socket, and is done when it goes on. So the question carries the time at
    which it is void. The clocks of web and Redis should agree.

    Reads the chat's stack with the question for the lock, as each update needs it, and sends all changes of the chat's
    records with the release.
    """

    def __init__(self, redis: Redis, name: str, stack: str) -> None:
        """`name` and `stack` are the keys of the lock and of the stack's record."""
        super().__init__(redis, name, **CHAT_LOCK)
        self._stack = stack
        self.chat = LockedChat()

    async def do_acquire(self, token: str | bytes) -> bool:
        """See `Lock`."""
        void_at, lifetime = int((time() + ASKED_FOR) * 1000), CHAT_LOCK["timeout"] * 1000
        async with self.redis.pipeline() as pipe:
            pipe.eval(ACQUIRE, 1, self.name, token, void_at, lifetime)
            pipe.get(self._stack)
            answer, stack = await pipe.execute()
        if answer < 0:
            # It has arrived in time, so the clocks differ by seconds. The stack is read when it is needed.
            return await super().do_acquire(token)
        if answer:
            self.chat.values[self._stack] = stack
        return bool(answer)

    async def do_release(self, expected_token: bytes) -> None:
        """See `Lock`. Also sends what the update has changed, in the same transaction."""
        self.chat.is_locked = False
        async with self.redis.pipeline() as pipe:
            self.chat.send(pipe)
            pipe.eval(self.LUA_RELEASE_SCRIPT, 1, self.name, expected_token)
            *_, is_released = await pipe.execute()
        if not is_released:
            raise LockNotOwnedError("the lock has ended, or Redis was emptied")


class ChatLocks(RedisEventIsolation):
    """Keeps the updates of a chat one after the other.

    An update that comes again changes nothing of the chat's records until it succeeds: with the changes of the first
    time, its button would be one of an old window.
    """

    def __init__(self, redis: Redis, comes_again: Callable[[BaseException], bool]) -> None:
        """`comes_again` tells whether Telegram sends an update again that has ended with this error."""
        super().__init__(redis, key_builder=KEY_BUILDER)
        self._comes_again = comes_again

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Hold the chat's lock. Raises `LockError` when others hold it for too long, and `RedisError`."""
        stack = _name_of(replace(key, destiny=f"{STACK}:{DEFAULT_STACK_ID}"))
        async with ChatLock(self.redis, self.key_builder.build(key, "lock"), stack) as lock:
            lock.chat.is_locked = True
            outer = _of_update.set(lock.chat)
            try:
                yield
            except BaseException as error:
                if self._comes_again(error):
                    lock.chat.drop_changes()
                raise
            finally:
                _of_update.reset(outer)


def _name_of(key: StorageKey) -> str:
    """The key in Redis of a dialog's record."""
    return KEY_BUILDER.build(key, "data")


def _reason(error: ValueError) -> str:
    """What is wrong, without the record's values, which people have typed."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
