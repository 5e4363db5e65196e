"""What goes wrong in a run: one trouble after the other, drawn from a seeded bag, each mended before the next."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from app.sandbox.bot_api.faults import EVERY_METHOD, Fault, Faults
from tests.faults.history import History
from tests.services.deployment import Deployment, Process
from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis

PAUSE = (2.0, 4.0)
"""Seconds between a trouble that is over and the next."""
OUTAGE = (0.5, 5.0)
WEB, WORKER, SCHEDULER = "web", "worker", "scheduler"
FLEET = (WEB, WORKER, WORKER, SCHEDULER, SCHEDULER)


class NotedFaults(Faults):
    """Notes which call of the Bot API was struck by what."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def pop(self, method: str, chat_id: int | None) -> Fault | None:
        fault = super().pop(method, chat_id)
        if fault:
            self._history.note("struck", method=method, chat=chat_id, by=fault.kind.name, code=fault.code)
        return fault


class Troubles:
    """Makes trouble for a deployment whose processes it starts, and starts again, as a supervisor does."""

    def __init__(
        self,
        deployment: Deployment,
        rabbitmq: RabbitMQ,
        redis: Redis,
        postgresql: PostgreSQL | None,
        history: History,
        random: Random,
    ) -> None:
        self._deployment = deployment
        self._rabbitmq = rabbitmq
        self._redis = redis
        self._postgresql = postgresql
        self._history = history
        self._random = random
        self._fleet: list[Process] = []
        self._faults = NotedFaults(history)
        deployment.sandbox.api.faults = self._faults

    async def start_fleet(self) -> None:
        self._fleet = await self._deployment.start(*FLEET)

    async def stop_fleet(self) -> list[tuple[str, int]]:
        """SIGTERM for all; the name and the exit code of each."""
        ends = await asyncio.gather(*(process.stop() for process in self._fleet))
        return [(process.name, code) for process, (code, _) in zip(self._fleet, ends, strict=True)]

    async def make(self, enough: asyncio.Event) -> None:
        """Until it is enough; the last trouble is mended, too."""
        bag: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        while not enough.is_set():
            if not bag:
                bag = list(self._kinds().items())
                self._random.shuffle(bag)
            await self._befall(*bag.pop())
            await asyncio.sleep(self._random.uniform(*PAUSE))
        self._faults.clear()

    async def _befall(self, name: str, trouble: Callable[[], Awaitable[None]]) -> None:
        self._history.note("trouble", kind=name)
        await trouble()
        self._history.note("recovered", kind=name)

    def _kinds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        kinds: dict[str, Callable[[], Awaitable[None]]] = {
            "web killed": lambda: self._kill(WEB),
            "worker killed": lambda: self._kill(WORKER),
            "scheduler killed": lambda: self._kill(SCHEDULER),
            "RabbitMQ away": lambda: self._restart(self._rabbitmq),
            "Redis flushed": lambda: asyncio.to_thread(self._redis.flush),
            "Redis away": lambda: self._restart(self._redis),
            "Bot API answers 500": self._refuse,
            "Bot API answers 429": self._limit,
            "Bot API hangs": self._hang,
            "Bot API drops the call": lambda: self._drop(self._faults.drop_before),
            "Bot API drops the answer": lambda: self._drop(self._faults.drop_after),
        }
        if postgresql := self._postgresql:
            kinds["PostgreSQL away"] = lambda: self._restart(postgresql)
        return kinds

    async def _kill(self, name: str) -> None:
        number = self._random.choice([n for n, process in enumerate(self._fleet) if process.name == name])
        self._fleet[number].kill()
        self._fleet[number] = self._deployment.launch(name)
        await self._deployment.until_started(self._fleet[number])

    async def _restart(self, service: Instance) -> None:
        await asyncio.to_thread(self._random.choice([service.stop, service.kill]))
        await asyncio.sleep(self._random.uniform(*OUTAGE))
        await asyncio.to_thread(service.start)

    async def _refuse(self) -> None:
        self._faults.refuse(EVERY_METHOD, 500, times=self._random.randint(1, 3))

    async def _limit(self) -> None:
        self._faults.refuse("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2)

    async def _hang(self) -> None:
        self._faults.hang(self._random.choice(["sendMessage", EVERY_METHOD]))

    async def _drop(self, drop: Callable[..., None]) -> None:
        drop(self._random.choice(["sendMessage", EVERY_METHOD]))
