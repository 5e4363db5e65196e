"""Every error is answered in the format of RFC 9457, without internal details."""

import sqlite3
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from dishka import Provider, Scope
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from app.api.problems import MEANINGS
from app.database.errors import DatabaseUnreachableError
from app.domain.errors import ALL_REFUSALS, Refused
from app.main import create_app
from app.runtime.settings import Settings
from app.usecases.availability.find_slots import FindSlots
from tests.api.conftest import ANNA, Api, RedisInMemory
from tests.databases import database_outage

SLOTS = "/api/v1/venues/binary_bites/resources/t3/slots"


def check_is_problem(answer: httpx.Response, status: int, code: str) -> None:
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"urn:bronya:problem:{code}"
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("refusal", ALL_REFUSALS)
def test_every_refusal_has_a_status(refusal: type[Refused]) -> None:
    assert 400 <= MEANINGS[refusal.code].status < 500


async def test_unknown_paths_and_methods(api: Api) -> None:
    unknown = await api.http.get("/api/v1/nothing")
    wrong = await api.http.delete("/api/v1/venues/binary_bites")

    check_is_problem(unknown, 404, "not_found")
    check_is_problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["Allow"] == "GET"


async def test_every_invalid_field_is_reported(api: Api) -> None:
    answer = await api.post("/bookings", ANNA, {"starts_at": "tomorrow", "party_size": -1})

    check_is_problem(answer, 422, "validation_failed")
    assert {mistake["field"] for mistake in answer.json()["errors"]} == {
        "body.starts_at",
        "body.party_size",
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"starts_at": NaN}', b"\xff\xfe"])
async def test_a_body_that_is_not_a_booking_is_refused(api: Api, body: bytes) -> None:
    answer = await api.http.post(
        "/api/v1/venues/binary_bites/bookings",
        headers=api.signed_by(ANNA) | {"Content-Type": "application/json"},
        content=body,
    )

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.status_code in {400, 422}


async def test_an_endless_body_is_not_read(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 1024

    address = "/api/v1/venues/binary_bites/bookings"
    answer = await api.http.post(address, headers=api.signed_by(ANNA), content=endless())

    check_is_problem(answer, 413, "body_too_large")


class Broken(Provider):
    """An availability use case that always raises."""

    def __init__(self, error: Exception) -> None:
        super().__init__(scope=Scope.APP)
        self._error = error
        self.provide(lambda: self, provides=FindSlots)

    async def __call__(self, *_: object) -> None:
        raise self._error


async def ask(settings: Settings, error: Exception) -> httpx.Response:
    app = create_app(settings, RedisInMemory(), Broken(error))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        answer = await http.get(SLOTS)
    await app.state.container.close()
    return answer


@pytest.mark.parametrize(
    "error",
    [DatabaseUnreachableError("10.0.0.7:5432"), database_outage(), PoolExhausted("thirty connections, all in use")],
)
async def test_requests_are_answered_503_while_the_database_is_down(settings: Settings, error: Exception) -> None:
    answer = await ask(settings, error)

    check_is_problem(answer, 503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert str(error) not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        KeyError("secret"),
        FileNotFoundError("secret.webp"),
        IntegrityError(
            "INSERT INTO secret", None, sqlite3.IntegrityError("CHECK constraint failed: ck_bookings_order")
        ),
        DBAPIError("INSERT INTO secret", None, asyncpg.StringDataRightTruncationError("value too long")),
    ],
)
async def test_a_defect_is_answered_with_500_and_no_detail(settings: Settings, error: Exception) -> None:
    answer = await ask(settings, error)

    check_is_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text
