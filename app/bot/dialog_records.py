"""What Redis keeps of each chat: the dialogs' records and the chat's lock, none of them for ever."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from aiogram.fsm.storage.base import DefaultKeyBuilder, StorageKey
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.asyncio import Redis

log = structlog.stdlib.get_logger()

LIFETIME = timedelta(days=30)
"""How long a record lives after its last change. A press under an older window is answered like that of an old button.
"""
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


def chat_locks(redis: Redis) -> RedisEventIsolation:
    """Return the locks that keep the updates of a chat one after the other."""
    return RedisEventIsolation(redis, key_builder=_keys(), lock_kwargs=CHAT_LOCK)


def _keys() -> DefaultKeyBuilder:
    return DefaultKeyBuilder(with_bot_id=True, with_destiny=True)


def _reason(error: ValueError) -> str:
    """What is wrong, without the record's values, which people have typed."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
