"""The health probes and metrics of a web process."""

import asyncio
import re
from unittest.mock import MagicMock, call

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text

from app.database.messages.figures import LedgerFigures
from app.database.transaction import Database
from app.queue import TaskQueue
from tests.bot.steps import book
from tests.databases import database_outage
from tests.product import ANNA, Product


async def ask(product: Product, path: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60) as client:
        return await client.get(product.address + path)


async def test_a_process_is_alive_and_ready(product: Product) -> None:
    assert (await ask(product, "/healthz")).status_code == 200
    ready = await ask(product, "/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "down": {}, "misconfigured": {}})


async def test_health_is_asked_with_head_and_redirects_nowhere(product: Product) -> None:
    async with httpx.AsyncClient(base_url=product.address, timeout=60) as client:
        assert (await client.head("/healthz")).status_code == 200
        elsewhere = await client.get("/healthz/", headers={"Host": "evil.example"})
        assert (elsewhere.status_code, elsewhere.headers.get("Location")) == (404, None)
        opened = await client.get("/sandbox", headers={"Host": "evil.example"})
        assert opened.headers["Location"] == "/sandbox/"


async def test_a_cancellation_that_nobody_asked_for_is_an_outage(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def be_canceled(*_: object) -> bool:
        raise asyncio.CancelledError

    monkeypatch.setattr(TaskQueue, "is_connected", be_canceled)
    answer = await ask(product, "/readyz")
    assert (answer.status_code, answer.json()["down"]) == (503, {"rabbitmq": "CancelledError"})


async def test_readyz_lists_the_services_that_are_down(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> bool:
        raise RedisConnectionError("gone")

    async def say_no(*_: object) -> bool:
        return False

    database = await product.container.get(Database)
    async with database._writing.begin() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
    monkeypatch.setattr(Redis, "ping", refuse)
    monkeypatch.setattr(type(await product.container.get(Redis)), "ping", refuse)
    monkeypatch.setattr(TaskQueue, "is_connected", say_no)
    answer = await ask(product, "/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["down"]) == {"database", "redis", "rabbitmq"}
    assert (await ask(product, "/healthz")).status_code == 200, "a process that waits need not be restarted"


async def test_a_service_that_goes_down_is_one_line_in_the_log_and_so_is_its_return(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def say_no(*_: object) -> bool:
        return False

    log = MagicMock()
    monkeypatch.setattr("app.api.health.log", log)
    with monkeypatch.context() as outage:
        outage.setattr(TaskQueue, "is_connected", say_no)
        for _ in range(5):
            assert (await ask(product, "/readyz")).status_code == 503
    for _ in range(5):
        assert (await ask(product, "/readyz")).status_code == 200
    assert log.mock_calls == [
        call.warning("service is down", service="rabbitmq", error="ConnectionError"),
        call.info("service is up again", service="rabbitmq"),
    ]


async def test_metrics_contain_the_ledgers_figures(product: Product) -> None:
    anna = product.person(ANNA)
    await anna.write("/start")
    await book(anna)
    shown = (await ask(product, "/metrics")).text
    assert 'bronya_notifications_due{status="pending",venue="zdorovie_plus"} 0.0' in shown
    assert 'bronya_oldest_due_seconds{status="pending",venue="zdorovie_plus"} 0.0' in shown
    assert 'bronya_notifications_settled_24h{status="sent",venue="binary_bites"} ' in shown
    assert 'bronya_notifications_failed_24h{reason="refused",venue="binary_bites"} 0.0' in shown
    assert 'bronya_updates_total{outcome="handled",venue="binary_bites"}' in shown


async def test_metrics_of_the_process_are_shown_while_the_database_is_down(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise database_outage()

    await product.person(ANNA).write("/start")
    assert "bronya_notifications_due{" in (await ask(product, "/metrics")).text
    with monkeypatch.context() as broken:
        broken.setattr(LedgerFigures, "late", refuse)
        answer = await ask(product, "/metrics")
    assert answer.status_code == 200
    assert 'bronya_updates_total{outcome="handled",venue="binary_bites"}' in answer.text
    stale = re.findall("^bronya_(?:notifications|oldest)_.*{.*", answer.text, re.MULTILINE)
    assert stale == [], "none are better than old ones"
    assert "bronya_notifications_due{" in (await ask(product, "/metrics")).text
