"""The memory of each process of the Procfile at rest, and the seconds until it is ready, beside its libraries alone."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.bench import Bench, say
from tests.benchmarks.deployment import START_WITHIN, Deployment, cpu_seconds, prepared, resident_megabytes
from tests.benchmarks.table import Memory, Row, Target
from tests.receivers import receiving
from tests.services.workers import eventually

REST_SECONDS = 5.0
"""From ready to at rest: what a process does only once is done by then."""
SCHEDULER_MEGABYTES = 110
SCHEDULER_SECONDS = 2
OURS_MEGABYTES = 40
"""What a process may take beyond its libraries."""

LIST_LIBRARIES = """
import sys, {program}
from {module} import {factory}
{factory}()
names = [name for name in sys.modules if name.partition(".")[0] not in ("app", "worker", "scheduler", "__main__")]
print(*names)
"""
IMPORT_LIBRARIES = """
import importlib, sys
for name in sys.stdin.readline().split():
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # a module that another one has put there under a second name
print(flush=True)
sys.stdin.readline()
"""


@dataclass(frozen=True)
class MeasuredProcess:
    """A process of the Procfile, the factory that makes it and the modules that call the factory."""

    name: str
    module: str
    factory: str
    program: str
    ready_line: str
    """The line in its log that shows that it is ready."""


PROCESSES = (
    MeasuredProcess("web", "app.main", "create_app", "app.server.__main__, uvloop", "Uvicorn running on"),
    MeasuredProcess("worker", "worker.main", "create_worker", "worker.__main__, uvloop", '"consumer"'),
    MeasuredProcess("scheduler", "scheduler.main", "create_scheduler", "scheduler.__main__", '"publisher"'),
)


async def measure(bench: Bench) -> AsyncIterator[Row]:
    rounds = 7 if bench.is_full else 3
    async with prepared(bench) as deployment:
        for subject in PROCESSES:
            say(f"processes: {subject.name} ...")
            ours = await _start(deployment, subject, rounds)
            libraries = await asyncio.to_thread(_import_libraries, deployment, subject, rounds)
            what = f"{subject.name}: memory at rest, seconds until it is ready"
            yield Row(what, ours, "its libraries, only imported", libraries, _target(subject, ours, libraries))
            watched = await _start_watched(deployment, subject, rounds)
            yield Row(f"{subject.name}, which sends traces and errors: the same", watched, "sends none", ours)


async def _start(deployment: Deployment, subject: MeasuredProcess, rounds: int) -> Memory:
    measured: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        begun = time.monotonic()
        with deployment.running(subject.name) as process:
            await eventually(lambda: subject.ready_line in process.log.read_text(), START_WITHIN)
            seconds, cpu = time.monotonic() - begun, process.cpu_seconds()
            await asyncio.sleep(REST_SECONDS)
            measured.append((process.megabytes(), seconds, cpu))
    return Memory(*zip(*measured, strict=True))


async def _start_watched(deployment: Deployment, subject: MeasuredProcess, rounds: int) -> Memory:
    """With the packages of requirements-observability.txt, which a process imports only if it is told where to send."""
    without = deployment.environment
    with receiving() as receiver:
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint, "SENTRY_DSN": receiver.dsn}
        deployment.environment = {**without, **told}
        try:
            return await _start(deployment, subject, rounds)
        finally:
            deployment.environment = without


def _import_libraries(deployment: Deployment, subject: MeasuredProcess, rounds: int) -> Memory:
    """Import everything that the process has loaded, except the product itself."""
    listing = LIST_LIBRARIES.format(program=subject.program, module=subject.module, factory=subject.factory)
    environment = deployment.environment
    names = subprocess.check_output([sys.executable, "-c", listing], env=environment, cwd=deployment.folder, text=True)
    measured: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        begun = time.monotonic()
        pipe = subprocess.PIPE
        importer = [sys.executable, "-c", IMPORT_LIBRARIES]
        with subprocess.Popen(importer, stdin=pipe, stdout=pipe, text=True) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(names)
            process.stdin.flush()
            process.stdout.readline()
            seconds = time.monotonic() - begun
            measured.append((resident_megabytes(process.pid), seconds, cpu_seconds(process.pid)))
            process.stdin.close()
    return Memory(*zip(*measured, strict=True))


def _target(subject: MeasuredProcess, ours: Memory, libraries: Memory) -> Target:
    megabytes, seconds = median(ours.megabytes), median(ours.seconds)
    if subject.name == "scheduler":
        is_met = megabytes < SCHEDULER_MEGABYTES and seconds < SCHEDULER_SECONDS
        return Target(f"< {SCHEDULER_MEGABYTES} MB, < {SCHEDULER_SECONDS} s", is_met)
    above = megabytes - median(libraries.megabytes)
    return Target(f"< {OURS_MEGABYTES} MB above its libraries", above < OURS_MEGABYTES)
