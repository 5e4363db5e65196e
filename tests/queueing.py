"""Waiting for Telegram's limits: `python -m tests.queueing`. One web, two workers and two schedulers, on each database.

The sandbox counts strictly: the thirty-first message of a bot that arrives within any second is answered 429.

- reminders: 300 messages to as many chats are due at once;
- crowd: fifty guests confirm at once, in the chat, and five admins are told of each booking;
- refused: while twenty messages a second are due, Telegram refuses one chat for a minute;
- fast guest: others book every two seconds, half a minute alone, then half a minute beside one guest who presses
  buttons in the chat and books, moves and cancels over REST as fast as answers come. Late are the others' alerts.
"""

import asyncio
import sys
from argparse import ArgumentParser
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import httpx
from sqlalchemy import select

from app.database.tables import bookings, guests, notifications
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import UNSENT
from app.sandbox.bot_api.api import ApiMode, Call
from app.sandbox.model import Person
from tests.api.signing import a_user, init_data
from tests.benchmarks.bench import private_services
from tests.benchmarks.guests import CHOICES, CONFIRM, LEAVE_DIALOG, BookingGuest
from tests.services.deployment import TOKEN, VENUE, Deployment, deployed, until
from tests.services.instances import RabbitMQ, Redis

SECOND = timedelta(seconds=1)
PROCESSES = ("web", "worker", "worker", "scheduler", "scheduler")
AHEAD = 3 * SECOND
"""How long before its time a message is planned here."""
REMINDERS, GUESTS, REFUSED_FOR = 300, 50, 60
A_SECOND, SECONDS = 20, 6
"""Of the messages during the refusal."""
BOOKING_EVERY, OTHERS = 2, 15
"""Of the guests beside the fast one: seconds between their bookings, and how many book in each half."""
OTHERS_TABLE, FAST_TABLE = "t13", "t14"
TURN = timedelta(hours=2)
"""No visit of two guests at these tables is longer."""
CHATS = range(10_001, 10_001 + REMINDERS)
ADMINS = range(5_001, 5_006)


@dataclass(frozen=True)
class Result:
    """The figures of a scenario."""

    late: Sequence[float]
    """Seconds from due to accepted. A confirmation is due when its booking is made."""
    calls: Sequence[Call]
    """All messages sent by the bot, also the refused ones, in the order of arrival."""
    injected: int = 0
    """How many of them were refused on purpose."""
    note: str = ""

    @property
    def refused(self) -> int:
        """How many calls exceeded Telegram's limits."""
        return sum(call.code == 429 for call in self.calls) - self.injected

    @property
    def busiest_second(self) -> int:
        times = sorted(call.at for call in self.calls)
        return max(number + 1 - bisect_left(times, at - SECOND) for number, at in enumerate(times))

    def percentile(self, share: float) -> float:
        ordered = sorted(self.late)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def remind(deployment: Deployment) -> Result:
    """300 messages are due at once."""
    due_at = datetime.now(UTC) + AHEAD
    await deployment.owe(due_at, CHATS)
    return await _result(deployment, due_at, dict.fromkeys(CHATS, due_at))


async def crowd(deployment: Deployment) -> Result:
    """Fifty guests confirm at once, and five admins are told."""
    guests = [BookingGuest(deployment.sandbox.user(chat, TOKEN), chat) for chat in CHATS[:GUESTS]]
    deployment.sandbox.api.mode = ApiMode.NORMAL
    for guest in guests:
        await guest.arrive()
        await guest.choose()
    await asyncio.sleep(2)
    deployment.sandbox.api.mode = ApiMode.LIMITED
    since = datetime.now(UTC)
    await asyncio.gather(*(guest.press(CONFIRM) for guest in guests))
    of_confirmations = notifications.c.kind == Kind.CONFIRMATION
    booked = await deployment.database.rows(
        select(notifications.c.chat_id, notifications.c.planned_for).where(of_confirmations)
    )
    result = await _result(deployment, since, {row["chat_id"]: row["planned_for"] for row in booked})
    alerts = [call for call in result.calls if call.ok and int(call.parameters["chat_id"]) in ADMINS]
    last = max(call.at for call in alerts) - since
    slowest = max(row["planned_for"] for row in booked) - since
    told = f"{len(alerts)} messages to admins, the last after {last / SECOND:.1f} s"
    note = f"{len(booked)} booked within {slowest / SECOND:.1f} s; {told}"
    return Result(result.late, result.calls, note=note)


