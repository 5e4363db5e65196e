"""What PostgreSQL can never store gets an answer that says so, once on each backend."""

import json
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from app.runtime.settings import Settings
from tests.api.conftest import ANNA, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data, signature

EVENING = "2026-11-24T18:00:00+03:00"
WISH = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}
BEYOND_BIGINT = 2**63
ODD = ("a\x00b", "a\ud800b", "\udfff", "\x00")


@pytest.fixture
def settings(settings: Settings, database_url: str) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(database_url)})


async def ask(api: Api, method: str, path: str, body: object = None, **headers: str) -> int:
    """Send the body as JSON that escapes what is not ASCII, and return the status."""
    answer = await api.http.request(
        method,
        f"/api/v1/venues/{RESTAURANT}{path}",
        content=None if body is None else json.dumps(body),
        headers={"Content-Type": "application/json", **api.signed_by(ANNA), **headers},
    )
    return answer.status_code


@pytest.mark.parametrize("odd", ODD)
async def test_odd_characters_in_a_body_are_refused(api: Api, odd: str) -> None:
    assert await ask(api, "POST", "/bookings", WISH | {"resource_id": odd}) in {404, 422}
    assert await ask(api, "POST", "/bookings", WISH | {"starts_at": odd}) == 422
    assert await ask(api, "POST", "/bookings", WISH | {odd: 1}) in {201, 422}
    booking = await api.book(ANNA, "2026-11-25T18:00:00+03:00")
    assert await ask(api, "POST", f"/bookings/{booking['id']}/move", {"resource_id": odd, "starts_at": EVENING}) in {
        404,
        422,
    }


async def test_odd_characters_in_an_address_are_refused(api: Api) -> None:
    for odd in ("%00", "%ED%A0%80", "%FF"):
        assert await ask(api, "GET", f"/bookings/{odd}") == 422
        assert await ask(api, "GET", f"/resources/{odd}/slots?day=2026-11-24") in {404, 422}
        assert (await api.http.get(f"/api/v1/venues/{odd}")).status_code == 404
        assert await ask(api, "GET", f"/bookings?offset={odd}") == 422


@pytest.mark.parametrize("number", [BEYOND_BIGINT, -BEYOND_BIGINT - 1, 10**40])
async def test_numbers_beyond_bigint_are_refused(api: Api, number: int) -> None:
    assert await ask(api, "GET", f"/bookings/{number}") == 422
    assert await ask(api, "POST", f"/bookings/{number}/cancel") == 422
    assert await ask(api, "POST", f"/bookings/{number}/move", {"starts_at": EVENING}) == 422
    assert await ask(api, "GET", f"/bookings?offset={number}") == 422
    assert await ask(api, "GET", f"/bookings?limit={number}") == 422
    assert await ask(api, "POST", "/bookings", WISH | {"party_size": number}) == 422


async def test_a_signed_user_with_an_id_beyond_bigint_is_refused(api: Api) -> None:
    signed = init_data(TOKENS[RESTAURANT], api.clock.now(), a_user(BEYOND_BIGINT))
    assert await ask(api, "GET", "/me", Authorization=f"tma {signed}") == 401


@pytest.mark.parametrize("odd", ODD)
async def test_odd_characters_of_a_signed_user_are_left_out(api: Api, odd: str) -> None:
    # Escaped, as Telegram signs them: a lone surrogate has no form in UTF-8.
    user = json.dumps(a_user(ANNA, odd) | {"username": odd, "language_code": odd})
    fields = {"auth_date": str(int(api.clock.now().timestamp())), "user": user}
    signed = urlencode({**fields, "hash": signature(TOKENS[RESTAURANT], fields)})
    assert await ask(api, "GET", "/me", Authorization=f"tma {signed}") in {200, 401}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"])
async def test_instants_at_the_ends_of_the_calendar_are_refused(api: Api, moment: str) -> None:
    assert await ask(api, "POST", "/bookings", WISH | {"starts_at": moment}) == 422
