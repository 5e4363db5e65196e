"""The base of the state machines of Hypothesis: each generated history has its own SQLite file and event loop."""

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

HISTORIES = int(os.environ.get("HISTORIES", "15"))
"""How many histories a machine generates. For more: `HISTORIES=2000 pytest --timeout 0 -k machine`."""
STEPS = 40


class Machine(RuleBasedStateMachine):
    """Rules and invariants are synchronous functions that call the asynchronous code by `run`."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self.database: OpenDatabase = self.run(self._open.enter_async_context(opened(copy_of(template, folder))))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def end(self) -> None:
        """Check what must be true at the end of a history."""

    def teardown(self) -> None:
        try:
            self.end()
        finally:
            self.run(self._open.aclose())
            self._runner.close()


def run_machine(machine: Callable[[Path, Path], Machine], template: Path, folder: Path) -> None:
    """Generate histories. Hypothesis reports one that violates an invariant in its shortest form."""
    run_state_machine_as_test(
        lambda: machine(template, folder),  # type: ignore[arg-type]
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
