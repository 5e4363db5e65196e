"""The Procfile, compose.yaml, `make run` and what operators are told say the same."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def number_after(words: str, path: str) -> int:
    found = re.search(rf"{words}\s*(\d+)", (ROOT / path).read_text())
    assert found, f"{path} says nothing of {words!r}"
    return int(found[1])


GRACE = number_after("give it", "docs/operations.md")
"""Seconds from SIGTERM to SIGKILL that operators are asked for."""


def option(process: str, name: str) -> int:
    command = shlex.split(PROCFILE[process])
    return int(command[command.index(name) + 1])


def test_compose_runs_the_commands_of_the_procfile() -> None:
    in_compose = {name: SERVICES[name]["command"] for name in PROCFILE}
    # A container has its port for itself; which one of the machine leads to it is another line's matter.
    assert in_compose == {name: command.replace("${PORT:-8000}", "8000") for name, command in PROCFILE.items()}


@pytest.mark.parametrize("process", sorted(PROCFILE))
def test_compose_kills_nobody_before_the_time_that_operators_are_asked_for(process: str) -> None:
    assert int(SERVICES[process]["stop_grace_period"].removesuffix("s")) >= GRACE


def test_make_run_kills_nobody_before_the_time_that_operators_are_asked_for() -> None:
    assert number_after("GRACE_SECONDS =", "tools/run_procfile.py") >= GRACE


@pytest.mark.parametrize(
    ("process", "wait"), [("web", "--timeout-graceful-shutdown"), ("worker", "--wait-tasks-timeout")]
)
def test_what_a_process_waits_for_ends_before_it_is_killed(process: str, wait: str) -> None:
    assert option(process, wait) < GRACE


def test_a_scheduler_that_was_restarted_within_the_minute_repeats_nothing() -> None:
    assert "--skip-first-run" in shlex.split(PROCFILE["scheduler"])


def test_compose_brings_back_whatever_ends_except_the_release_step() -> None:
    restarted = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert set(SERVICES) - restarted == {"release"}
