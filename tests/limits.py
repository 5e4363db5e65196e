"""A broadcast within Telegram's limits, with urgent reminders during it: `python -m tests.limits`.

Two workers and two schedulers serve the bot, and one guest in twenty has blocked it. Every few seconds reminders fall
due for other guests, half of them of a second bot. There is a run without and a run with faults, in which one call in
twenty is answered 429, after which the bot must pause for a second.
"""

import asyncio
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import insert, update

from app.catalogue.loader import load_venues
from app.database.tables import guests, notifications
from app.domain.access import Admin
from app.domain.broadcasts import Audience, NewBroadcast, Progress
from app.domain.messages.kinds import Kind, Urgency
from app.domain.messages.notifications import Failure, NewNotification, NotificationStatus
from app.domain.messages.payloads import ServiceStarted
from app.queue import TaskQueue
from app.runtime.clock import SystemClock
from app.sandbox.bot_api.api import ApiMode, Call
from app.sandbox.bot_api.faults import Fault, FaultKind, Faults
from app.sandbox.model import Person
from app.sandbox.sandbox import Sandbox
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from tests.benchmarks.bench import private_services
from tests.databases import OpenDatabase
from tests.services.deployment import ADMIN, ROOT, Deployment, deployed, until
from tests.services.instances import RabbitMQ, Redis
from tests.services.lag import Lag, measured_lag
from tests.services.workers import publishing

AUDIENCE_SIZE = 3000
ONE_IN = 20
RETRY_AFTER = 1
FIRST_OF_AUDIENCE, FIRST_OF_OTHERS = 10_001, 5_001
OTHERS = 10
"""Reminders that fall due at the same moment, half of them for the second bot."""
EVERY = timedelta(seconds=4)
TOKENS = {"binary_bites": "1001:limits", "zdorovie_plus": "1002:limits"}
VENUE, OTHER_VENUE = TOKENS
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class OneInTwenty(Faults):
    """Faults of the calls to the audience: 403 for guests who blocked the bot, 429 for a `share` of the others."""

    def __init__(self, audience: range, share: float) -> None:
        super().__init__()
        self._audience = audience
        self._share = share
        self._chance = Random(1)  # noqa: S311  it must be repeatable

    def pop(self, method: str, chat_id: int | None) -> Fault | None:
        if chat_id is None or chat_id not in self._audience or method != "sendMessage":
            return super().pop(method, chat_id)
        if is_blocked(chat_id):
            return Fault(FaultKind.REFUSE, method, 1, code=403, description="Forbidden: bot was blocked by the user")
        if self._chance.random() < self._share:
            return Fault(FaultKind.REFUSE, method, 1, code=429, description="injected", retry_after=RETRY_AFTER)
        return None


def is_blocked(chat_id: int) -> bool:
    return chat_id % ONE_IN == 0


@dataclass(frozen=True)
class Reminder:
    """An urgent message that falls due during the broadcast."""

    venue_id: str
    chat_id: int
    due_at: datetime


