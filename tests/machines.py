"""What the state machines of Hypothesis share: each story has a SQLite file of its own and an event loop to live in."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.databases import OpenDatabase, copy_of, opened

T = TypeVar("T")

STORIES = int(os.environ.get("STORIES", "15"))
"""How many stories a machine lives through: more find more, `STORIES=2000 pytest --timeout 0 -k machine`."""
STEPS = 40


class Machine(RuleBasedStateMachine):
    """Rules and invariants are plain functions that wait for the real, asynchronous code by `run`."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self.database: OpenDatabase = self.run(self._open.enter_async_context(opened(copy_of(template, folder))))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def end(self) -> None:
        """What must be true when the story is over."""

    def teardown(self) -> None:
        try:
            self.end()
        finally:
            self.run(self._open.aclose())
            self._runner.close()


def live_through(machine: Callable[[Path, Path], Machine], template: Path, folder: Path) -> None:
    """Let the machine live through its stories; a story that breaks an invariant is told as short as it can be."""
    run_state_machine_as_test(
        lambda: machine(template, folder),  # type: ignore[arg-type]
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
