"""Telegram's limits, shared by all processes of a bot."""

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from random import Random

import pytest
from fakeredis import FakeAsyncRedis

from app.bot.messages.send_budget import A_SECOND, PATIENCE, SLOT, Answer, SendBudget, Verdict
from app.domain.messages.kinds import GATHERED_AT_LEAST, GATHERED_AT_MOST, Kind
from app.domain.messages.notifications import Notification
from app.sandbox.bot_api.limits import SendLimits
from app.sandbox.bot_api.refusals import Refusal
from tests.domain.builders import a_notification

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MS, SECOND, MINUTE = timedelta(milliseconds=1), timedelta(seconds=1), timedelta(minutes=1)
BOT, OTHER_BOT = 1001, 1002
GROUP = -1001234567890
GUESTS, ADMINS, BULK = Kind.CONFIRMATION, Kind.ALERT_BOOKED, Kind.FOLLOW_UP
ids = count(1)


@pytest.fixture
async def budget() -> AsyncIterator[SendBudget]:
    redis = FakeAsyncRedis()
    yield SendBudget(redis)
    await redis.aclose()


def owed(chat: int, kind: Kind = GUESTS, due_at: datetime = NOW) -> Notification:
    return a_notification(kind, due_at, chat_id=chat, id=next(ids))


async def ask(
    budget: SendBudget, notification: Notification, now: datetime = NOW, *, has_waited: bool = False, bot: int = BOT
) -> Answer:
    return await budget.acquire(bot, notification, now, has_waited=has_waited)


Event = Callable[[Notification], Awaitable[None]]


