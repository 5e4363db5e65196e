"""Inject faults into a run: one after the other in random order, each ended before the next begins."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from app.sandbox.bot_api.faults import EVERY_METHOD, Fault, Faults
from tests.faults.history import History
from tests.services.deployment import Deployment, Process
from tests.services.instances import Instance, PostgreSQL, RabbitMQ, Redis

PAUSE = (2.0, 4.0)
"""Seconds between two faults, at least and at most."""
OUTAGE = (0.5, 5.0)
"""Seconds for which a service is down, at least and at most."""
AT_LEAST = 3
"""Faults in a run, even if the guests are done before a busy machine has injected so many."""
WEB, WORKER, SCHEDULER = "web", "worker", "scheduler"
PROCESSES = (WEB, WORKER, WORKER, SCHEDULER, SCHEDULER)


class RecordedFaults(Faults):
    """Records each fault that was applied to a call of the Bot API."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def pop(self, method: str, chat_id: int | None) -> Fault | None:
        fault = super().pop(method, chat_id)
        if fault:
            self._history.record("call_faulted", method=method, chat=chat_id, by=fault.kind.name, code=fault.code)
        return fault


class FaultInjector:
    """Injects faults into a deployment. It starts the processes, and restarts killed ones, as a supervisor does."""

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
        self._processes: list[Process] = []
        self._faults = RecordedFaults(history)
        deployment.sandbox.api.faults = self._faults

    async def start_processes(self, *names: str) -> None:
        self._processes = await self._deployment.start(*names)

    async def stop_processes(self) -> list[tuple[str, int]]:
        """Send SIGTERM to all processes. Returns the name and the exit code of each."""
        ends = await asyncio.gather(*(process.stop() for process in self._processes))
        return [(process.name, code) for process, code in zip(self._processes, ends, strict=True)]

    async def inject(self, enough: asyncio.Event) -> None:
        """Inject faults until `enough` is set, and at least `AT_LEAST`; the last one is ended as well."""
        remaining: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        injected = 0
        while injected < AT_LEAST or not enough.is_set():
            if not remaining:
                remaining = list(self._kinds().items())
                self._random.shuffle(remaining)
            await self._inject_one(*remaining.pop())
            injected += 1
            await asyncio.sleep(self._random.uniform(*PAUSE))
        self._faults.clear()

    async def _inject_one(self, name: str, fault: Callable[[], Awaitable[None]]) -> None:
        self._history.record("fault", kind=name)
        await fault()
        self._history.record("recovered", kind=name)

    def _kinds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        kinds: dict[str, Callable[[], Awaitable[None]]] = {
            "web killed": lambda: self._kill(WEB),
            "worker killed": lambda: self._kill(WORKER),
            "scheduler killed": lambda: self._kill(SCHEDULER),
            "RabbitMQ down": lambda: self._restart(self._rabbitmq),
            "Redis flushed": lambda: asyncio.to_thread(self._redis.flush),
            "Redis down": lambda: self._restart(self._redis),
            "Bot API answers 500": self._refuse,
            "Bot API answers 429": self._limit,
            "Bot API hangs": self._hang,
            "Bot API drops the call": lambda: self._drop(self._faults.drop_before),
            "Bot API drops the answer": lambda: self._drop(self._faults.drop_after),
        }
        if postgresql := self._postgresql:
            kinds["PostgreSQL down"] = lambda: self._restart(postgresql)
        return kinds

    async def _kill(self, name: str) -> None:
        number = self._random.choice([n for n, process in enumerate(self._processes) if process.name == name])
        self._processes[number].kill()
        self._processes[number] = self._deployment.launch(name)
        await self._deployment.until_started(self._processes[number])

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
