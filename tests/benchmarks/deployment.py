"""The product as operators run it: the Procfile's processes, with a sandbox for Telegram in this one."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import aio_pika

from app.database.migrate import migrate_up
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Person
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.benchmarks.bench import Bench
from tests.databases import sqlite_url
from tests.sandbox.conftest import serve
from tests.services.instances import RabbitMQ, Redis, free_port
from tests.services.workers import ALL_QUEUES, eventually

ROOT = Path(__file__).parents[2]
BRONYA = "app.main:create_app"
TOKENS = {"binary_bites": "8001:benchmark", "zdorovie_plus": "8002:benchmark"}
PROCESSES = ("web", "worker", "scheduler")
START_WITHIN = 120.0
"""Seconds. An idle machine takes five; a busy one must not fail."""
STOP_WITHIN = 60.0
"""Seconds, as a supervisor waits at least before it kills."""


@dataclass(frozen=True)
class Process:
    """A process of the Procfile that runs."""

    name: str
    pid: int
    log: Path

    def megabytes(self) -> float:
        """The resident memory of the process that does the work: Taskiq's worker is the child of its supervisor."""
        return max(map(resident_megabytes, self._family()))

    def cpu_seconds(self) -> float:
        """How long the process and its children have computed: on a busy machine, the fairer measure."""
        return sum(map(cpu_seconds, self._family()))

    async def stop(self) -> float:
        """Tell the process to stop, and return how many seconds it took."""
        begun = monotonic()
        os.kill(self.pid, signal.SIGTERM)
        await eventually(self._has_ended, within=STOP_WITHIN)
        return monotonic() - begun

    def _has_ended(self) -> bool:
        """Whether only its exit code is left, which `started` takes."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]


class Deployment:
    """What the processes need, and what people of the sandbox see of them. `admins` are those of every venue."""

    def __init__(self, sandbox: Sandbox, admins: int, folder: Path) -> None:
        self.sandbox = sandbox
        self.admins = [sandbox.add_person(f"Admin{number}") for number in range(admins)]
        self.folder = folder
        self.environment: dict[str, str] = {}
        self.processes: list[Process] = []
        for token in TOKENS.values():
            for admin in self.admins:
                sandbox.telegram.chat(sandbox.telegram.bots[token], admin).started = True

    def new_user(self, name: str, venue_id: str) -> ChatUser:
        """A new person in the chat with the venue's bot."""
        person: Person = self.sandbox.add_person(name)
        return self.sandbox.user(person.id, TOKENS[venue_id])

    def is_ready(self) -> bool:
        """Whether each bot has introduced itself, and its news of the start has reached each admin."""
        telegram = self.sandbox.telegram
        return all(bot.menu_buttons for bot in telegram.bots.values()) and all(
            telegram.chat(bot, admin).messages for bot in telegram.bots.values() for admin in self.admins
        )

    @contextmanager
    def running(self, name: str, app: str = BRONYA) -> Iterator[Process]:
        """Start a process of the Procfile, and kill it at the end. `app` is what makes the web process."""
        with self.started(name, read_procfile()[name].replace(BRONYA, app)) as process:
            yield process

    @contextmanager
    def started(self, name: str, command: str) -> Iterator[Process]:
        """Start any command in the environment of the processes, and kill it at the end."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            started = subprocess.Popen(
                ["sh", "-c", f"exec {command}"],  # noqa: S607  the Procfile is written for whatever shell there is
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(name, started.pid, log)
        self.processes.append(process)
        try:
            yield process
        finally:
            self.processes.remove(process)
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


@asynccontextmanager
async def prepared(bench: Bench, database_url: str | None = None, admins: int = 1) -> AsyncIterator[Deployment]:
    """Empty services, a migrated database and Telegram, for processes that are not started yet.

    SQLite unless told otherwise. Raises `ServiceMissingError` on a machine without RabbitMQ or Redis.
    """
    rabbitmq, redis, port = bench.need(RabbitMQ), bench.need(Redis), free_port()
    folder = Path(mkdtemp(dir=bench.folder))
    database_url = database_url or sqlite_url(folder / "bronya.sqlite3")
    await asyncio.to_thread(migrate_up, database_url)
    await _empty(rabbitmq, redis)
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in TOKENS.items()])
    deployment = Deployment(sandbox, admins, folder)
    async with serve(sandbox.app) as address:
        deployment.environment = {
            **_environment([admin.id for admin in deployment.admins]),
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_API_URL": f"{address}/api",
            "DATABASE_URL": database_url,
            "RABBITMQ_URL": rabbitmq.url,
            "REDIS_URL": redis.url,
        }
        yield deployment
        await sandbox.close()


@asynccontextmanager
async def deployed(
    bench: Bench, app: str = BRONYA, database_url: str | None = None, admins: int = 1
) -> AsyncIterator[Deployment]:
    """Web, worker and scheduler, ready. `app` is what makes the web process: an alternative goes here."""
    async with prepared(bench, database_url, admins) as deployment:
        with ExitStack() as processes:
            for name in PROCESSES:
                processes.enter_context(deployment.running(name, app))
            await _until_ready(deployment)
            yield deployment


def read_procfile() -> Mapping[str, str]:
    """The commands by the name of their process."""
    return dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


async def _empty(rabbitmq: RabbitMQ, redis: Redis) -> None:
    """Forget the deployment before, whose sandbox gave the same numbers to other updates."""
    redis.flush()
    async with await aio_pika.connect(rabbitmq.url) as connection, connection.channel() as channel:
        for name in ALL_QUEUES:
            await channel.queue_delete(name)


def _environment(admin_ids: list[int]) -> Mapping[str, str]:
    # Without the developer's settings: their variables are removed, and processes run in another folder, without .env.
    venues = {
        f"VENUES__{venue.upper()}__{key}": value
        for venue, token in TOKENS.items()
        for key, value in (("BOT_TOKEN", token), ("ADMIN_IDS", str(admin_ids)))
    }
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VENUES_DIR": str(ROOT / "data/venues"),
        "LOG_FORMAT": "json",
        **venues,
    }


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0  # it has ended


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


async def _until_ready(deployment: Deployment) -> None:
    try:
        await eventually(deployment.is_ready, within=START_WITHIN)
    except AssertionError as error:
        logs = [f"{process.log.name}:\n{process.log.read_text()[-2000:]}" for process in deployment.processes]
        raise RuntimeError("\n".join(["the product did not start", *logs])) from error