@dataclass(frozen=True)
class Result:
    """The result of one run, from the sandbox's calls."""

    audience: range
    progress: Progress
    calls: Sequence[Call]
    """All calls of the bot that sends the broadcast."""
    reminders: Sequence[Reminder]
    received: dict[tuple[str, int, datetime], datetime]
    """When each reminder was accepted, by its venue, chat and due time."""
    lag: Lag
    """Of the sandbox, which shares a process with this."""

    @property
    def to_crowd(self) -> Sequence[Call]:
        return [call for call in self.calls if int(call.parameters["chat_id"]) in self.audience]

    @property
    def accepted(self) -> Counter[int]:
        """How often the broadcast was accepted, by chat."""
        return Counter(int(call.parameters["chat_id"]) for call in self.to_crowd if call.ok)

    @property
    def is_clean(self) -> bool:
        """Whether every guest got it once, blocked bots are counted, and no call exceeded Telegram's limits."""
        audience_chats = [chat for chat in self.audience if not is_blocked(chat)]
        blocked = {Failure.BLOCKED: len(self.audience) - len(audience_chats)}
        is_counted = self.progress == Progress(sent=len(audience_chats), unsent=0, failed=blocked, skipped=0)
        return is_counted and self.accepted == dict.fromkeys(audience_chats, 1) and not self.over_limit

    @property
    def over_limit(self) -> int:
        """The number of calls answered 429 because they exceeded the limits, not as a fault.

        Without those after a stall of the machine: calls that came one after another are read all at once then.
        """
        refused = [call.at for call in self.calls if call.code == 429 and call.description != "injected"]
        return sum(not self.lag.between(at - SECOND, at) for at in refused)

    @property
    def shares_overtaken(self) -> list[float]:
        """For each reminder that fell due in the broadcast's first half: the share of the broadcast's calls still to
        come that came after it. 0 if the reminder waited for all of them."""
        calls = sorted(call.at for call in self.to_crowd)
        sent = [
            (each.due_at, self.received[each.venue_id, each.chat_id, each.due_at])
            for each in self.reminders
            if each.venue_id == VENUE
        ]
        half = calls[len(calls) // 2]
        return [
            (len(calls) - bisect_left(calls, received_at)) / (len(calls) - bisect_left(calls, due_at))
            for due_at, received_at in sent
            if due_at < half
        ]

    @property
    def busiest_second(self) -> int:
        """The largest number of calls within a second."""
        times = sorted(call.at for call in self.calls)
        return max(number + 1 - bisect_left(times, at - SECOND) for number, at in enumerate(times))

    @property
    def a_second(self) -> float:
        """The settled guests per second, from the first to the last."""
        times = [call.at for call in self.to_crowd if call.code != 429]
        return (len(times) - 1) / ((max(times) - min(times)) / SECOND)

    def late(self, venue_id: str) -> list[float]:
        """The seconds from due to accepted of each reminder of a venue."""
        return [
            (self.received[each.venue_id, each.chat_id, each.due_at] - each.due_at) / SECOND
            for each in self.reminders
            if each.venue_id == venue_id
        ]


HEADER = (
    "database",
    "guests",
    "settled a second",
    "busiest second",
    "429, injected",
    "429, too fast",
    "blocked",
    "twice",
    "reminders late, s",
    "second bot, s",
)


def cells(database: str, result: Result) -> tuple[str, ...]:
    return (
        database,
        f"{len(result.audience):,}",
        f"{result.a_second:.1f}",
        str(result.busiest_second),
        str(sum(call.description == "injected" for call in result.calls)),
        str(result.over_limit),
        str(result.progress.failed.get(Failure.BLOCKED, 0)),
        str(sum(count > 1 for count in result.accepted.values())),
        _spread(result.late(VENUE)),
        _spread(result.late(OTHER_VENUE)),
    )


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2]:.1f} · max {ordered[-1]:.1f} (n {len(ordered)})"


async def broadcast(
    url: str,
    rabbitmq: RabbitMQ,
    redis: Redis,
    folder: Path,
    *,
    share_of_429: float,
    size: int = AUDIENCE_SIZE,
    is_backlog: bool = False,
    queue_of_reminders: Urgency = Urgency.URGENT,
) -> Result:
    """Send a broadcast on a migrated, empty database, and wait until all of it is settled.

    `share_of_429` is the share of calls answered 429 as a fault, `size` the number of guests. A backlog is due at once,
    so before all reminders. With `queue_of_reminders` "bulk" the reminders are claimed and queued like the broadcast.
    """
    audience = range(FIRST_OF_AUDIENCE, FIRST_OF_AUDIENCE + size)
    async with (
        deployed(url, rabbitmq, redis, folder, TOKENS) as deployment,
        measured_lag(partial(asyncio.sleep, 0)) as lag,
    ):
        sandbox = deployment.sandbox
        open_chats(sandbox, [*range(FIRST_OF_OTHERS, FIRST_OF_OTHERS + 1000), *audience])
        sandbox.api.faults, sandbox.api.mode = OneInTwenty(audience, share_of_429), ApiMode.LIMITED
        await register(deployment.database, audience)
        await deployment.start("worker", "worker", "scheduler", "scheduler")
        await _start(deployment.database, rabbitmq.url)
        if is_backlog:
            of_broadcast = notifications.c.kind == Kind.BROADCAST
            await deployment.database.change(update(notifications).where(of_broadcast).values(due_at=datetime.now(UTC)))
        reminders, number = list[Reminder](), 0
        while (await _progress(deployment.database)).unsent:
            reminders += await _remind(deployment.database, number, queue_of_reminders)
            number += 1
            await asyncio.sleep(EVERY.total_seconds())
        await until(partial(_are_sent, deployment))
        calls = [call for call in sandbox.api.calls if call.token == TOKENS[VENUE] and "chat_id" in call.parameters]
        return Result(
            audience,
            await _progress(deployment.database),
            calls,
            reminders,
            _received(sandbox.api.calls, reminders),
            lag,
        )


