"""Worker and scheduler as the Procfile starts them: punctuality, single delivery, and every kind of stop."""

import asyncio
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.bot.messages.sender import CALL_TIMEOUT
from app.domain.messages.notifications import NotificationStatus
from app.queue import MAX_UNSETTLED
from app.usecases.messages.delivery.deliver_notification import MAX_WAIT
from tests.databases import sqlite_url
from tests.ledger import count_by_status
from tests.services.deployment import CHATS, GRACE, Deployment, read_procfile, until
from tests.services.instances import RabbitMQ, free_port
from tests.services.lag import measured_lag_of
from tests.services.workers import PATIENCE, eventually

SECOND = timedelta(seconds=1)


@pytest.fixture
def deployment(deployment: Deployment) -> Deployment:
    """The deployment, with each process started from its command, as a supervisor does."""
    deployment.forks = False
    return deployment


def now() -> datetime:
    return datetime.now(UTC)


async def test_each_message_is_sent_once_within_two_seconds_of_its_due_time(
    deployment: Deployment, rabbitmq: RabbitMQ
) -> None:
    await deployment.start("worker", "worker", "scheduler", "scheduler")
    async with measured_lag_of(rabbitmq, deployment.database) as lag:
        due = {chat: now() + (3 + number * 0.4) * SECOND for number, chat in enumerate(CHATS)}
        for chat, due_at in due.items():
            await deployment.owe(due_at, [chat])
        await eventually(lambda: len(deployment.received()) >= len(CHATS))
        await asyncio.sleep(2)

    received = deployment.received()
    assert sorted(chat for chat, _ in received) == CHATS
    for chat, at in received:
        late, lost = at - due[chat], lag.between(due[chat] - 2 * SECOND, at)
        # A message may arrive up to a second early, because the scheduler claims one tick ahead.
        assert -SECOND <= late <= 2 * SECOND + lost, f"{late} late, {lost} lost to the machine"


async def test_a_worker_told_to_stop_finishes_what_it_is_sending(deployment: Deployment) -> None:
    # If it waited until its limit instead of until all is sent, its supervisor would kill it.
    deployment.commands["worker"] = re.sub(r"(?<=--wait-tasks-timeout )\d+", "600", deployment.commands["worker"])
    worker, scheduler = await deployment.start("worker", "scheduler")
    deployment.sandbox.api.faults.slow_by = 5
    await deployment.owe(now())
    await until(lambda: _are_all_sending(deployment))

    assert await worker.stop() == 0
    assert sorted(chat for chat, _ in deployment.received()) == CHATS
    assert await scheduler.stop() == 0


async def _are_all_sending(deployment: Deployment) -> bool:
    return await count_by_status(deployment.database) == {NotificationStatus.SENDING: len(CHATS)}


async def test_a_message_whose_worker_was_killed_is_sent_by_another(deployment: Deployment) -> None:
    worker, _ = await deployment.start("worker", "scheduler")
    faults = deployment.sandbox.api.faults
    faults.hang("sendMessage", chat_id=CHATS[0])
    await deployment.owe(now(), [CHATS[0]])
    await eventually(lambda: faults.all_applied)  # the call hangs

    worker.kill()
    await deployment.start("worker")

    await eventually(lambda: [chat for chat, _ in deployment.received()] == [CHATS[0]])


async def test_worker_and_scheduler_tell_whether_they_work_and_what_they_did(deployment: Deployment) -> None:
    ports = {name: free_port() for name in ("worker", "scheduler")}
    for name, port in ports.items():
        deployment.configure(f"{name.upper()}_PORT", str(port))
    await deployment.start(*ports)
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        for port in ports.values():
            answer = await http.get(f"http://127.0.0.1:{port}/healthz")
            assert (answer.status_code, answer.json()["problems"]) == (200, [])

        async def is_counted() -> bool:
            metrics = (await http.get(f"http://127.0.0.1:{ports['worker']}/metrics")).text
            delivered = 'bronya_messages_total{kind="service_started",outcome="sent"} 5.0'
            return delivered in metrics and 'bronya_tasks_total{outcome="done",task="deliver_notification"}' in metrics

        await deployment.owe(now())
        await until(is_counted)


async def test_processes_start_and_stop_while_rabbitmq_is_down(deployment: Deployment, rabbitmq: RabbitMQ) -> None:
    await asyncio.to_thread(rabbitmq.stop)
    worker, scheduler = await deployment.start("worker", "scheduler")
    await deployment.owe(now())

    await asyncio.to_thread(rabbitmq.start)
    await eventually(lambda: len(deployment.received()) == len(CHATS))

    await asyncio.to_thread(rabbitmq.stop)
    for process in worker, scheduler:
        assert await process.stop() == 0


async def test_a_scheduler_is_stopped_cleanly_while_it_waits_for_the_migrations(
    deployment: Deployment, tmp_path: Path
) -> None:
    deployment.configure("DATABASE_URL", sqlite_url(tmp_path / "empty.sqlite3"))
    scheduler = deployment.launch("scheduler")
    await eventually(lambda: "database not migrated" in scheduler.output)

    assert await scheduler.stop() == 0
    assert "Traceback" not in scheduler.output


def worker_option(name: str) -> int:
    command = shlex.split(read_procfile()["worker"])
    return int(command[command.index(name) + 1])


def test_a_worker_can_run_every_message_that_rabbitmq_may_deliver_to_it() -> None:
    assert worker_option("--max-async-tasks") == MAX_UNSETTLED


def test_a_worker_that_stops_waits_longer_than_the_longest_delivery_and_shorter_than_its_supervisor() -> None:
    longest = MAX_WAIT.total_seconds() + 2 * CALL_TIMEOUT
    assert longest < worker_option("--wait-tasks-timeout") < GRACE
