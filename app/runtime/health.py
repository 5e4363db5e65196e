"""Whether this process works: signs of life that have to come again and again."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from enum import StrEnum

BEAT_SECONDS = 1.0
"""Between two looks at the signs."""
LOOP_TIMEOUT = 30.0
"""Seconds for which the event loop may be busy with one thing. Nothing of ours takes one."""
OUTAGE_TIMEOUT = 120.0
"""Seconds for which RabbitMQ or the database may be away: an ordinary restart of them is no reason to restart us."""


class Sign(StrEnum):
    """What has to happen again and again. The value is its name in answers."""

    LOOP = "event loop"
    """Its event loop runs tasks."""
    RABBITMQ = "RabbitMQ"
    """A worker gets messages."""
    PASS = "pass over the ledger"  # noqa: S105  no password
    """A scheduler has claimed what is due: database and RabbitMQ answered."""


class Health:
    """When each sign was last noted, and for how long it may stay away. `now` is in seconds.

    A process that starts is healthy: a sign counts from the moment at which it is expected. Read from any thread.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._noted_at: dict[Sign, float] = {}
        self._expected: dict[Sign, float] = {}

    def expect(self, sign: Sign, within: float) -> None:
        """From now on the sign must be noted at least every `within` seconds."""
        self.note(sign)
        self._expected[sign] = within

    def note(self, sign: Sign) -> None:
        """It has just happened."""
        self._noted_at[sign] = self._now()

    @property
    def problems(self) -> list[str]:
        """The signs that are missing, each with for how long. Empty for a healthy process."""
        ages = {sign: (self._now() - self._noted_at[sign], within) for sign, within in list(self._expected.items())}
        return [f"{sign}: nothing for {age:.0f} s" for sign, (age, within) in ages.items() if age > within]


async def keep_beating(health: Health, look: Callable[[], None] = lambda: None) -> None:
    """Note each second that the event loop runs, and tell systemd while all is well, until canceled.

    `look` is called each time, to note other signs.
    """
    health.expect(Sign.LOOP, LOOP_TIMEOUT)
    while True:
        health.note(Sign.LOOP)
        look()
        if not health.problems:
            tell_systemd("WATCHDOG=1")
        await asyncio.sleep(BEAT_SECONDS)


def tell_systemd(state: str) -> None:
    """Send a state to systemd, as sd_notify(3) describes, if it has started this process with a socket for that."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as systemd:
            systemd.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
