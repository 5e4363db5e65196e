"""The processes of the Procfile, against private services and a sandbox for Telegram."""

import asyncio
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.database.transaction import Database
from app.domain.notification import Kind, NewNotification
from app.sandbox.sandbox import PEOPLE, Sandbox
from tests.services.workers import eventually

ROOT = Path(__file__).parents[2]
TOKEN = "1001:sandbox-token-of-binary-bites"
HOUR = timedelta(hours=1)
CHATS = [person.id for person in PEOPLE]


def read_procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: shlex.split(command) for name, command in (line.split(": ", 1) for line in lines)}


class Process:
    """One process of the Procfile, with what it wrote."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as stream:
            self._process = subprocess.Popen(
                read_procfile()[name],
                cwd=ROOT,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._log.read_text()

    async def stop(self) -> tuple[int, float]:
        """SIGTERM, as a supervisor sends it; the exit code, and how many seconds it took."""
        started = time.monotonic()
        self._process.terminate()
        code = await asyncio.to_thread(self._process.wait, 60)
        return code, time.monotonic() - started

    def kill(self) -> None:
        """With its children, as a machine that goes down does."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Deployment:
    """Starts processes, owes people messages and looks at what became of them."""

    def __init__(self, sandbox: Sandbox, database: Database, settings: dict[str, str], folder: Path) -> None:
        self.sandbox = sandbox
        self.database = database
        self.processes: list[Process] = []
        self._folder = folder
        self._environment = {
            **os.environ,
            **settings,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "VENUES__BINARY_BITES__BOT_TOKEN": TOKEN,
            "LOG_FORMAT": "json",
        }

    async def start(self, *names: str) -> list[Process]:
        """Return when each process is connected to RabbitMQ, or has found that it is away."""
        started = [self._launch(name) for name in names]
        for name, process in zip(names, started, strict=True):
            await self._wait_for_link("consumer" if name == "worker" else "publisher", process)
        return started

    def _launch(self, name: str) -> Process:
        process = Process(name, self._environment, self._folder / f"{name}-{len(self.processes)}.log")
        self.processes.append(process)
        return process

    async def _wait_for_link(self, link: str, process: Process) -> None:
        try:
            await eventually(lambda: f'"link": "{link}"' in process.output, within=30)
        except AssertionError:
            pytest.fail(f"a process did not start:\n{process.output}")

    async def owe(self, due_at: datetime, chats: Sequence[int] = tuple(CHATS)) -> None:
        """One message to each chat. It was planned an hour ago."""
        news = [NewNotification(Kind.SERVICE_STARTED, chat, due_at, due_at + HOUR, facts=AT) for chat in chats]
        async with self.database.write() as tx:
            await tx.notifications.plan("binary_bites", None, news, datetime.now(UTC) - HOUR)

    def received(self) -> list[tuple[int, datetime]]:
        """To whom Telegram brought a message, and when."""
        calls = [call for call in self.sandbox.api.calls_of("sendMessage") if call.ok]
        return [(int(call.parameters["chat_id"]), call.at) for call in calls]

    def kill_all(self) -> None:
        for process in self.processes:
            process.kill()


AT = {"at": "2027-03-01T09:00:00+00:00"}
