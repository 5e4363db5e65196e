"""The Procfile, compose.yaml, `make run` and docs/operations.md agree with each other."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.server.serve import GRACEFUL_SHUTDOWN_SECONDS

ROOT = Path(__file__).parents[1]
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def number_after(words: str, path: str) -> int:
    """The number that follows the words in a file."""
    found = re.search(rf"{words}\s*(\d+)", (ROOT / path).read_text())
    assert found, f"{path} has no number after {words!r}"
    return int(found[1])


GRACE = number_after("give it", "docs/operations.md")
"""Seconds from SIGTERM to SIGKILL, as docs/operations.md asks for."""


def option(process: str, name: str) -> int:
    command = shlex.split(PROCFILE[process])
    return int(command[command.index(name) + 1])


def test_compose_runs_the_commands_of_the_procfile() -> None:
    assert {name: SERVICES[name]["command"] for name in PROCFILE} == PROCFILE


@pytest.mark.parametrize("process", sorted(PROCFILE))
def test_compose_waits_as_long_as_asked_before_it_kills_a_process(process: str) -> None:
    assert int(SERVICES[process]["stop_grace_period"].removesuffix("s")) >= GRACE


def test_make_run_waits_as_long_as_asked_before_it_kills_a_process() -> None:
    assert number_after("GRACE_SECONDS =", "tools/run_procfile.py") >= GRACE


def test_a_process_stops_waiting_for_its_work_before_it_is_killed() -> None:
    assert GRACEFUL_SHUTDOWN_SECONDS < GRACE
    assert option("worker", "--wait-tasks-timeout") < GRACE


def test_a_scheduler_restarted_within_the_minute_starts_no_job_twice() -> None:
    assert "--skip-first-run" in shlex.split(PROCFILE["scheduler"])


def test_compose_restarts_every_process_except_the_release_step() -> None:
    restarted = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert set(SERVICES) - restarted == {"release"}
