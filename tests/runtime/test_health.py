"""A process is healthy while its signs of life come, and says so on its port and to systemd."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.runtime.health import Health, Sign, keep_beating
from app.runtime.monitoring_port import MonitoringPort
from app.runtime.rejections import Rejection
from tests.runtime.rejections import rejected
from tests.services.workers import HOURS, PATIENCE, eventually


class SetTime:
    """The seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> SetTime:
    return SetTime()


@pytest.fixture
def health(time: SetTime) -> Health:
    return Health(time)


@pytest.fixture
def port(health: Health) -> Iterator[MonitoringPort]:
    port = MonitoringPort("127.0.0.1", 0, health, SecretStr("geheim"))
    port.open()
    yield port
    port.close()


def ask(port: MonitoringPort, path: str, password: str | None = None) -> httpx.Response:
    auth = None if password is None else httpx.BasicAuth("operator", password)
    return httpx.get(f"http://127.0.0.1:{port.port}{path}", auth=auth, timeout=PATIENCE)


def test_a_process_that_starts_is_healthy(time: SetTime, health: Health) -> None:
    time.now += HOURS
    assert health.problems == []
    health.expect(Sign.RABBITMQ, within=120)
    assert health.problems == []


def test_a_sign_that_stays_away_is_a_problem_until_it_comes_again(time: SetTime, health: Health) -> None:
    health.expect(Sign.RABBITMQ, within=120)
    health.expect(Sign.LOOP, within=30)
    time.now += 100
    health.note(Sign.LOOP)
    assert health.problems == []
    time.now += 21
    assert health.problems == ["RabbitMQ: nothing for 121 s"]
    health.note(Sign.RABBITMQ)
    assert health.problems == []


def test_the_port_tells_of_problems(time: SetTime, health: Health, port: MonitoringPort) -> None:
    health.expect(Sign.PASS, within=120)
    assert (ask(port, "/healthz").status_code, ask(port, "/healthz").json()["problems"]) == (200, [])
    time.now += 121
    answer = ask(port, "/healthz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["pass over the ledger: nothing for 121 s"])


def test_metrics_are_shown_to_the_operator_alone(port: MonitoringPort) -> None:
    assert ask(port, "/metrics").status_code == 401
    before = rejected(Rejection.WRONG_OPERATOR_PASSWORD)
    assert ask(port, "/metrics", "guess").status_code == 401
    assert rejected(Rejection.WRONG_OPERATOR_PASSWORD) == before + 1
    assert "process_resident_memory_bytes" in ask(port, "/metrics", "geheim").text
    assert ask(port, "/").status_code == 404


def test_a_port_that_is_taken_stops_nothing(port: MonitoringPort, health: Health) -> None:
    second = MonitoringPort("127.0.0.1", port.port, health, None)
    second.open()
    assert second.port is None
    second.close()


async def test_an_event_loop_that_hangs_is_told_of_while_it_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.health.LOOP_TIMEOUT", 0.2)
    monkeypatch.setattr("app.runtime.health.BEAT_SECONDS", 0.01)
    health, seen = Health(), threading.Event()
    port = MonitoringPort("127.0.0.1", 0, health, None)
    port.open()

    def look() -> None:
        while ask(port, "/healthz").status_code != 503:
            pass
        seen.set()

    looking = threading.Thread(target=look)
    async with asyncio.TaskGroup() as tasks:
        beating = tasks.create_task(keep_beating(health))
        await asyncio.sleep(0)
        looking.start()
        assert seen.wait(PATIENCE), "nobody was told"  # the loop stands still meanwhile
        looking.join()
        await eventually(lambda: health.problems == [])
        beating.cancel()
    port.close()


async def test_systemd_is_told_while_all_is_well(
    time: SetTime, health: Health, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.runtime.health.BEAT_SECONDS", 0.0)
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.setblocking(False)
        loop = asyncio.get_running_loop()
        health.expect(Sign.RABBITMQ, within=120)
        beats: list[float] = []
        async with asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(keep_beating(health, lambda: beats.append(time.now)))
            assert await asyncio.wait_for(loop.sock_recv(systemd, 100), PATIENCE) == b"WATCHDOG=1"
            time.now += 121
            beats.clear()
            await eventually(lambda: len(beats) > 1)
            while _received(systemd):
                pass
            beats.clear()
            await eventually(lambda: len(beats) > 1)
            assert not _received(systemd), "a process that is not healthy must not say that it is"
            beating.cancel()


def _received(systemd: socket.socket) -> bytes:
    try:
        return systemd.recv(100)
    except BlockingIOError:
        return b""
