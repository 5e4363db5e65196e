"""The request limit, and requests from pages of other sites."""

import asyncio
from datetime import timedelta

import pytest
from fastapi import Request
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from app.api import callers
from app.api.request_limit import READS, WRITES
from app.runtime.redis import COURTESY_SECONDS
from tests.api.conftest import ANNA, BEN, PUBLIC_URL, Api
from tests.services.workers import HOURS


async def test_a_guests_changes_are_limited_per_minute(api: Api) -> None:
    for _ in range(WRITES):
        assert (await api.post("/bookings/7/cancel", ANNA)).status_code == 404
    api.clock.advance(timedelta(seconds=20))

    refused = await api.post("/bookings/7/cancel", ANNA)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == "40"
    assert (await api.post("/bookings/7/cancel", BEN)).status_code == 404
    assert (await api.get("/bookings", ANNA)).status_code == 200

    api.clock.advance(timedelta(seconds=40))

    assert (await api.post("/bookings/7/cancel", ANNA)).status_code == 404


async def test_an_addresss_reads_are_limited_per_minute(api: Api) -> None:
    for _ in range(READS):
        assert (await api.get("/specialties")).status_code == 200

    assert (await api.get("")).status_code == 429
    assert (await api.get("/bookings", ANNA)).status_code == 200


async def test_a_question_about_a_guests_booking_counts_as_one_of_the_guests_reads(api: Api) -> None:
    for _ in range(READS):
        assert (await api.get("/bookings", ANNA)).status_code == 200

    assert (await api.get("/availability?booking=1", ANNA)).status_code == 429
    assert (await api.get("/availability?booking=1", BEN)).status_code == 404
    assert (await api.get("/availability", ANNA)).status_code == 200


async def test_pictures_are_not_counted(api: Api) -> None:
    plan = (await api.get("")).json()["floor_plan_url"]
    assert {(await api.http.get(plan)).status_code for _ in range(READS + 1)} == {200}
    assert (await api.get("/specialties")).status_code == 200


def request_from(address: str) -> Request:
    return Request({"type": "http", "client": (address, 1234), "headers": []})


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_caller_with_many_addresses_of_ipv6_is_one_caller(address: str, counted_as: str) -> None:
    assert callers._network_of(request_from(address)) == counted_as


async def test_without_redis_there_is_no_limit(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise RedisConnectionError("away")

    redis = await api.container.get(Redis)
    monkeypatch.setattr(redis.connection_pool, "get_connection", refuse)

    assert (await api.get("")).status_code == 200


async def test_a_guest_waits_for_a_silent_redis_once_and_briefly(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    async def say_nothing(*questions: object, **_: object) -> None:
        asked.append(questions)
        await asyncio.Event().wait()

    redis = await api.container.get(Redis)
    monkeypatch.setattr(redis.connection_pool, "get_connection", say_nothing)
    assert COURTESY_SECONDS <= 0.5, "so long, a press or a request may wait for a count that it could do without"
    monkeypatch.setattr("app.runtime.redis.COURTESY_SECONDS", 0.01)
    monkeypatch.setattr("app.runtime.redis.COURTESY_PAUSE", HOURS)

    await api.book(ANNA, "2026-11-24T18:00:00+03:00")
    assert len(asked) == 1
    assert (await api.get("/bookings", ANNA)).status_code == 200
    assert len(asked) == 1, "during an outage not every request waits"


async def test_after_an_outage_of_redis_requests_are_counted_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise RedisConnectionError("away")

    redis = await api.container.get(Redis)
    monkeypatch.setattr("app.runtime.redis.COURTESY_PAUSE", 0)
    with monkeypatch.context() as outage:
        outage.setattr(redis.connection_pool, "get_connection", refuse)
        assert (await api.get("")).status_code == 200
    assert {(await api.get("/specialties")).status_code for _ in range(READS)} == {200}
    assert (await api.get("")).status_code == 429


async def asked_from(api: Api, origin: str) -> str | None:
    answer = await api.http.options(
        "/api/v1/venues/binary_bites/bookings",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
        },
    )
    allowed: str | None = answer.headers.get("Access-Control-Allow-Origin")
    return allowed


async def test_pages_of_the_public_address_may_call_the_api(api: Api) -> None:
    assert await asked_from(api, PUBLIC_URL) == PUBLIC_URL


async def test_pages_of_other_origins_may_not_call_the_api(api: Api) -> None:
    assert await asked_from(api, "https://evil.example") is None
