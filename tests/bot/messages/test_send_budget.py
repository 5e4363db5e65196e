"""Telegram's limits, shared by all workers of a bot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fakeredis import FakeAsyncRedis

from app.bot.messages.send_budget import A_SECOND, SendBudget
from app.domain.messages.kinds import Urgency

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NONE = timedelta(0)
MS, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)
BOT, OTHER_BOT = 1001, 1002


@pytest.fixture
async def budget() -> AsyncIterator[SendBudget]:
    redis = FakeAsyncRedis()
    yield SendBudget(redis)
    await redis.aclose()


async def take_for_chats(budget: SendBudget, chats: range, urgency: Urgency, now: datetime) -> int:
    """How many of these chats may be written to at once."""
    waits = [await budget.acquire(BOT, chat, urgency, now) for chat in chats]
    return waits.count(NONE)


async def test_thirty_messages_a_second_and_no_more(budget: SendBudget) -> None:
    assert await take_for_chats(budget, range(40), Urgency.URGENT, NOW) == 30
    assert await budget.acquire(BOT, 99, Urgency.URGENT, NOW) == SECOND
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW + SECOND) == 30


async def test_no_second_anywhere_holds_more_than_thirty(budget: SendBudget) -> None:
    sent: list[datetime] = []
    for tick in range(300):
        now = NOW + 10 * tick * MS
        if await budget.acquire(BOT, tick, Urgency.URGENT, now) == NONE:
            sent.append(now)
    assert len(sent) == 90
    assert all(late - early >= SECOND for early, late in zip(sent, sent[30:], strict=False))


async def test_bulk_leaves_a_share_for_what_is_urgent(budget: SendBudget) -> None:
    assert await take_for_chats(budget, range(40), Urgency.BULK, NOW) == A_SECOND[Urgency.BULK]
    assert await take_for_chats(budget, range(40, 80), Urgency.URGENT, NOW) == 30 - A_SECOND[Urgency.BULK]


async def test_bulk_gets_nothing_while_something_urgent_waits(budget: SendBudget) -> None:
    await take_for_chats(budget, range(40), Urgency.URGENT, NOW)
    assert await take_for_chats(budget, range(100, 140), Urgency.BULK, NOW + SECOND) == 0
    assert await take_for_chats(budget, range(200, 210), Urgency.URGENT, NOW + SECOND) == 10
    assert await take_for_chats(budget, range(100, 140), Urgency.BULK, NOW + 1.1 * SECOND) == 18


async def test_one_message_a_second_to_a_chat(budget: SendBudget) -> None:
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + 400 * MS) == 600 * MS
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + SECOND) == NONE


async def test_callers_that_come_out_of_order_get_no_more(budget: SendBudget) -> None:
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW - MS) == SECOND + MS
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW - 20 * MS) == 29


async def test_after_a_pause_what_is_urgent_goes_first(budget: SendBudget) -> None:
    await budget.pause(BOT, SECOND, NOW)
    assert await budget.acquire(BOT, 1, Urgency.BULK, NOW) == SECOND
    assert await budget.acquire(BOT, 2, Urgency.URGENT, NOW) == SECOND
    assert await budget.acquire(BOT, 1, Urgency.BULK, NOW + SECOND) > NONE
    assert await budget.acquire(BOT, 2, Urgency.URGENT, NOW + SECOND) == NONE


async def test_waiting_as_long_as_told_is_enough(budget: SendBudget) -> None:
    await take_for_chats(budget, range(A_SECOND[Urgency.BULK]), Urgency.BULK, NOW)
    wait = await budget.acquire(BOT, 99, Urgency.BULK, NOW + 300 * MS)
    assert await budget.acquire(BOT, 99, Urgency.BULK, NOW + 300 * MS + wait) == NONE


async def test_a_refusal_takes_nothing_from_the_budget(budget: SendBudget) -> None:
    await budget.acquire(BOT, 1, Urgency.URGENT, NOW)
    for _ in range(50):
        await budget.acquire(BOT, 1, Urgency.URGENT, NOW)
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW) == 29


async def test_a_429_silences_that_bot_only_and_for_as_long_as_told(budget: SendBudget) -> None:
    await budget.pause(BOT, 30 * SECOND, NOW)
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + SECOND) == 29 * SECOND
    assert await budget.acquire(OTHER_BOT, 1, Urgency.URGENT, NOW + SECOND) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + 30 * SECOND) == NONE
