"""`python -m tests.benchmarks`: our figures beside those of alternatives, as a Markdown table on standard output."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from app.runtime.logs import configure_logs
from app.runtime.settings import Settings
from tests.benchmarks import (
    alerts,
    any_place,
    availability,
    desk,
    exports,
    figures,
    growth,
    lateness,
    many_bots,
    passes,
    pictures,
    pipeline,
    presses,
    processes,
    reads,
    results,
    sentences,
    throughput,
    venues,
    webhook,
)
from tests.benchmarks.bench import Bench, say
from tests.benchmarks.document import write_table
from tests.benchmarks.environment import describe
from tests.benchmarks.table import Row, render
from tests.services.instances import ServiceMissingError

Measurement = Callable[[Bench], AsyncIterator[Row]]
MEASUREMENTS: Mapping[str, Measurement] = {
    "webhook": webhook.measure,
    "presses": presses.measure,
    "alerts": alerts.measure,
    "passes": passes.measure,
    "lateness": lateness.measure,
    "pipeline": pipeline.measure,
    "throughput": throughput.measure,
    "results": results.measure,
    "availability": availability.measure,
    "any_place": any_place.measure,
    "desk": desk.measure,
    "exports": exports.measure,
    "figures": figures.measure,
    "pictures": pictures.measure,
    "reads": reads.measure,
    "sentences": sentences.measure,
    "processes": processes.measure,
    "growth": growth.measure,
    "venues": venues.measure,
    "many_bots": many_bots.measure,
}


def main() -> None:
    arguments = _read_arguments()
    # SIGTERM stops the services and removes the files, as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    configure_logs(Settings(_env_file=None, log_level="ERROR"))
    with TemporaryDirectory(prefix="bronya-benchmarks-") as folder, ExitStack() as stack:
        bench = Bench(arguments.full, Path(folder), stack)
        table = asyncio.run(_run(bench, arguments.only or list(MEASUREMENTS)))
    sys.stdout.write(table)
    if arguments.write:
        write_table(arguments.write, table)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--full", action="store_true", help="longer, larger, and with PostgreSQL under the web process")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table of all into the document")
    arguments = parser.parse_args()
    if arguments.write and arguments.only:
        parser.error("--write is for the table of all benchmarks: leave out --only")
    return arguments


async def _run(bench: Bench, names: list[str]) -> str:
    rows: list[Row] = []
    missing: list[str] = []
    load_before = os.getloadavg()[0]
    for name in names:
        try:
            async for row in MEASUREMENTS[name](bench):
                rows.append(row)
                say(" | ".join(row.cells))
        except ServiceMissingError as error:
            missing.append(f"\n!!! NOT MEASURED: {name}, for {error}")
    return "\n".join([await describe(bench.started, load_before), "", render(rows), *missing, ""])


if __name__ == "__main__":
    main()
