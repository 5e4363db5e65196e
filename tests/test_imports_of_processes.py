"""The modules that each process of the Procfile loads at its start, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
START = """
import sys
# Taskiq imports FastAPI wherever it is installed, and redis-py OpenTelemetry. Here they are not, so only an import of
# ours would miss them.
sys.modules["opentelemetry.sdk"] = None
if {without_fastapi}:
    sys.modules["fastapi"] = None
from {module} import {factory}
{factory}()
print("\\n".join(name for name, module in sys.modules.items() if module))
"""
STAND_INS = {"fakeredis", "app.sandbox", "app.demo", "app.one_process"}
BOT = {"aiogram", "aiogram_dialog", "app.bot", "app.texts", "app.catalogue", "fluent", "babel", "icalendar"}
OBSERVABILITY = {"opentelemetry.exporter", "opentelemetry.instrumentation", "sentry_sdk", "psutil"}
WEB = {"fastapi", "starlette", "uvicorn", "app.api", "app.miniapp"}


def loaded(module: str, factory: str, tmp_path: Path) -> set[str]:
    """The modules that are loaded once the process's factory has run."""
    start = START.format(module=module, factory=factory, without_fastapi=module != "app.main")
    environment = {"PYTHONPATH": str(ROOT), "VENUES_DIR": str(ROOT / "data/venues")}
    found = subprocess.run(
        [sys.executable, "-c", start], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return set(found.stdout.split())


@pytest.mark.parametrize(
    ("module", "factory", "unneeded"),
    [
        ("app.main", "create_app", STAND_INS | {"worker", "scheduler"}),
        ("worker.main", "create_worker", STAND_INS | WEB | {"aiogram_dialog", "icalendar", "scheduler"}),
        ("scheduler.main", "create_scheduler", STAND_INS | WEB | BOT | {"redis", "taskiq_redis", "worker"}),
    ],
)
def test_a_process_loads_only_what_it_uses(module: str, factory: str, unneeded: set[str], tmp_path: Path) -> None:
    assert not (unneeded | OBSERVABILITY) & loaded(module, factory, tmp_path)
