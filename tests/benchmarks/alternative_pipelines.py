"""Other libraries that plan messages and send them through RabbitMQ: scripts of `alternatives/`, with their packages.

What each of them promises, and what not, is written in its first lines.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.deployment import ROOT, Deployment

SCRIPTS = Path(__file__).parent / "alternatives"
REQUIREMENTS = SCRIPTS / "requirements.txt"
ENVIRONMENT = ROOT / "build/alternatives-venv"
QUEUE = "messages"
"""Where their messages go in RabbitMQ."""
MESSAGE = {
    "TEXT": "Напоминаем: завтра, 25 ноября, в <b>19:00</b> вас ждёт столик у окна на двоих.\nАдрес: ул. Мира, 1.",
    "KEYBOARD": json.dumps(
        {
            "inline_keyboard": [
                [
                    {"text": "✅ Приду", "callback_data": "coming:1:1"},
                    {"text": "⏰ Опаздываю", "callback_data": "late:1:1"},
                ],
                [
                    {"text": "🔁 Перенести", "callback_data": "move:1:1"},
                    {"text": "❌ Отменить", "callback_data": "cancel:1"},
                ],
                [
                    {"text": "📖 Открыть", "callback_data": "open:1"},
                    {"text": "🗺 На карте", "url": "https://maps.example/1"},
                ],
            ]
        }
    ),
}
"""What each of them sends, in its environment: as long as a reminder of ours, with as many buttons."""
SLOWEST_PLANNER = 40.0
"""Messages a second that the slowest of them can be expected to plan on a busy machine."""


@dataclass(frozen=True)
class Alternative:
    """A script with the roles `plan COUNT DUE_AT`, `work` and, unless it needs none, `schedule`.

    `plan` plans that many messages, to the chats 1, 2, 3 ..., for a moment in seconds of the Unix clock.
    """

    name: str
    script: str
    has_scheduler: bool = True

    def command(self, *role: str) -> list[str]:
        return [str(ENVIRONMENT / "bin/python"), str(SCRIPTS / self.script), *role]

    async def plan(self, deployment: Deployment, messages: int) -> float:
        """Plan so many messages for the same moment, and return it, as seconds of the Unix clock."""
        due_at = time.time() + 10 + messages / SLOWEST_PLANNER
        command = self.command("plan", str(messages), str(due_at))
        await asyncio.to_thread(subprocess.run, command, cwd=deployment.folder, env=deployment.environment, check=True)
        return due_at


ALTERNATIVES = (
    Alternative("FastStream with APScheduler, its jobs in SQLite", "faststream_apscheduler.py"),
    Alternative("Celery with countdown", "celery_countdown.py", has_scheduler=False),
    Alternative("Taskiq with taskiq-redis's ListRedisScheduleSource", "taskiq_redis_source.py"),
)


def install() -> str:
    """Install their packages into `ENVIRONMENT`, unless they are there. Returns why that is impossible, or nothing."""
    installed = ENVIRONMENT / "requirements.txt"
    if installed.exists() and installed.read_bytes() == REQUIREMENTS.read_bytes():
        return ""
    pip = [str(ENVIRONMENT / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    try:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, capture_output=True, text=True)
        subprocess.run(pip, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        return (error.stderr.strip() or str(error)).splitlines()[-1]
    installed.write_bytes(REQUIREMENTS.read_bytes())
    return ""
