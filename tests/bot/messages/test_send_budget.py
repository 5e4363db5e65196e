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
    """Ask for a send in each of these chats, and return how many may be made at this moment."""
    waits = [await budget.acquire(BOT, chat, urgency, now) for chat in chats]
    return waits.count(NONE)


async def test_a_bot_sends_at_most_thirty_messages_a_second(budget: SendBudget) -> None:
    assert await take_for_chats(budget, range(40), Urgency.URGENT, NOW) == 30
    assert await budget.acquire(BOT, 99, Urgency.URGENT, NOW) == SECOND
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW + SECOND) == 30


async def test_no_interval_of_a_second_has_more_than_thirty_messages(budget: SendBudget) -> None:
    sent: list[datetime] = []
    for tick in range(300):
        now = NOW + 10 * tick * MS
        if await budget.acquire(BOT, tick, Urgency.URGENT, now) == NONE:
            sent.append(now)
    assert len(sent) == 90
    assert all(late - early >= SECOND for early, late in zip(sent, sent[30:], strict=False))


async def test_bulk_messages_leave_a_share_for_urgent_ones(budget: SendBudget) -> None:
    assert await take_for_chats(budget, range(40), Urgency.BULK, NOW) == A_SECOND[Urgency.BULK]
    assert await take_for_chats(budget, range(40, 80), Urgency.URGENT, NOW) == 30 - A_SECOND[Urgency.BULK]


async def test_bulk_messages_are_not_sent_while_an_urgent_one_waits(budget: SendBudget) -> None:
    await take_for_chats(budget, range(40), Urgency.URGENT, NOW)
    assert await take_for_chats(budget, range(100, 140), Urgency.BULK, NOW + SECOND) == 0
    assert await take_for_chats(budget, range(200, 210), Urgency.URGENT, NOW + SECOND) == 10
    assert await take_for_chats(budget, range(100, 140), Urgency.BULK, NOW + 1.1 * SECOND) == 18


async def test_a_chat_gets_at_most_one_message_a_second(budget: SendBudget) -> None:
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + 400 * MS) == 600 * MS
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + SECOND) == NONE


async def test_callers_with_unordered_clocks_do_not_exceed_the_limit(budget: SendBudget) -> None:
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW - MS) == SECOND + MS
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW - 20 * MS) == 29


async def test_urgent_messages_go_first_after_a_pause(budget: SendBudget) -> None:
    await budget.pause(BOT, SECOND, NOW)
    assert await budget.acquire(BOT, 1, Urgency.BULK, NOW) == SECOND
    assert await budget.acquire(BOT, 2, Urgency.URGENT, NOW) == SECOND
    assert await budget.acquire(BOT, 1, Urgency.BULK, NOW + SECOND) > NONE
    assert await budget.acquire(BOT, 2, Urgency.URGENT, NOW + SECOND) == NONE


async def test_the_returned_delay_is_long_enough(budget: SendBudget) -> None:
    await take_for_chats(budget, range(A_SECOND[Urgency.BULK]), Urgency.BULK, NOW)
    wait = await budget.acquire(BOT, 99, Urgency.BULK, NOW + 300 * MS)
    assert await budget.acquire(BOT, 99, Urgency.BULK, NOW + 300 * MS + wait) == NONE


async def test_a_refused_request_uses_none_of_the_budget(budget: SendBudget) -> None:
    await budget.acquire(BOT, 1, Urgency.URGENT, NOW)
    for _ in range(50):
        await budget.acquire(BOT, 1, Urgency.URGENT, NOW)
    assert await take_for_chats(budget, range(100, 140), Urgency.URGENT, NOW) == 29


async def test_a_429_pauses_only_that_bot_for_the_requested_time(budget: SendBudget) -> None:
    await budget.pause(BOT, 30 * SECOND, NOW)
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + SECOND) == 29 * SECOND
    assert await budget.acquire(OTHER_BOT, 1, Urgency.URGENT, NOW + SECOND) == NONE
    assert await budget.acquire(BOT, 1, Urgency.URGENT, NOW + 30 * SECOND) == NONE