async def refuse(deployment: Deployment) -> Result:
    """Telegram refuses one chat, and twenty messages a second are due."""
    refused, *others = CHATS[: A_SECOND * SECONDS]
    deployment.sandbox.api.faults.refuse("sendMessage", 429, "injected", chat_id=refused, retry_after=REFUSED_FOR)
    first_at = datetime.now(UTC) + AHEAD
    due = {chat: first_at + number * SECOND / A_SECOND for number, chat in enumerate(others, 1)}
    await deployment.owe(first_at, [refused])
    for chat, due_at in due.items():
        await deployment.owe(due_at, [chat])
    return await _result(deployment, first_at, due, injected=1)


async def hurry(deployment: Deployment) -> Result:
    """One guest is as fast as the answers come; the others book now and then, before it and beside it."""
    fast, *others = CHATS[: 1 + 2 * OTHERS]
    answers: Counter[str] = Counter()
    since = datetime.now(UTC)
    async with httpx.AsyncClient(base_url=f"{deployment.address}/api/v1/venues/{VENUE}", timeout=60) as http:
        slots = iter(await _free_slots(http, OTHERS_TABLE))
        await _book_now_and_then(http, others[:OTHERS], slots)
        alone = await _lateness_of_alerts(deployment, others[:OTHERS])
        async with asyncio.TaskGroup() as tasks:
            hurrying = [
                tasks.create_task(_press_fast(deployment, fast, answers)),
                tasks.create_task(_change_fast(http, fast, await _free_slots(http, FAST_TABLE), answers)),
            ]
            await _book_now_and_then(http, others[OTHERS:], slots)
            beside = await _lateness_of_alerts(deployment, others[OTHERS:])
            for task in hurrying:
                task.cancel()
    without = Result(alone, [])
    note = (
        f"alone: p50 {without.percentile(0.5):.1f}, last {without.percentile(1):.1f} s; the fast guest: "
        + ", ".join(f"{number} x {answer}" for answer, number in sorted(answers.items()))
    )
    calls = [call for call in deployment.sandbox.api.calls if call.at >= since and call.method == "sendMessage"]
    return Result(beside, calls, note=note)


