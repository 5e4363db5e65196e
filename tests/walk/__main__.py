"""`python -m tests.walk --steps 10000 --seed 1`: walk far, and print the seeds that have found a defect.

Prints each defect with the steps that lead to it, and the windows that no walk has visited. Exits with 1 after a
defect.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pytest

from app.database.migrate import migrate_up
from tests.bot.widgets import WINDOWS, name
from tests.databases import sqlite_url
from tests.product import prepare
from tests.walk.walk import Broken, walking

STEPS = 10_000
STEPS_OF_A_WALK = 500
"""Then the next walk begins, with the next seed and an empty database: so a defect is found again in minutes."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help=f"steps of all walks together ({STEPS:,})")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first walk; the others follow (1)")
    options = parser.parse_args(arguments)
    visited, taken, defects = Counter[str](), 0, 0
    with TemporaryDirectory(prefix="bronya-walk-") as folder:
        template = Path(folder) / "template.sqlite3"
        migrate_up(sqlite_url(template))
        for number in range(-(-options.steps // STEPS_OF_A_WALK)):
            steps = min(STEPS_OF_A_WALK, options.steps - number * STEPS_OF_A_WALK)
            defect, of_walk, seen = asyncio.run(_walk(template, Path(folder), options.seed + number, steps))
            visited, taken, defects = visited + seen, taken + of_walk, defects + bool(defect)
            sys.stdout.write(
                f"seed {options.seed + number}: {of_walk} steps, {len(seen)} windows, {process_time():.0f} s of CPU"
                f" so far{f'. {defect}' if defect else ''}\n"
            )
            sys.stdout.flush()
    unvisited = sorted({name(window) for window in WINDOWS} - visited.keys())
    sys.stdout.write(
        f"{taken:,} steps, {defects} defects, {len(visited)} windows visited; not: {unvisited or 'none'}\n"
    )
    return 1 if defects else 0


async def _walk(template: Path, folder: Path, seed: int, steps: int) -> tuple[Broken | None, int, Counter[str]]:
    with pytest.MonkeyPatch.context() as patched:
        prepare(patched)
        async with walking(template, folder, seed, patched) as walk:
            try:
                await walk.go(steps)
            except Broken as broken:
                return broken, walk.steps, walk.visited
            return None, walk.steps, walk.visited


if __name__ == "__main__":
    sys.exit(main())
