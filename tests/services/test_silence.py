"""A service that keeps its connections and says nothing, as in a network that loses every packet."""

import asyncio
import json
import os
from collections import Counter
from time import monotonic

import httpx
import pytest

from tests.services.deployment import CLEAN_ENDS, Deployment, Process
from tests.services.fixtures import TIMEOUT
from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis
from tests.services.proxy import proxied

SILENCE = float(os.environ.get("SILENCE_SECONDS", "20"))
MOST_LINES = 6
"""Of a process above `info`, whatever the length of the silence: not one each second, nor one for each question."""
LATE = 15.0
"""Seconds that an answer may take on a busy machine. One that waits for the service takes as long as the silence."""


async def ask_readyz(deployment: Deployment, seconds: float) -> tuple[list[tuple[int, str]], float]:
    """Ask four times a second. Returns each status with what is down, and the seconds of the slowest answer."""
    found, longest, until = [], 0.0, monotonic() + seconds
    async with httpx.AsyncClient(base_url=deployment.address, timeout=60) as client:
        while (begun := monotonic()) < until:
            answer = await client.get("/readyz")
            longest = max(longest, monotonic() - begun)
            found.append((answer.status_code, ", ".join(answer.json()["down"])))
            await asyncio.sleep(0.25)
    return found, longest


def complaints(process: Process) -> Counter[str]:
    """What the process has logged above `info`."""
    lines = [json.loads(line) for line in process.output.splitlines() if line.startswith("{")]
    return Counter(line["event"] for line in lines if line["level"] not in {"info", "debug"})


@pytest.mark.timeout(SILENCE + TIMEOUT)
@pytest.mark.parametrize("name", ["rabbitmq", "redis", "database"])
async def test_a_silent_service_is_named_in_time_and_in_few_lines(
    name: str, deployment: Deployment, postgresql: PostgreSQL, rabbitmq: RabbitMQ, redis: Redis
) -> None:
    service: Instance = {"rabbitmq": rabbitmq, "redis": redis, "database": postgresql}[name]
    async with proxied(service.port) as proxy:
        deployment.reach_through(proxy.port, service.port)
        processes = await deployment.start("worker", "scheduler", "web")
        with proxy.black_hole():
            answers, longest = await ask_readyz(deployment, SILENCE)
        await deployment.until_down()
        for process in processes:
            assert await process.stop() in CLEAN_ENDS[process.name], process.output
    assert {status for status, _ in answers} <= {200, 503}
    assert set(answers[1:]) == {(503, name)}, "the first may have been asked before"
    assert longest < LATE
    worker, scheduler, web = (complaints(process) for process in processes)
    assert web.pop("service is down") == 1
    assert web.total() <= MOST_LINES, web
    assert scheduler.total() <= MOST_LINES, scheduler
    assert worker.total() <= MOST_LINES, worker
    for process in processes:
        assert "aiormq" not in process.output
        assert "update_interval" not in process.output