async def _free_slots(http: httpx.AsyncClient, table: str) -> list[dict[str, str | int]]:
    """The bodies that book the table for two in the coming week, one after the other: none overlaps another."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    answer = await http.get(f"/resources/{table}/slots", params={"from": tomorrow.isoformat()})
    days = answer.raise_for_status().json()["days"]
    apart: list[datetime] = []
    for starts_at in (datetime.fromisoformat(slot["starts_at"]) for day in days for slot in day["slots"]):
        if not apart or starts_at - apart[-1] >= TURN:
            apart.append(starts_at)
    return [{"resource_id": table, "starts_at": starts_at.isoformat(), "party_size": 2} for starts_at in apart]


def _signed_by(chat: int) -> dict[str, str]:
    return {"Authorization": f"tma {init_data(TOKEN, datetime.now(UTC), a_user(chat))}"}


async def _book_now_and_then(
    http: httpx.AsyncClient, chats: Sequence[int], slots: Iterator[Mapping[str, str | int]]
) -> None:
    for chat in chats:
        # The fast guest presses also buttons of this table's slots.
        while (answer := await http.post("/bookings", json=next(slots), headers=_signed_by(chat))).status_code == 409:
            pass
        answer.raise_for_status()
        await asyncio.sleep(BOOKING_EVERY)


async def _lateness_of_alerts(deployment: Deployment, chats: Sequence[int]) -> list[float]:
    """Seconds from each booking of these guests to the acceptance of its alert, for each admin. Wait for all alerts."""
    found = select(guests.c.telegram_id, bookings.c.created_at).join_from(bookings, guests)
    booked_at = {row["telegram_id"]: row["created_at"] for row in await deployment.database.rows(found)}

    def late() -> list[float]:
        return [
            (call.at - booked_at[chat]) / SECOND
            for call in deployment.sandbox.api.calls_of("sendMessage")
            if call.ok and int(call.parameters["chat_id"]) in ADMINS
            for chat in chats
            if f'tg://user?id={chat}"' in call.parameters["text"]
        ]

    async def all_are_told() -> bool:
        return len(late()) >= len(chats) * len(ADMINS)

    await until(all_are_told, within=300)
    return late()


async def _press_fast(deployment: Deployment, chat: int, answers: Counter[str]) -> None:
    """Book in the chat, over and over."""
    guest = BookingGuest(deployment.sandbox.user(chat, TOKEN), chat)
    await guest.arrive()
    for button in cycle((*CHOICES, CONFIRM, LEAVE_DIALOG)):
        await guest.press(button)
        answers["press"] += 1


async def _change_fast(
    http: httpx.AsyncClient, chat: int, slots: Sequence[Mapping[str, str | int]], answers: Counter[str]
) -> None:
    """Book, move and cancel over REST, over and over."""
    headers = _signed_by(chat)

    async def post(path: str, body: Mapping[str, str | int] | None = None) -> httpx.Response:
        answer = await http.post(path, json=body, headers=headers)
        answers[str(answer.status_code)] += 1
        return answer

    for slot, other in cycle(zip(slots[::2], slots[1::2], strict=False)):
        booked = await post("/bookings", slot)
        if booked.is_success:
            path = f"/bookings/{booked.json()['id']}"
            await post(f"{path}/move", {"starts_at": other["starts_at"]})
            await post(f"{path}/cancel")


async def _result(
    deployment: Deployment, since: datetime, from_when: Mapping[int, datetime], injected: int = 0
) -> Result:
    await until(lambda: _are_settled(deployment), within=300)
    calls = [
        call
        for call in deployment.sandbox.api.calls
        if call.at >= since and call.method in {"sendMessage", "sendPhoto", "sendDocument"}
    ]
    taken = {int(call.parameters["chat_id"]): call.at for call in reversed(calls) if call.ok}
    late = [(taken[chat] - start) / SECOND for chat, start in from_when.items() if chat in taken]
    return Result(late, calls, injected)


async def _are_settled(deployment: Deployment) -> bool:
    kinds = (Kind.SERVICE_STARTED, Kind.CONFIRMATION, Kind.ALERT_BOOKED)
    return not UNSENT & {status for kind in kinds for status in await deployment.statuses(kind)}


SCENARIOS: Mapping[str, Callable[[Deployment], Awaitable[Result]]] = {
    "reminders": remind,
    "crowd": crowd,
    "refused": refuse,
    "fast guest": hurry,
}
HEADER = ("database", "scenario", "busiest second", "429", "late p50, s", "p99", "last", "")


def cells(database: str, scenario: str, result: Result) -> tuple[str, ...]:
    return (
        database,
        scenario,
        str(result.busiest_second),
        str(result.refused),
        *(f"{result.percentile(share):.1f}" for share in (0.5, 0.99, 1)),
        result.note,
    )


async def measure(url: str, rabbitmq: RabbitMQ, redis: Redis, folder: Path, scenario: str) -> Result:
    """Run one scenario on a migrated, empty database."""
    async with deployed(url, rabbitmq, redis, folder) as deployment:
        sandbox = deployment.sandbox
        for number in [*CHATS, *ADMINS]:
            person = sandbox.telegram.add_person(Person(number, f"Guest{number}", language_code="ru"))
            for bot in sandbox.telegram.bots.values():
                sandbox.telegram.chat(bot, person).started = True
        deployment.configure("VENUES__BINARY_BITES__ADMIN_IDS", str(list(ADMINS)))
        await deployment.start(*PROCESSES)
        await until(lambda: _are_settled(deployment))
        await asyncio.sleep(2)
        sandbox.api.mode = ApiMode.LIMITED
        return await SCENARIOS[scenario](deployment)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m tests.queueing")
    parser.add_argument("--only", choices=SCENARIOS, help="run one scenario")
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="run on one database")
    options = parser.parse_args(arguments)
    scenarios = [options.only] if options.only else list(SCENARIOS)
    databases = [options.database] if options.database else ["SQLite", "PostgreSQL"]
    lines: list[tuple[str, ...]] = [HEADER, ("---",) * len(HEADER)]
    refused = 0
    for database in databases:
        for scenario in scenarios:
            result = _measure_on(database, scenario)
            lines.append(cells(database, scenario, result))
            refused += result.refused
    sys.stdout.write("".join(f"| {' | '.join(line)} |\n" for line in lines))
    return 1 if refused else 0


def _measure_on(database: str, scenario: str) -> Result:
    """Run with services and a database of its own."""
    with private_services(database, "queueing") as run:
        return asyncio.run(measure(run.url, run.rabbitmq, run.redis, run.folder, scenario))


if __name__ == "__main__":
    sys.exit(main())
