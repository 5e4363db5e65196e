"""The product as operators run it: the Procfile's processes, with a sandbox for Telegram in this one."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import aio_pika

from app.database.migrate import migrate_up
from app.runtime.settings import MEMORY
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
START_WITHIN = 30.0


class Deployment:
    """People of the sandbox and what they see. `admins` are those of every venue."""

    def __init__(self, sandbox: Sandbox, admins: int) -> None:
        self.sandbox = sandbox
        self.admins = [sandbox.add_person(f"Admin{number}") for number in range(admins)]
        for token in TOKENS.values():
            for admin in self.admins:
                sandbox.telegram.chat(sandbox.telegram.bots[token], admin).started = True

    def newcomer(self, name: str, venue_id: str) -> ChatUser:
        """Somebody new in the chat with the venue's bot."""
        person: Person = self.sandbox.add_person(name)
        return self.sandbox.user(person.id, TOKENS[venue_id])

    def is_ready(self) -> bool:
        """Whether each bot has introduced itself, and its news of the start has reached each admin."""
        telegram = self.sandbox.telegram
        return all(bot.menu_buttons for bot in telegram.bots.values()) and all(
            telegram.chat(bot, admin).messages for bot in telegram.bots.values() for admin in self.admins
        )


@asynccontextmanager
async def deployed(
    bench: Bench, app: str = BRONYA, database_url: str | None = None, admins: int = 1
) -> AsyncIterator[Deployment]:
    """Web, worker and scheduler, ready; without RabbitMQ web is all three. SQLite unless told otherwise.

    `app` is what makes the web process: an alternative goes here.
    """
    folder = Path(mkdtemp(dir=bench.folder))
    database_url = database_url or sqlite_url(folder / "bronya.sqlite3")
    await asyncio.to_thread(migrate_up, database_url)
    rabbitmq, redis, port = bench.find(RabbitMQ), bench.find(Redis), free_port()
    await _empty(rabbitmq, redis)
    sandbox = create_sandbox([BotCard(token, f"{venue}_bot", venue) for venue, token in TOKENS.items()])
    deployment = Deployment(sandbox, admins)
    async with serve(sandbox.app) as address:
        environment = {
            **_environment([admin.id for admin in deployment.admins]),
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_API_URL": f"{address}/api",
            "DATABASE_URL": database_url,
            "RABBITMQ_URL": rabbitmq.url if rabbitmq else MEMORY,
            "REDIS_URL": redis.url if redis else MEMORY,
        }
        with ExitStack() as processes:
            for name, command in _commands(app).items():
                if rabbitmq or name == "web":
                    processes.enter_context(_process(command, environment, folder / f"{name}.log"))
            await _until_ready(deployment, folder)
            yield deployment
        await sandbox.close()


async def _empty(rabbitmq: RabbitMQ | None, redis: Redis | None) -> None:
    """Forget the deployment before, whose sandbox gave the same numbers to other updates."""
    if redis:
        redis.flush()
    if rabbitmq:
        async with await aio_pika.connect(rabbitmq.url) as connection, connection.channel() as channel:
            for name in ALL_QUEUES:
                await channel.queue_delete(name)


def _environment(admin_ids: list[int]) -> Mapping[str, str]:
    # Nothing of the developer's own: neither their variables nor, as processes run in another folder, their .env.
    venues = {
        f"VENUES__{venue.upper()}__{key}": said
        for venue, token in TOKENS.items()
        for key, said in (("BOT_TOKEN", token), ("ADMIN_IDS", str(admin_ids)))
    }
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VENUES_DIR": str(ROOT / "data/venues"),
        "LOG_FORMAT": "json",
        **venues,
    }


def _commands(app: str) -> Mapping[str, str]:
    lines = (ROOT / "Procfile").read_text().replace(BRONYA, app).splitlines()
    commands = dict(line.split(": ", 1) for line in lines)
    del commands["release"]
    return commands


@contextmanager
def _process(command: str, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],  # noqa: S607  the Procfile is written for whatever shell there is
            cwd=log.parent,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def _until_ready(deployment: Deployment, logs: Path) -> None:
    try:
        await eventually(deployment.is_ready, within=START_WITHIN)
    except AssertionError as error:
        said = [f"{log.name}:\n{log.read_text()[-2000:]}" for log in logs.glob("*.log")]  # noqa: ASYNC240  the end
        raise RuntimeError("\n".join(["the product did not start", *said])) from error