async def _are_sent(deployment: Deployment) -> bool:
    """Whether all reminders are sent."""
    return set(await deployment.statuses(Kind.SERVICE_STARTED)) == {NotificationStatus.SENT}


def open_chats(sandbox: Sandbox, ids: Sequence[int]) -> None:
    """Let people with these Telegram ids have opened the chats with all bots."""
    for number in ids:
        person = sandbox.telegram.add_person(Person(number, f"Guest {number}", language_code="ru"))
        for bot in sandbox.telegram.bots.values():
            sandbox.telegram.chat(bot, person).started = True


async def register(database: OpenDatabase, audience: range) -> None:
    """Store guests with these Telegram ids."""
    now = datetime.now(UTC)
    rows = [{"venue_id": VENUE, "telegram_id": chat, "name": f"Guest {chat}", "created_at": now} for chat in audience]
    await database.change(insert(guests), rows)


async def _start(database: OpenDatabase, rabbitmq_url: str) -> None:
    venue = load_venues(ROOT / "data/venues")[VENUE]
    venue = replace(venue, admin_ids=(ADMIN,))
    async with publishing(rabbitmq_url) as broker:
        start = StartBroadcast(database, TaskQueue(broker), SystemClock())
        await start(Admin(venue, ADMIN), NewBroadcast("Jazz on Saturday", Audience.EVERYBODY, "key"))


async def _progress(database: OpenDatabase) -> Progress:
    async with database.read() as tx:
        return await tx.broadcasts.progress(1)


async def _remind(database: OpenDatabase, number: int, queue: Urgency) -> list[Reminder]:
    """Plan reminders that fall due in two seconds, each in a chat that gets no other message."""
    due_at = datetime.now(UTC) + 2 * SECOND
    chats = iter(range(FIRST_OF_OTHERS + number * OTHERS, FIRST_OF_OTHERS + (number + 1) * OTHERS))
    reminders = [Reminder(venue, chat, due_at) for venue, chat in zip(_in_turn(), chats, strict=False)]
    for venue in TOKENS:
        owed = [
            NewNotification(ServiceStarted(at=due_at), each.chat_id, due_at, due_at + HOUR)
            for each in reminders
            if each.venue_id == venue
        ]
        async with database.write() as tx:
            await tx.ledger.plan(venue, owed, due_at - HOUR)
    of_reminders = notifications.c.kind == Kind.SERVICE_STARTED
    await database.change(update(notifications).where(of_reminders).values(urgency=queue))
    return reminders


def _in_turn() -> Iterator[str]:
    while True:
        yield from TOKENS


def _received(calls: Sequence[Call], reminders: Sequence[Reminder]) -> dict[tuple[str, int, datetime], datetime]:
    venues = {token: venue for venue, token in TOKENS.items()}
    taken = {
        (venues[call.token], int(call.parameters["chat_id"])): call.at
        for call in calls
        if call.method == "sendMessage" and call.ok
    }
    return {(each.venue_id, each.chat_id, each.due_at): taken[each.venue_id, each.chat_id] for each in reminders}


def main() -> int:
    results = {}
    for name in ("SQLite", "PostgreSQL"):
        for share in (0, 1 / ONE_IN):
            results[f"{name}, {share:.0%} 429"] = _run_on(name, share)
    lines = [HEADER, ("---",) * len(HEADER), *(cells(name, result) for name, result in results.items())]
    sys.stdout.write("".join(f"| {' | '.join(line)} |\n" for line in lines))
    return 0 if all(result.is_clean for result in results.values()) else 1


def _run_on(database: str, share_of_429: float) -> Result:
    """Run with services and a database of its own."""
    with private_services(database, "limits") as run:
        return asyncio.run(broadcast(run.url, run.rabbitmq, run.redis, run.folder, share_of_429=share_of_429))


if __name__ == "__main__":
    sys.exit(main())
