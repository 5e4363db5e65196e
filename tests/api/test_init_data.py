"""Which initData is accepted as signed by Telegram."""

from datetime import timedelta

import pytest
from aiogram.utils.web_app import check_webapp_signature

from app.api.init_data import SignedUser, read_init_data
from app.api.problems import Unauthorized
from app.database.guests import TelegramUser
from tests.api.conftest import ANNA, CLINIC, MONDAY, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data, signature

TOKEN = TOKENS[RESTAURANT]
SECOND = timedelta(seconds=1)


def test_the_signature_is_computed_as_telegram_does() -> None:
    signed = init_data(TOKEN, MONDAY, a_user(ANNA))

    assert check_webapp_signature(TOKEN, signed)
    assert read_init_data(signed, TOKEN, MONDAY) == SignedUser(TelegramUser(ANNA, "Anna Smirnova", None, "ru"), MONDAY)


def test_every_field_but_the_hash_is_covered() -> None:
    """Newer clients also send a `signature` for third parties, which is one of the signed fields."""
    signed = init_data(TOKEN, MONDAY, a_user(ANNA), signature="abc", query_id="AAHdF6IQ", start_param="book")

    assert read_init_data(signed, TOKEN, MONDAY).user.telegram_id == ANNA


@pytest.mark.parametrize("age", [-timedelta(minutes=1), timedelta(0), timedelta(hours=24)])
def test_init_data_is_valid_for_a_day(age: timedelta) -> None:
    assert read_init_data(init_data(TOKEN, MONDAY - age, a_user(ANNA)), TOKEN, MONDAY)


@pytest.mark.parametrize(
    ("age", "code"),
    [(timedelta(hours=24) + SECOND, "session_expired"), (-timedelta(minutes=1) - SECOND, "unauthorized")],
)
def test_expired_and_future_init_data_is_refused(age: timedelta, code: str) -> None:
    with pytest.raises(Unauthorized) as refusal:
        read_init_data(init_data(TOKEN, MONDAY - age, a_user(ANNA)), TOKEN, MONDAY)

    assert refusal.value.code == code


def test_a_repeated_field_is_refused() -> None:
    signed = init_data(TOKEN, MONDAY, a_user(ANNA))

    with pytest.raises(Unauthorized):
        read_init_data(f"user=%7B%22id%22%3A1%7D&{signed}", TOKEN, MONDAY)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "hash=",
        "hash=00",
        "hash=%D1%8B",
        "user=%7B%7D",
        init_data("7001:another", MONDAY, a_user(ANNA)),
        init_data(TOKEN, MONDAY, a_user(ANNA)).replace("Anna", "Hanna"),
        init_data(TOKEN, MONDAY, {"id": 0, "first_name": "Nobody"}),
        init_data(TOKEN, MONDAY, {"id": ANNA}),
        init_data(TOKEN, MONDAY, a_user(ANNA, "A" * 5000)),
        f"query_id=1&hash={signature(TOKEN, {'query_id': '1'})}",
    ],
)
def test_init_data_without_a_user_is_refused(forged: str) -> None:
    with pytest.raises(Unauthorized) as refusal:
        read_init_data(forged, TOKEN, MONDAY)

    assert refusal.value.code == "unauthorized"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "tma"},
        {"Authorization": "tma user=1&hash=2"},
        {"Authorization": f"Bearer {init_data(TOKEN, MONDAY, a_user(ANNA))}"},
        {"Authorization": f"tma {init_data(TOKENS[CLINIC], MONDAY, a_user(ANNA))}"},
    ],
    ids=["none", "empty", "forged", "another scheme", "another venue's"],
)
async def test_bookings_need_a_signature(api: Api, header: dict[str, str]) -> None:
    answer = await api.http.get("/api/v1/venues/binary_bites/bookings", headers=header)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "tma"
    assert answer.json()["code"] == "unauthorized"


async def test_a_session_expires_after_a_day(api: Api) -> None:
    header = api.signed_by(ANNA)
    api.clock.advance(timedelta(hours=24, seconds=1))

    answer = await api.http.get("/api/v1/venues/binary_bites/bookings", headers=header)

    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


async def test_a_user_with_a_valid_signature_becomes_a_guest(api: Api) -> None:
    await api.get("/bookings", ANNA)

    async with (await api.database()).read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest is not None
    assert guest.name == "Anna Smirnova"
