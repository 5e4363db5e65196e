"""Records in Redis end by themselves, an unreadable one stops nobody, and no lock is waited for without a bound."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.exceptions import TelegramServerError
from aiogram.fsm.storage.base import BaseEventIsolation, DefaultKeyBuilder, StorageKey
from aiogram.fsm.storage.redis import RedisEventIsolation
from aiogram.methods import GetMe
from fakeredis import FakeAsyncRedis
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import LockError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.bot.dialog_records import CHAT_LOCK, LIFETIME, ChatLock, ChatLocks, DialogRecords
from app.bot.errors import comes_again
from app.bot.venue_bots import VenueBots
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, press_all, window
from tests.bot.test_webhook import Telegram, message_update
from tests.product import ANNA, RESTAURANT, Product

Json = dict[str, Any]


async def records(redis: Redis, kind: str) -> list[str]:
    """The keys of Anna's records of a kind."""
    keys = [str(key, "ascii") for key in await redis.keys(f"*{ANNA}*aiogd:{kind}:*") if isinstance(key, bytes)]
    assert keys
    return keys


def with_new_field(stored: bytes) -> bytes:
    return json.dumps({**json.loads(stored), "has_background": True}).encode()


def without_fields(_stored: bytes) -> bytes:
    return b'{"intents": "abc"}'


def no_object(_stored: bytes) -> bytes:
    return b"[1]"


def no_json(stored: bytes) -> bytes:
    return stored[:-3]


def no_text(_stored: bytes) -> bytes:
    return b"\xff\xfe"


@pytest.mark.parametrize("kind", ["stack", "context"])
@pytest.mark.parametrize("spoil", [with_new_field, without_fields, no_object, no_json, no_text])
async def test_an_unreadable_record_is_dropped_and_the_menu_is_shown(
    product: Product,
    anna: ChatUser,
    kind: str,
    spoil: Callable[[bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    warn = SimpleNamespace(warning=lambda event, **fields: lines.append(f"{event}: {fields['kind']}"))
    monkeypatch.setattr("app.bot.dialog_records.log", warn)
    redis = await product.container.get(Redis)
    await press_all(anna, "📝 Забронировать столик", "2")
    for key in await records(redis, kind):
        stored = await redis.get(key)
        assert isinstance(stored, bytes)
        await redis.set(key, spoil(stored))
    await anna.press(TUESDAY)
    assert set(lines) == {f"dialog record dropped: aiogd:{kind}"}
    assert "Здравствуйте" in anna.last.text
    await anna.write("/book")
    assert "Сколько вас" in anna.last.text


async def test_records_have_a_lifetime(product: Product, anna: ChatUser) -> None:
    redis = await product.container.get(Redis)
    await anna.press("📝 Забронировать столик")
    for kind in ("stack", "context"):
        for key in await records(redis, kind):
            assert 0 < await redis.ttl(key) <= LIFETIME.total_seconds()


async def test_an_update_that_waits_too_long_for_its_chat_comes_again(
    product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0.2)
    redis = await product.container.get(Redis)
    served = (await product.container.get(VenueBots)).of_venue(RESTAURANT)
    telegram = Telegram(product, served.webhook_secret)
    lock = f"fsm:{served.bot.id}:{ANNA}:{ANNA}:default:lock"
    await redis.set(lock, "another process", ex=60)
    assert await telegram.send(message_update(940_001)) == 503
    await redis.delete(lock)
    assert await telegram.send(message_update(940_001)) == 200
    assert "Hello" in window(anna).text


class SilentRedis(FakeAsyncRedis):
    """While it is silent it answers nothing. What it was asked meanwhile it does when it goes on, as Redis does."""

    def __init__(self) -> None:
        super().__init__()
        self.is_silent = False
        self._unread: list[tuple[Any, dict[str, Any]]] = []

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        if self.is_silent:
            self._unread.append((args, options))
            raise RedisTimeoutError("no answer")
        return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, *args: Any, **options: Any) -> Any:
        pipe: Any = super().pipeline(*args, **options)
        execute = pipe.execute

        async def execute_or_be_silent() -> Any:
            if self.is_silent:
                self._unread += pipe.command_stack
                raise RedisTimeoutError("no answer")
            return await execute()

        pipe.execute = execute_or_be_silent
        return pipe

    async def go_on(self) -> None:
        self.is_silent = False
        for args, options in self._unread:
            await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]


KEY = StorageKey(1, ANNA, ANNA)


async def ask_in_silence(redis: SilentRedis, locks: BaseEventIsolation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the chat's lock a minute ago, and give up; then Redis goes on."""
    redis.is_silent = True
    with monkeypatch.context() as minute_ago:
        minute_ago.setattr("app.bot.dialog_records.time", lambda: time.time() - 60)
        with pytest.raises(RedisTimeoutError):
            async with locks.lock(KEY):
                pass
    await redis.go_on()


async def test_after_an_outage_of_redis_no_press_waits_for_one_that_has_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0)
    redis = SilentRedis()
    locks = ChatLocks(redis, comes_again)
    await ask_in_silence(redis, locks, monkeypatch)
    async with locks.lock(KEY):
        assert 5 < await redis.ttl("fsm:1:101:101:default:lock") <= 15


async def test_with_aiograms_locks_it_would_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0)
    redis = SilentRedis()
    locks = RedisEventIsolation(
        redis, key_builder=DefaultKeyBuilder(with_bot_id=True, with_destiny=True), lock_kwargs=CHAT_LOCK
    )
    await ask_in_silence(redis, locks, monkeypatch)
    with pytest.raises(LockError):
        async with locks.lock(KEY):
            pass


