"""`python -m app.health`: what a supervisor asks a process of the machine."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.health import main
from app.runtime.health import Health, Sign
from app.runtime.mistakes import EX_CONFIG
from app.runtime.monitoring_port import MonitoringPort
from tests.product import Product

ROOT = Path(__file__).parents[1]
UNNEEDED = {"aiogram", "sqlalchemy", "taskiq", "fastapi", "aio_pika", "prometheus_client"}


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def port(health: Health, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MonitoringPort]:
    """The port of a worker, in the settings too."""
    monkeypatch.chdir(tmp_path)
    port = MonitoringPort("127.0.0.1", 0, health, None)
    port.open()
    monkeypatch.setenv("WORKER_PORT", str(port.port))
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104  as in a container
    yield port
    port.close()


def asked(process: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["health", process])
    return main()


def test_a_worker_that_works_one_that_does_not_and_one_that_is_gone(
    port: MonitoringPort, health: Health, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("worker", monkeypatch) == 0
    health.expect(Sign.RABBITMQ, within=-1)
    assert asked("worker", monkeypatch) == 1
    assert "RabbitMQ: nothing for" in capsys.readouterr().out
    port.close()
    assert asked("worker", monkeypatch) == 1
    assert "worker: no answer at http://127.0.0.1:" in capsys.readouterr().out


def test_a_process_without_a_port_cannot_be_asked(
    port: MonitoringPort, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        asked("scheduler", monkeypatch)
    assert end.value.code == EX_CONFIG
    assert capsys.readouterr().err.startswith("bronya: SCHEDULER_PORT: ")


async def test_web_is_asked_where_it_listens(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", product.address.rpartition(":")[2])
    assert await asyncio.to_thread(asked, "web", monkeypatch) == 0


def test_it_loads_little_because_it_is_run_every_half_minute() -> None:
    listing = "import app.health, sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not UNNEEDED & set(found.stdout.split())
