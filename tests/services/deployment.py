"""The processes of the Procfile, against private services and a sandbox for Telegram."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from app.database.tables import bookings, notifications
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import NewNotification
from app.domain.messages.payloads import ServiceStarted
from app.sandbox.sandbox import PEOPLE, BotCard, Sandbox, create_sandbox
from tests.databases import OpenDatabase, opened
from tests.faults.message_kinds import ends_dialog
from tests.sandbox.conftest import serve
from tests.services.forks import Fork
from tests.services.instances import RabbitMQ, Redis, free_port
from tests.services.workers import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
VENUE = "binary_bites"
TOKEN = "1001:sandbox-token-of-binary-bites"
TOKENS = {VENUE: TOKEN}
HOUR = timedelta(hours=1)
CHATS = [person.id for person in PEOPLE]
ADMIN = CHATS[-1]
LONGEST_PAUSE = 0.5
"""Seconds after which the sandbox sends a refused update again. Telegram waits for minutes."""
START_PATIENCE = 300.0
"""Seconds that a process may take to start: several tests start theirs at the same moment."""
GRACE = 30
"""Seconds that docs/operations.md asks supervisors to wait after SIGTERM."""
CLEAN_ENDS = {"web": (0, -signal.SIGTERM), "worker": (0,), "scheduler": (0,)}
"""Exit codes. uvicorn closes everything and then ends by the signal that it got."""


def read_procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


class Process:
    """One process of the Procfile, with its log."""

    def __init__(self, name: str, command: str, environment: Mapping[str, str], log: Path, *, forked: bool) -> None:
        """Start it in the folder of its log. `forked`: from a process that has imported this tree's code already."""
        self.name = name
        self._log = log
        self._process: Fork | subprocess.Popen[bytes]
        if forked:
            log.touch()
            self._process = Fork(command, environment, log)
            return
        with log.open("wb") as stream:
            self._process = subprocess.Popen(
                ["sh", "-c", f"exec {command}"],  # noqa: S607  it is written for whatever shell there is
                cwd=log.parent,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._log.read_text()

    async def stop(self) -> int:
        """Send SIGTERM and, after `GRACE`, SIGKILL, as a supervisor does. Returns the exit code."""
        self._process.terminate()
        try:
            return await asyncio.to_thread(self._process.wait, GRACE)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """Kill it with its children, as the crash of a machine does. Returns the exit code."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()


class Deployment:
    """Starts processes, plans messages and reads their state. `address` is where `web` listens."""

    def __init__(self, sandbox: Sandbox, database: OpenDatabase, settings: Mapping[str, str], folder: Path) -> None:
        self.sandbox = sandbox
        self.database = database
        self.processes: list[Process] = []
        self.commands = read_procfile()
        """The command of each process, by its name."""
        self.forks = True
        """Whether processes are forked from one that has imported the code, which saves most of their start."""
        self._folder = folder
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        # Without the developer's variables, and without their .env, because processes run in another folder.
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "VENUES_DIR": str(ROOT / "data/venues"),
            # Of the run, where pytest has set one: then no process checks the texts again.
            "CACHE_DIR": os.environ.get("CACHE_DIR", str(folder / "cache")),
            "PORT": str(port),
            "PUBLIC_URL": self.address,
            "LOG_FORMAT": "json",
            **settings,
        }

    def configure(self, variable: str, value: str) -> None:
        """Set an environment variable of the processes that are started from now on."""
        self._environment[variable] = value

    def reach_through(self, proxy: int, service: int) -> None:
        """Let the processes that are started from now on connect to the port of a proxy in place of a service's."""
        for variable in ("DATABASE_URL", "RABBITMQ_URL", "REDIS_URL"):
            self._environment[variable] = self._environment[variable].replace(f":{service}", f":{proxy}")

    async def start(self, *names: str) -> list[Process]:
        """Return when each process is connected to RabbitMQ, or has found that it is away, and `web` serves."""
        started = [self.launch(name) for name in names]
        for process in started:
            await self.until_started(process)
        return started

    def launch(self, name: str) -> Process:
        """Start a process without waiting until it is ready."""
        log = self._folder / f"{name}-{len(self.processes)}.log"
        process = Process(name, self.commands[name], self._environment, log, forked=self.forks)
        self.processes.append(process)
        return process

    async def until_started(self, process: Process) -> None:
        await self._wait_for(process, f'"connection": "{"consumer" if process.name == "worker" else "publisher"}"')
        if process.name == "web":
            await self._wait_for(process, '"bot introduced"')

    async def _wait_for(self, process: Process, said: str) -> None:
        try:
            await eventually(lambda: said in process.output, within=START_PATIENCE)
        except AssertionError:
            pytest.fail(f"{process.name} did not start:\n{process.output}")

    async def down(self) -> set[str]:
        """The services that `/readyz` reports as down."""
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            answer = await client.get("/readyz")
        down = set(answer.json()["down"])
        assert answer.status_code == (503 if down else 200)
        return down

    async def until_down(self, *services: str) -> None:
        """Wait until `/readyz` reports only these as down: processes connect again within a second or two."""

        async def is_so() -> bool:
            return await self.down() == set(services)

        await until(is_so)

    async def owe(self, due_at: datetime, chats: Sequence[int] = tuple(CHATS)) -> None:
        """Plan a message to each chat, as if that was done an hour ago."""
        news = [NewNotification(ServiceStarted(at=due_at), chat, due_at, due_at + HOUR) for chat in chats]
        async with self.database.write() as tx:
            await tx.ledger.plan(VENUE, news, datetime.now(UTC) - HOUR)

    async def statuses(self, kind: Kind, variant: str = "") -> list[str]:
        """The status of all messages of a kind, in the order of planning."""
        mine = (notifications.c.kind == kind) & (notifications.c.variant == variant)
        found = select(notifications.c.status).where(mine).order_by(notifications.c.id)
        return [row["status"] for row in await self.database.rows(found)]

    async def booked(self) -> list[tuple[int, str]]:
        """Each booking's id and status."""
        found = await self.database.rows(select(bookings.c.id, bookings.c.status))
        return [(row["id"], row["status"]) for row in found]

    async def fall_due(self, kind: Kind, variant: str, due_at: datetime, expires_at: datetime) -> None:
        """Change the times of all messages of a kind and variant, as if time had passed since the booking."""
        mine = (notifications.c.kind == kind) & (notifications.c.variant == variant)
        times = {"due_at": due_at, "planned_for": due_at, "expires_at": expires_at}
        await self.database.change(update(notifications).where(mine).values(**times))

    def received(self, text: str = "") -> list[tuple[int, datetime]]:
        """The chats that got a message with the text, and when: it was sent, or took over the message of a dialog."""
        api = self.sandbox.api
        taken_over = [call for call in api.calls_of("editMessageText") if ends_dialog(call.parameters["text"])]
        calls = [call for call in (*api.calls_of("sendMessage"), *taken_over) if call.ok]
        return [(int(call.parameters["chat_id"]), call.at) for call in calls if text in call.parameters["text"]]

    def kill_all(self) -> None:
        for process in self.processes:
            process.kill()


@asynccontextmanager
async def deployed(
    database_url: str, rabbitmq: RabbitMQ, redis: Redis, folder: Path, tokens: Mapping[str, str] = TOKENS
) -> AsyncIterator[Deployment]:
    """A deployment whose processes are not started yet. All guests have opened the chats with the bots."""
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in tokens.items()])
    sandbox.api.webhook_sender._sleep = sleep_briefly
    for token in tokens.values():
        for chat in CHATS:
            sandbox.user(chat, token).chat.started = True
    async with serve(sandbox.app) as address, opened(database_url) as database:
        venues = {
            f"VENUES__{venue.upper()}__{name}": said
            for venue, token in tokens.items()
            for name, said in (("BOT_TOKEN", token), ("ADMIN_IDS", str([ADMIN])))
        }
        settings = {
            **venues,
            "TELEGRAM_API_URL": f"{address}/api",
            "DATABASE_URL": database_url,
            "RABBITMQ_URL": rabbitmq.url,
            "REDIS_URL": redis.url,
        }
        deployment = Deployment(sandbox, database, settings, folder)
        try:
            yield deployment
        finally:
            deployment.kill_all()
            await sandbox.close()


async def sleep_briefly(seconds: float) -> None:
    await asyncio.sleep(min(seconds, LONGEST_PAUSE))


async def until(is_so: Callable[[], Awaitable[bool]], within: float = PATIENCE) -> None:
    """Wait until the asynchronous `is_so` returns true, which other processes cause."""
    async with asyncio.timeout(within):
        while not await is_so():  # noqa: ASYNC110  other processes set no events
            await asyncio.sleep(0.1)