async def test_a_press_does_not_wait_for_its_own_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0)
    redis = FakeAsyncRedis()
    lock = ChatLock(redis, "lock", "stack")
    await redis.set("lock", b"mine", px=1000)
    assert await lock.acquire(token="mine")
    assert await redis.ttl("lock") > 5
    other = ChatLock(redis, "lock", "stack")
    assert not await other.acquire(token="another's")


async def test_locks_hold_although_the_clock_of_redis_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHAT_LOCK, "blocking_timeout", 0)
    monkeypatch.setattr("app.bot.dialog_records.time", lambda: time.time() - 60)
    locks = ChatLocks(FakeAsyncRedis(), comes_again)
    async with locks.lock(KEY):
        with pytest.raises(LockError):
            async with locks.lock(KEY):
                pass


CONTEXT = replace(KEY, destiny="aiogd:context:1")
RECORD = {"kept": "by this release"}


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let records have any fields."""
    monkeypatch.setattr("app.bot.dialog_records.RECORDS", {})


@pytest.mark.usefixtures("unchecked")
async def test_records_are_written_with_the_release_of_the_lock_and_read_before() -> None:
    redis = FakeAsyncRedis()
    records, locks = DialogRecords(redis), ChatLocks(redis, comes_again)
    async with locks.lock(KEY):
        await records.set_data(CONTEXT, RECORD)
        assert await records.get_data(CONTEXT) == RECORD
        assert await redis.keys() == [b"fsm:1:101:101:default:lock"]
    assert await redis.keys() == [b"fsm:1:101:101:aiogd:context:1:data"]
    async with locks.lock(KEY):
        assert await records.get_data(CONTEXT) == RECORD
        await records.set_data(CONTEXT, {})
        assert await records.get_data(CONTEXT) == {}
    assert await redis.keys() == []


@pytest.mark.usefixtures("unchecked")
async def test_of_an_update_whose_release_redis_does_not_hear_nothing_is_kept() -> None:
    redis = SilentRedis()
    records = DialogRecords(redis)

    async def change_in_silence() -> None:
        async with ChatLocks(redis, comes_again).lock(KEY):
            await records.set_data(CONTEXT, RECORD)
            redis.is_silent = True

    with pytest.raises(RedisTimeoutError):
        await change_in_silence()
    redis.is_silent = False
    assert await records.get_data(CONTEXT) == {}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("error", "is_kept"),
    [
        (TelegramServerError(GetMe(), "Bad Gateway"), False),
        (asyncio.CancelledError(), False),
        (ZeroDivisionError(), True),
    ],
    ids=["comes again", "stopped in the middle", "never comes again"],
)
async def test_an_update_that_comes_again_meets_the_records_as_they_were(error: BaseException, is_kept: bool) -> None:
    redis = FakeAsyncRedis()
    records = DialogRecords(redis)

    async def change_and_fail() -> None:
        async with ChatLocks(redis, comes_again).lock(KEY):
            await records.set_data(CONTEXT, RECORD)
            raise error

    with pytest.raises(type(error)):
        await change_and_fail()
    assert await records.get_data(CONTEXT) == (RECORD if is_kept else {})
    async with ChatLocks(redis, comes_again).lock(KEY):
        """The lock was released."""


@pytest.mark.usefixtures("unchecked")
async def test_what_a_task_changes_after_its_update_has_ended_is_kept() -> None:
    redis = FakeAsyncRedis()
    records, locks, has_ended = DialogRecords(redis), ChatLocks(redis, comes_again), asyncio.Event()

    async def change_later() -> None:
        await has_ended.wait()
        await records.set_data(CONTEXT, RECORD)

    async with asyncio.TaskGroup() as group:
        async with locks.lock(KEY):
            group.create_task(change_later())
        has_ended.set()
    assert await records.get_data(CONTEXT) == RECORD


async def test_start_asks_redis_six_times(product: Product, anna: ChatUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock with the stack, whether the update is known, the guest's updates of the minute, the former dialog's
    context, the send budget, and the release with all changes."""
    asked: list[object] = []
    command, pipeline = Redis.execute_command, Pipeline.execute

    async def note_command(self: Redis, *args: Any, **options: Any) -> Any:
        asked.append(args)
        return await command(self, *args, **options)  # type: ignore[no-untyped-call]

    async def note_pipeline(self: Pipeline, *args: Any, **options: Any) -> Any:
        asked.append(list(self.command_stack))
        return await pipeline(self, *args, **options)

    await anna.write("/start")
    await product.settle()
    monkeypatch.setattr(Redis, "execute_command", note_command)
    monkeypatch.setattr(Pipeline, "execute", note_pipeline)
    await anna.write("/start")
    assert len(asked) == 6, asked
