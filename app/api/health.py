"""Endpoints for operators: liveness, readiness and metrics of a web process."""

import asyncio
from collections.abc import Awaitable

import structlog
from dishka import AsyncContainer
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.asyncio import Redis

from app.database.errors import is_connection_error
from app.database.transaction import Database
from app.domain.venues import Venues
from app.queue import TaskQueue
from app.runtime.clock import Clock
from app.usecases.messages.measure_ledger import clear_ledger_gauges, measure_ledger

log = structlog.stdlib.get_logger()

PATIENCE = 2.0
"""Seconds after which a service that does not answer is down."""
LEDGER_PATIENCE = 5.0
"""Seconds for the ledger's figures: by default Prometheus gives up after ten."""


def router(container: AsyncContainer) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "alive"}

    @routes.get("/readyz")
    async def readyz() -> JSONResponse:
        """200 when database, Redis and RabbitMQ answer, else 503 with the services that are down."""
        database, redis = await container.get(Database), await container.get(Redis)
        queue = await container.get(TaskQueue)
        services = {"database": database.ping(), "redis": _answers(redis), "rabbitmq": _is_connected(queue)}
        errors = await asyncio.gather(*map(_error_of, services.values()))
        down = {name: error for name, error in zip(services, errors, strict=True) if error}
        return JSONResponse({"status": "down" if down else "ready", "down": down}, 503 if down else 200)

    @routes.get("/metrics")
    async def show_metrics() -> Response:
        """Metrics in Prometheus' text format. While the database is down, the ledger's figures are missing."""
        database, clock = await container.get(Database), await container.get(Clock)
        try:
            async with asyncio.timeout(LEDGER_PATIENCE):
                await measure_ledger(database, await container.get(Venues), clock.now())
        except Exception as error:
            if not is_connection_error(error):
                raise
            log.warning("no figures of the ledger", error=repr(error))
            clear_ledger_gauges()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


async def _answers(redis: Redis) -> None:
    await redis.ping()


async def _is_connected(queue: TaskQueue) -> None:
    if not await queue.is_connected():
        raise ConnectionError("not connected")


async def _error_of(check: Awaitable[object]) -> str | None:
    try:
        await asyncio.wait_for(check, PATIENCE)
    except Exception as error:  # noqa: BLE001  with any error the service is not ready
        return type(error).__name__
    return None
