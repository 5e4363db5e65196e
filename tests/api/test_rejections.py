"""Each kind of rejected request is counted, and the log contains nothing about the sender."""

from datetime import timedelta
from unittest.mock import Mock, call

import pytest

from app.api.request_limit import READS
from app.runtime.bounded_log import BoundedLog
from app.runtime.rejections import Rejection
from tests.api.conftest import ANNA, BEN, CLINIC, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data
from tests.runtime.rejections import rejected


async def test_a_forged_signature_is_counted_for_the_venue_and_logged_without_the_sender(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Mock()
    monkeypatch.setattr("app.runtime.bounded_log.log", log)
    # A report of an earlier test would suppress this one's log line.
    monkeypatch.setattr("app.runtime.rejections.bounded_log", BoundedLog())
    before = rejected(Rejection.WRONG_SIGNATURE, CLINIC)
    forged = init_data(TOKENS[RESTAURANT], api.clock.now(), a_user(ANNA))
    for _ in range(3):
        answer = await api.http.get(f"/api/v1/venues/{CLINIC}/bookings", headers={"Authorization": f"tma {forged}"})
        assert answer.status_code == 401
    assert rejected(Rejection.WRONG_SIGNATURE, CLINIC) == before + 3
    assert log.warning.mock_calls == [call("rejected", kind="wrong_signature", venue=CLINIC, times=1)]


async def test_an_expired_session_and_a_missing_signature_are_no_attack(api: Api) -> None:
    before = rejected(Rejection.WRONG_SIGNATURE, RESTAURANT)
    old = init_data(TOKENS[RESTAURANT], api.clock.now() - timedelta(days=2), a_user(ANNA))
    for headers in ({"Authorization": f"tma {old}"}, {}):
        answer = await api.http.get(f"/api/v1/venues/{RESTAURANT}/bookings", headers=headers)
        assert answer.status_code == 401
    assert rejected(Rejection.WRONG_SIGNATURE, RESTAURANT) == before


async def test_a_refusal_of_the_limit_is_counted(api: Api) -> None:
    before = rejected(Rejection.TOO_MANY_REQUESTS)
    for _ in range(READS + 2):
        await api.get("/specialties")
    assert rejected(Rejection.TOO_MANY_REQUESTS) == before + 2


async def test_a_body_that_is_too_long_is_counted(api: Api) -> None:
    before = rejected(Rejection.BODY_TOO_LONG)
    assert (await api.post("/bookings", BEN, {"note": "x" * 20_000})).status_code == 413
    assert rejected(Rejection.BODY_TOO_LONG) == before + 1