@dataclass
class Simulation:
    """Workers that ask for sends and call Telegram, on a clock of its own. Telegram counts calls where they arrive.

    As in the product, an alert that had to wait takes along the others of its chat that wait in the ledger.
    """

    budget: SendBudget
    latency: tuple[timedelta, timedelta]
    """The shortest and the longest time from a send to its arrival; the answer takes as long."""
    arrived: list[tuple[datetime, Notification]] = field(default_factory=list)
    refused: int = 0
    asked: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    """By chat: how many messages wait in a worker now."""
    most_waiting: int = 0
    """The most messages of one chat that ever waited in workers."""
    calls: int = 0
    in_ledger: dict[int, Notification] = field(default_factory=dict)
    """Messages that were told to come back, by id."""

    def __post_init__(self) -> None:
        self._now = NOW
        self._chance = Random(1)  # noqa: S311  it must be repeatable
        self._limits = SendLimits(lambda: (self._now - NOW) / SECOND)
        self._events: list[tuple[datetime, int, Event, Notification]] = []

    def at(self, when: datetime, event: Event, notification: Notification) -> None:
        heapq.heappush(self._events, (when, next(ids), event, notification))

    async def run(self) -> None:
        """Run until every message has arrived."""
        while self._events:
            self._now, _, event, notification = heapq.heappop(self._events)
            await event(notification)

    async def ask(self, notification: Notification) -> None:
        await self._take(notification, has_waited=False)

    async def _ask_again(self, notification: Notification) -> None:
        self.waiting[notification.chat_id] -= 1
        await self._take(notification, has_waited=True)

    async def _take(self, notification: Notification, *, has_waited: bool) -> None:
        self.asked[notification.id] += 1
        answer = await ask(self.budget, notification, self._now, has_waited=has_waited)
        free_at = self._now + answer.wait
        if answer.verdict is Verdict.SEND:
            if has_waited or notification.is_back:
                self._gather(notification)
            self.at(self._now + self._latency(), self._arrive, notification)
        elif answer.verdict is Verdict.WAIT:
            self.waiting[notification.chat_id] += 1
            self.most_waiting = max(self.most_waiting, self.waiting[notification.chat_id])
            self.at(free_at + 2 * MS, self._ask_again, notification)
        else:
            # A scheduler enqueues once a second what is due.
            tick = NOW + -(-(free_at - NOW) // SECOND) * SECOND
            self.in_ledger[notification.id] = replace(notification, due_at=free_at)
            self.at(tick, self._come_back, notification)

    async def _come_back(self, notification: Notification) -> None:
        """Ask again, unless it was gathered. All that come back at a tick are claimed before the first of them asks."""
        if back := self.in_ledger.pop(notification.id, None):
            self.at(self._now + MS, self.ask, back)

    def _gather(self, first: Notification) -> None:
        waiting = [each for each in self.in_ledger.values() if each.chat_id == first.chat_id]
        if first.kind.rule.can_be_gathered and len(waiting) >= GATHERED_AT_LEAST - 1:
            for each in waiting[: GATHERED_AT_MOST - 1]:
                del self.in_ledger[each.id]
                self.arrived.append((self._now, each))

    async def _arrive(self, notification: Notification) -> None:
        self.calls += 1
        try:
            if notification.kind.rule.replaces:
                self._limits.acquire_edit(BOT, notification.chat_id)
            self._limits.acquire(BOT, notification.chat_id)
        except Refusal:
            self.refused += 1
        self.arrived.append((self._now, notification))
        self.at(self._now + self._latency(), self._answer, notification)

    async def _answer(self, notification: Notification) -> None:
        await self.budget.count_answer(BOT, notification, self._now)

    def _latency(self) -> timedelta:
        shortest, longest = self.latency
        return shortest + (longest - shortest) * self._chance.random()


async def simulate(
    budget: SendBudget, messages: Sequence[Notification], latency: tuple[timedelta, timedelta] = (5 * MS, 15 * MS)
) -> Simulation:
    simulation = Simulation(budget, latency)
    for message in messages:
        simulation.at(message.due_at, simulation.ask, message)
    await simulation.run()
    assert len(simulation.arrived) == len(messages)
    return simulation


async def test_three_hundred_messages_that_are_due_at_once_are_out_in_ten_and_a_half_seconds(
    budget: SendBudget,
) -> None:
    sent = await simulate(budget, [owed(chat) for chat in range(300)])
    assert sent.refused == 0
    assert sent.arrived[-1][0] - NOW < 10.5 * SECOND
    assert max(sent.asked.values()) <= 4


@pytest.mark.parametrize("longest", [50 * MS, 400 * MS, 900 * MS])
async def test_telegram_refuses_none_however_unevenly_the_calls_arrive(budget: SendBudget, longest: timedelta) -> None:
    sent = await simulate(budget, [owed(chat) for chat in range(150)], (MS, longest))
    assert sent.refused == 0


async def test_bulk_messages_are_not_sent_while_an_urgent_one_waits(budget: SendBudget) -> None:
    reminders = [owed(100 + chat, due_at=NOW + SECOND) for chat in range(40)]
    sent = await simulate(budget, [*(owed(chat, BULK) for chat in range(100)), *reminders])
    order = [message.kind for at, message in sent.arrived if at > NOW + SECOND + SLOT]
    assert order.index(BULK) >= 38
    assert sent.refused == 0


async def test_messages_to_guests_go_before_messages_to_admins(budget: SendBudget) -> None:
    alerts = [owed(chat, ADMINS) for chat in range(50)]
    sent = await simulate(budget, [*alerts, *(owed(100 + chat) for chat in range(50))])
    last = max(number for number, (_, message) in enumerate(sent.arrived) if message.kind is GUESTS)
    assert last < 60


async def test_a_chat_gets_one_message_a_second_in_the_order_in_which_they_were_owed(budget: SendBudget) -> None:
    answers = [owed(1, Kind.ALERT_ANSWERED, NOW + number * 100 * MS) for number in range(30)]
    sent = await simulate(budget, answers)
    times = [at for at, _ in sent.arrived]
    assert all(late - early > SECOND - 20 * MS for early, late in pairwise(times))
    assert [message.id for _, message in sent.arrived] == [message.id for message in answers]


async def test_sixty_alerts_at_once_arrive_in_a_few_messages_within_seconds(budget: SendBudget) -> None:
    sent = await simulate(budget, [owed(1, ADMINS) for _ in range(60)])
    assert sent.calls <= 6
    assert sent.arrived[-1][0] - NOW < 6 * SECOND
    assert sent.refused == 0


async def test_an_alert_after_a_crowd_does_not_wait_for_times_that_were_given_to_the_crowd(budget: SendBudget) -> None:
    late = owed(1, ADMINS, NOW + 8 * SECOND)
    sent = await simulate(budget, [*(owed(1, ADMINS) for _ in range(60)), late])
    assert sent.arrived[-1][1].id == late.id
    assert sent.arrived[-1][0] - late.due_at < SECOND


async def test_alerts_every_two_seconds_after_a_few_at_once_do_not_wait_one_behind_the_other(
    budget: SendBudget,
) -> None:
    later = [owed(1, ADMINS, NOW + number * 2 * SECOND) for number in range(1, 15)]
    sent = await simulate(budget, [*(owed(1, ADMINS) for _ in range(4)), *later])
    waits = {message.id: at - message.due_at for at, message in sent.arrived}
    assert max(waits[each.id] for each in later[3:]) < SECOND / 10


async def test_three_alerts_a_second_arrive_soon_and_in_one_message_a_second(budget: SendBudget) -> None:
    alerts = [owed(1, ADMINS, NOW + number * SECOND / 3) for number in range(90)]
    sent = await simulate(budget, alerts)
    assert max(at - message.planned_for for at, message in sent.arrived) < 8 * SECOND
    assert sent.refused == 0


async def test_messages_that_wait_for_their_chat_hold_few_places_and_delay_no_other_chat(budget: SendBudget) -> None:
    alerts = [owed(admin, ADMINS) for _ in range(50) for admin in range(1, 6)]
    sent = await simulate(budget, [*alerts, *(owed(100 + chat) for chat in range(50))])
    assert sent.most_waiting <= 2
    assert max(at for at, message in sent.arrived if message.kind is GUESTS) - NOW < 2 * SECOND


async def test_a_wait_of_more_than_a_moment_is_not_waited_for_in_the_worker(budget: SendBudget) -> None:
    await budget.refuse(BOT, 1, MINUTE, NOW)
    answer = await ask(budget, owed(1))
    assert answer.verdict is Verdict.COME_BACK
    assert answer.wait >= MINUTE


async def test_a_429_pauses_only_its_chat(budget: SendBudget) -> None:
    await budget.refuse(BOT, 1, MINUTE, NOW)
    assert (await ask(budget, owed(2), NOW + SECOND)).verdict is Verdict.SEND
    assert (await ask(budget, owed(1), NOW + 59 * SECOND, has_waited=True)).wait == SECOND
    assert (await ask(budget, owed(1), NOW + MINUTE, has_waited=True)).verdict is Verdict.SEND


async def test_a_429_of_a_second_chat_pauses_the_bot(budget: SendBudget) -> None:
    await budget.refuse(BOT, 1, MINUTE, NOW)
    await budget.refuse(BOT, 2, 5 * SECOND, NOW + SECOND)
    assert (await ask(budget, owed(3), NOW + 2 * SECOND)).verdict is Verdict.COME_BACK
    assert (await ask(budget, owed(3), NOW + 2 * SECOND, bot=OTHER_BOT)).verdict is Verdict.SEND
    assert (await ask(budget, owed(4), NOW + 7 * SECOND)).verdict is Verdict.SEND


async def test_a_second_429_of_one_chat_does_not_pause_the_bot(budget: SendBudget) -> None:
    await budget.refuse(BOT, 1, MINUTE, NOW)
    await budget.refuse(BOT, 1, MINUTE, NOW + SECOND)
    assert (await ask(budget, owed(3), NOW + 2 * SECOND)).verdict is Verdict.SEND


async def test_a_429_of_another_chat_after_the_pause_is_a_first_one(budget: SendBudget) -> None:
    await budget.refuse(BOT, 1, SECOND, NOW)
    await budget.refuse(BOT, 2, MINUTE, NOW + 2 * SECOND)
    assert (await ask(budget, owed(3), NOW + 3 * SECOND)).verdict is Verdict.SEND


async def test_a_reply_takes_the_place_of_a_message(budget: SendBudget) -> None:
    for number in range(3):
        await budget.count_reply(BOT, 1, f"reply {number}", NOW, is_edit=False)
    answer = await ask(budget, owed(1))
    assert answer == Answer(Verdict.WAIT, SLOT)


async def test_an_edited_window_delays_bulk_messages_only(budget: SendBudget) -> None:
    for number in range(10):
        await budget.count_reply(BOT, 1, f"edit {number}", NOW, is_edit=True)
    assert (await ask(budget, owed(1, BULK))).verdict is Verdict.WAIT
    assert (await ask(budget, owed(2))).verdict is Verdict.SEND


async def test_calls_without_an_answer_take_places_for_two_seconds(budget: SendBudget) -> None:
    now = NOW
    for chat in range(A_SECOND):
        assert (await ask(budget, owed(chat), now)).verdict is Verdict.SEND
        now += SLOT
    # Thirty calls are on their way: all of them may arrive in the next second.
    late = await ask(budget, owed(99), now)
    assert late.verdict is Verdict.WAIT
    assert now + late.wait == NOW + 2 * SECOND


async def test_callers_with_unordered_clocks_do_not_exceed_the_limit(budget: SendBudget) -> None:
    assert (await ask(budget, owed(1))).verdict is Verdict.SEND
    assert (await ask(budget, owed(1), NOW - MS, has_waited=True)).wait == SECOND + MS


async def test_a_wait_in_the_worker_is_never_long(budget: SendBudget) -> None:
    answers = [await ask(budget, owed(chat)) for chat in range(200)]
    here = [answer for answer in answers if answer.verdict is Verdict.WAIT]
    assert len(here) == PATIENCE // SLOT
    assert max(answer.wait for answer in here) <= PATIENCE
    assert len({answer.wait for answer in here}) == len(here), "each at a time of its own"


@pytest.mark.parametrize("kind", [Kind.ALERT_BOOKED, Kind.ALERT_MOVED, Kind.ALERT_ANSWERED])
async def test_a_group_gets_no_more_than_twenty_messages_and_edits_a_minute(budget: SendBudget, kind: Kind) -> None:
    """Some come every second, for three minutes. A move edits the earlier alert, too."""
    alerts = [owed(GROUP, kind, NOW + number * SECOND) for number in range(180)]
    simulation = await simulate(budget, alerts, (5 * MS, 90 * MS))
    assert simulation.refused == 0
    assert simulation.most_waiting <= 1


@pytest.mark.parametrize("kind", [Kind.ALERT_MOVED, Kind.ALERT_ANSWERED])
async def test_at_the_pace_of_a_private_chat_telegram_refuses_messages_to_a_group(
    budget: SendBudget, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    """The control of the test above: with less than the pause that a group needs there are answers of 429."""
    monkeypatch.setattr("app.bot.messages.send_budget.IN_GROUP", SECOND)
    simulation = await simulate(budget, [owed(GROUP, kind, NOW + number * SECOND) for number in range(180)])
    assert simulation.refused > 0


async def test_sixty_alerts_of_a_group_are_gathered(budget: SendBudget) -> None:
    simulation = await simulate(budget, [owed(GROUP, ADMINS) for _ in range(60)])
    assert simulation.refused == 0
    assert simulation.calls < 10
    assert simulation.arrived[-1][0] <= NOW + 35 * SECOND, "one by one it would be three minutes"


async def test_a_group_that_waits_holds_up_no_other_chat(budget: SendBudget) -> None:
    alerts = [owed(GROUP, Kind.ALERT_ANSWERED) for _ in range(30)]
    others = [owed(chat, kind, NOW + chat * SECOND) for chat in range(1, 31) for kind in (GUESTS, ADMINS)]
    simulation = await simulate(budget, alerts + others)
    assert simulation.refused == 0
    late = [when - each.due_at for when, each in simulation.arrived if each.chat_id != GROUP]
    assert max(late) <= 2 * SECOND


async def test_a_429_of_a_group_is_no_sign_of_the_bots_own_limit(budget: SendBudget) -> None:
    await budget.refuse(BOT, GROUP, MINUTE, NOW)
    assert (await ask(budget, owed(GROUP, ADMINS))).verdict is Verdict.COME_BACK
    await budget.refuse(BOT, 1, MINUTE, NOW)
    assert (await ask(budget, owed(2))).verdict is Verdict.SEND, "one private chat was refused, and no second one"


async def test_a_reply_in_a_group_counts_for_the_group(budget: SendBudget) -> None:
    await budget.count_reply(BOT, GROUP, "reply", NOW, is_edit=False)
    assert (await ask(budget, owed(GROUP, ADMINS), NOW + 2 * SECOND)).verdict is Verdict.WAIT
    for number in range(1000):
        await budget.count_reply(BOT, GROUP, f"reply {number}", NOW, is_edit=False)
    assert (await ask(budget, owed(GROUP, ADMINS), NOW + 62 * SECOND)).verdict is Verdict.SEND
