"""Endpoints for operators: liveness, readiness and metrics of a web process."""

import asyncio
from collections.abc import Mapping

import structlog
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from dishka import AsyncContainer
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.asyncio import Redis

from app.database.errors import is_connection_error
from app.database.revision import DatabaseNotMigratedError
from app.database.transaction import Database
from app.domain.venues import Venues
from app.queue import TaskQueue
from app.runtime import metrics
from app.runtime.bounded_log import bounded_log
from app.runtime.clock import Clock
from app.runtime.misconfigurations import Misconfigurations
from app.usecases.messages.measure_ledger import clear_ledger_gauges, measure_ledger

log = structlog.stdlib.get_logger()

TIMEOUT = 2.0
"""Seconds after which a service that does not answer is down."""
LEDGER_TIMEOUT = 5.0
"""Seconds for the ledger's figures: by default Prometheus gives up after ten."""


def router(container: AsyncContainer) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`."""
    routes = APIRouter(include_in_schema=False)
    known_down: set[str] = set()

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "alive"}

    @routes.get("/readyz")
    async def readyz() -> JSONResponse:
        """200 when database, Redis and RabbitMQ answer and a venue can be served, else 503 with what is wrong.

        `down` has the services that do not answer, `misconfigured` the variables that the operator has to change. The
        log has a line when a service goes down, and one when it is up again.
        """
        database, redis = await container.get(Database), await container.get(Redis)
        queue = await container.get(TaskQueue)
        services = {"database": database.ping(), "redis": _answers(redis), "rabbitmq": _is_connected(queue)}
        checks = (asyncio.wait_for(check, TIMEOUT) for check in services.values())
        # A check may also end with a CancelledError that nobody asked for: aiormq closes its channels with one.
        results = await asyncio.gather(*checks, return_exceptions=True)
        errors = dict(zip(services, results, strict=True))
        down = {name: _reason(error) for name, error in errors.items() if isinstance(error, BaseException)}
        _log_changes(known_down, down)
        found = await container.get(Misconfigurations)
        status = "down" if down else "misconfigured" if found.is_serving_nobody else "ready"
        content = {"status": status, "down": down, "misconfigured": found.problems}
        return JSONResponse(content, 200 if status == "ready" else 503)

    @routes.get("/metrics")
    async def show_metrics() -> Response:
        """Metrics in Prometheus' text format.

        While the database is down, the ledger's figures are missing; while RabbitMQ is down, those of its queues.
        """
        database, clock = await container.get(Database), await container.get(Clock)
        try:
            async with asyncio.timeout(LEDGER_TIMEOUT):
                await measure_ledger(database, await container.get(Venues), clock.now())
        except Exception as error:
            if not is_connection_error(error):
                raise
            bounded_log.warning("no figures of the ledger", details=repr(error))
            clear_ledger_gauges()
        await _measure_queues(await container.get(TaskQueue))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _log_changes(known: set[str], down: Mapping[str, str]) -> None:
    """Compare with the answer before, and remember this one in `known`.

    Who uses a silent service notices it later, or never: a question to it is canceled before its own limit.
    """
    for name in sorted(down.keys() - known):
        log.warning("service is down", service=name, error=down[name])
    for name in sorted(known - down.keys()):
        log.info("service is up again", service=name)
    known.clear()
    known.update(down)


async def _answers(redis: Redis) -> None:
    await redis.ping()


async def _is_connected(queue: TaskQueue) -> None:
    if not await queue.is_connected():
        raise ConnectionError("not connected")


async def _measure_queues(queue: TaskQueue) -> None:
    metrics.QUEUE_MESSAGES.clear()
    try:
        depths = await queue.depths()
    except CONNECTION_EXCEPTIONS as error:
        bounded_log.warning("no figures of the queues", details=repr(error))
    else:
        for name, messages in depths.items():
            metrics.QUEUE_MESSAGES.labels(name).set(messages)


def _reason(error: BaseException) -> str:
    """The text of an error in `/readyz`. Anybody may read it, and other messages may contain hosts and users."""
    return str(error) if isinstance(error, DatabaseNotMigratedError) else type(error).__name__
