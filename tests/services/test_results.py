"""Results and progress of jobs on a real Redis, and work that goes on without it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from unittest.mock import MagicMock

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis as Client
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from taskiq import AsyncBroker, TaskiqDepends, TaskiqScheduler
from taskiq.depends.progress_tracker import ProgressTracker, TaskProgress, TaskState
from taskiq.kicker import AsyncKicker

from app.queue import COMPLETE_PAST_BOOKINGS, KEEP_RESULT, QUEUE_LABEL, RabbitMQBroker
from app.queue.broker import create_broker
from app.queue.results import JobResults
from app.runtime.settings import Settings
from scheduler.main import SWEEP, CronSource
from tests.services.instances import RabbitMQ, Redis
from tests.services.workers import PATIENCE, eventually, receiving

DAY = 24 * 60 * 60
"""Seconds."""


@pytest.fixture(autouse=True)
def patient_with_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let results wait for Redis as long as it takes: what a busy machine writes too late is lost."""
    monkeypatch.setattr("app.queue.results.REDIS_TIMEOUT", PATIENCE)


@asynccontextmanager
async def broker_with_tasks(rabbitmq: RabbitMQ, redis: Redis) -> AsyncIterator[RabbitMQBroker]:
    settings = Settings(_env_file=None, rabbitmq_url=SecretStr(rabbitmq.url), redis_url=SecretStr(redis.url))
    broker = create_broker(settings)
    assert isinstance(broker, RabbitMQBroker)
    broker.is_worker_process = True

    @broker.task("count")
    async def count(number: int) -> int:
        return number

    @broker.task("fail")
    async def fail(number: int) -> int:
        raise ValueError(f"no {number}")

    async with receiving(broker):
        yield broker


def ask(broker: AsyncBroker, task: str) -> AsyncKicker[[int], int]:
    return AsyncKicker(task, broker, {QUEUE_LABEL: "urgent", KEEP_RESULT: True})


async def test_a_result_is_kept_as_json_for_a_day(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        task = await ask(broker, "count").kiq(7)

        result = await task.wait_result(timeout=PATIENCE)

        assert result.return_value == 7
        async with Client.from_url(redis.url) as client:
            (key,) = await client.keys()
            assert json.loads(await client.get(key) or "")["return_value"] == 7
            assert 0 < await client.ttl(key) <= DAY


async def test_a_failure_is_kept_with_its_reason(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        task = await ask(broker, "fail").kiq(7)

        result = await task.wait_result(timeout=PATIENCE)

        assert result.is_err
        assert "no 7" in str(result.error)


@pytest.mark.parametrize("task", ["count", "fail"])
async def test_a_task_leaves_nothing_in_redis_unless_its_label_asks_for_it(
    rabbitmq: RabbitMQ, redis: Redis, task: str
) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        await AsyncKicker[[int], int](task, broker, {QUEUE_LABEL: "urgent"}).kiq(7)
        kept = await ask(broker, "count").kiq(8)
        await kept.wait_result(timeout=PATIENCE)
        await eventually(lambda: not broker.unsettled)

        async with Client.from_url(redis.url) as client:
            assert await client.keys() == [f"task:{kept.task_id}".encode()]


async def test_the_last_result_of_a_scheduled_job_is_found_by_its_name(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        runs: list[int] = []

        @broker.task(COMPLETE_PAST_BOOKINGS)
        async def complete() -> int:
            runs.append(10 + len(runs))
            return runs[-1]

        async def run_sweep() -> object:
            before = len(runs)
            await TaskiqScheduler(broker, []).on_ready(CronSource(), SWEEP)
            await eventually(lambda: len(runs) > before and not broker.unsettled)
            return (await broker.result_backend.get_result(COMPLETE_PAST_BOOKINGS)).return_value

        assert [await run_sweep(), await run_sweep()] == [10, 11]


async def test_progress_of_a_running_job_is_read_by_others(rabbitmq: RabbitMQ, redis: Redis) -> None:
    async with broker_with_tasks(rabbitmq, redis) as broker:
        half_done, go_on = asyncio.Event(), asyncio.Event()

        @broker.task("export")
        async def export(total: int, tracker: Annotated[ProgressTracker[object], TaskiqDepends()]) -> int:
            await tracker.set_progress(TaskState.STARTED, {"done": total // 2, "total": total})
            half_done.set()
            await go_on.wait()
            return total

        job = await ask(broker, "export").kiq(8)
        await asyncio.wait_for(half_done.wait(), PATIENCE)

        progress = await job.get_progress()
        assert progress
        assert (progress.state, progress.meta) == (TaskState.STARTED, {"done": 4, "total": 8})
        go_on.set()
        assert (await job.wait_result(timeout=PATIENCE)).return_value == 8
        async with Client.from_url(redis.url) as client:
            assert 0 < await client.ttl(f"task:{job.task_id}__progress") <= DAY


async def test_an_outage_of_redis_fails_no_job_and_is_logged_once(
    rabbitmq: RabbitMQ, redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = MagicMock()
    monkeypatch.setattr("app.runtime.outages.log", log)
    async with broker_with_tasks(rabbitmq, redis) as broker:
        done: list[int] = []

        @broker.task("note")
        async def note(number: int, tracker: Annotated[ProgressTracker[object], TaskiqDepends()]) -> None:
            await tracker.set_progress(TaskState.STARTED, number)
            done.append(number)

        async def run(numbers: range) -> None:
            for number in numbers:
                await ask(broker, "note").kiq(number)
            await eventually(lambda: set(numbers) <= set(done) and not broker.unsettled)

        await run(range(3))
        await asyncio.to_thread(redis.stop)
        await run(range(3, 200))  # more than the prefetch
        await asyncio.to_thread(redis.start)
        await run(range(200, 203))

    assert [call[0] for call in log.mock_calls] == ["warning", "info"], log.mock_calls
    assert "Redis is unavailable" in log.warning.call_args.args[0]
    assert "Redis is available again" in log.info.call_args.args[0]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("reconnects", [True, False], ids=["reconnecting", "control"])
async def test_connections_from_before_a_restart_of_redis_lose_no_progress(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, reconnects: bool
) -> None:
    log = MagicMock()
    monkeypatch.setattr("app.runtime.outages.log", log)
    if not reconnects:
        monkeypatch.setattr("app.queue.results.Retry", lambda *_, **__: Retry(NoBackoff(), retries=0))
    results = JobResults(redis.url)
    progress: TaskProgress[object] = TaskProgress(state=TaskState.STARTED, meta=1)
    numbers = [str(number) for number in range(5)]
    await asyncio.gather(*(results.set_progress(number, progress) for number in numbers))  # a connection each
    await asyncio.to_thread(redis.stop)
    await asyncio.to_thread(redis.start)

    await asyncio.gather(*(results.set_progress(number, progress) for number in numbers))

    kept = [await results.get_progress(number) for number in numbers]
    assert (None not in kept, not log.mock_calls) == (reconnects, reconnects)
    await results.shutdown()
