"""The import rules of pyproject.toml are enforced: each is broken in a copy of the tree, and the linter names it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = "Dependencies point inwards, and every module of app has its layer"
ONE_PROCESS = "Only the one process is built from worker and scheduler"
APART = "Worker and scheduler know neither each other nor the web process"
PRODUCTION = "The processes of the Procfile need no sandbox and no stand-in for a service"
WORKER = "The worker needs no web framework and no dialogs"
SCHEDULER = "The scheduler needs no bot, no texts, no Redis and no web framework"
DOMAIN = "The domain knows no framework"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the Python sources with the rules."""
    for package in ("app", "worker", "scheduler"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("miniapp", "__pycache__"))
    (tmp_path / "app/miniapp").mkdir()
    for path in (ROOT / "app/miniapp").glob("*.py"):
        shutil.copy(path, tmp_path / "app/miniapp")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken_rules(tree: Path) -> set[str]:
    """The names of the contracts that the tree breaks."""
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200"}
    found = subprocess.run(
        [linter, "--no-cache"], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert "Contracts: " in found.stdout, found.stdout + found.stderr
    return set(re.findall(r"^(.*) BROKEN", found.stdout, re.MULTILINE))


def test_the_tree_keeps_every_rule(tree: Path) -> None:
    assert broken_rules(tree) == set()


def test_a_module_without_a_layer_is_found(tree: Path) -> None:
    (tree / "app/exports").mkdir()
    (tree / "app/exports/__init__.py").write_text("import app.domain.errors\n")

    assert broken_rules(tree) == {LAYERS}


@pytest.mark.parametrize(
    ("importer", "imported", "broken"),
    [
        ("app/domain/errors.py", "app.runtime.clock", {LAYERS}),
        ("app/runtime/clock.py", "app.domain.errors", {LAYERS}),
        ("app/usecases/desk/list_day.py", "app.bot.presses", {LAYERS}),
        ("app/queue/names.py", "app.database.tables", {LAYERS}),
        ("app/api/health.py", "app.miniapp.routes", {LAYERS}),
        ("app/container/core.py", "app.main", {LAYERS, APART, WORKER, SCHEDULER}),
        ("app/main.py", "app.one_process", {LAYERS, PRODUCTION}),
        ("app/main.py", "worker.tasks", {ONE_PROCESS}),
        ("app/demo.py", "scheduler.main", {ONE_PROCESS}),
        ("worker/tasks.py", "scheduler.main", {APART}),
        ("scheduler/main.py", "app.main", {APART, SCHEDULER}),
        ("app/runtime/redis.py", "fakeredis", {PRODUCTION}),
        ("app/container/web.py", "app.sandbox.clock", {PRODUCTION}),
        ("app/bot/messages/sender.py", "app.bot.dialogs", {WORKER}),
        ("app/runtime/settings.py", "aiogram.utils.token", {SCHEDULER}),
        ("app/queue/__init__.py", "app.queue.broker", {SCHEDULER}),
        ("app/usecases/messages/claim_due.py", "app.texts.translator", {SCHEDULER}),
        ("app/domain/errors.py", "pydantic", {DOMAIN}),
    ],
)
def test_a_forbidden_import_is_found(tree: Path, importer: str, imported: str, broken: set[str]) -> None:
    with (tree / importer).open("a") as source:
        source.write(f"\nimport {imported}\n")

    assert broken_rules(tree) == broken
