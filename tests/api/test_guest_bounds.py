"""What one guest can do over REST, and what the answer says when it is too much."""

from datetime import datetime, timedelta

import httpx
import pytest

from app.domain.access import Admin, Visitor
from app.domain.bookings import CANCELLATIONS, MOVES_OF_BOOKING
from app.domain.guests import Guest
from app.domain.venues import Venues
from app.runtime.rejections import Rejection
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.desk.bar_guest import BarGuest
from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data
from tests.runtime.rejections import rejected

EVENING = "2026-11-24T18:00:00+03:00"
LATER = "2026-11-24T20:00:00+03:00"
WISH = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}


async def stored(api: Api, telegram_id: int = ANNA, venue_id: str = RESTAURANT) -> Guest | None:
    async with (await api.database()).read() as tx:
        return await tx.guests.find(venue_id, telegram_id)


async def known(api: Api) -> Guest:
    guest = await stored(api)
    assert guest
    return guest


async def show_me(api: Api, name: str, signed_at: datetime) -> httpx.Response:
    signed = init_data(TOKENS[RESTAURANT], signed_at, a_user(ANNA, name))
    return await api.http.get(f"/api/v1/venues/{RESTAURANT}/me", headers={"Authorization": f"tma {signed}"})


async def test_a_request_over_the_limit_writes_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.callers.READS", 0)
    monkeypatch.setattr("app.api.callers.WRITES", 0)
    before = rejected(Rejection.TOO_MANY_REQUESTS)

    assert (await show_me(api, "Anna", api.clock.now())).status_code == 429
    assert (await api.post("/bookings", ANNA, WISH)).status_code == 429

    assert await stored(api) is None
    assert rejected(Rejection.TOO_MANY_REQUESTS) == before + 2


async def test_a_guest_is_counted_at_each_venue_by_itself(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.callers.READS", 1)
    assert (await api.get("/me", ANNA)).status_code == 200
    assert (await api.get("/me", ANNA)).status_code == 429
    assert (await api.get("/me", ANNA, CLINIC)).status_code == 200
    assert (await api.get("/me", BEN)).status_code == 200


async def test_what_was_signed_earlier_changes_no_name(api: Api) -> None:
    now = api.clock.now()
    await show_me(api, "Old", now - timedelta(hours=2))
    await show_me(api, "New", now - timedelta(hours=1))
    assert (await show_me(api, "Old", now - timedelta(hours=2))).status_code == 200

    assert (await known(api)).name == "New Smirnova"


async def test_a_name_that_was_signed_later_is_taken(api: Api) -> None:
    now = api.clock.now()
    await show_me(api, "Old", now - timedelta(hours=1))
    await show_me(api, "New", now)

    assert (await known(api)).name == "New Smirnova"


async def test_a_barred_guest_is_refused_with_a_stable_code_and_may_cancel(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    admin = Admin((await api.container.get(Venues))[RESTAURANT], ADMIN)
    await (await api.container.get(BarGuest))(admin, (await known(api)).id, is_barred=True)

    answers = [
        await api.post("/bookings", ANNA, WISH | {"starts_at": LATER}),
        await api.post(f"/bookings/{booking['id']}/move", ANNA, {"starts_at": LATER}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "guest_barred")] * 2
    assert (await api.post(f"/bookings/{booking['id']}/cancel", ANNA)).json()["status"] == "canceled"


async def test_who_cancels_too_often_is_told_from_when_on_they_can_book(api: Api) -> None:
    for _ in range(CANCELLATIONS):
        booking = await api.book(ANNA, EVENING)
        await api.post(f"/bookings/{booking['id']}/cancel", ANNA)

    answer = await api.post("/bookings", ANNA, WISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_cancellations")
    assert answer.json()["limit"] == CANCELLATIONS
    assert answer.json()["again_at"] == "2026-11-24T12:00:00+03:00"


async def test_a_booking_that_was_moved_too_often_stays_where_it_is(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    path = f"/bookings/{booking['id']}"
    for number in range(MOVES_OF_BOOKING):
        answer = await api.post(f"{path}/move", ANNA, {"starts_at": (LATER, EVENING)[number % 2]})
        assert answer.status_code == 200

    answer = await api.post(f"{path}/move", ANNA, {"starts_at": LATER})

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_moves")
    assert answer.json()["limit"] == MOVES_OF_BOOKING
    assert (await api.get(path, ANNA)).json()["starts_at"] == EVENING


async def test_a_removed_booking_is_not_found(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    path = f"/bookings/{booking['id']}"
    await api.post(f"{path}/cancel", ANNA)
    visitor = Visitor((await api.container.get(Venues))[RESTAURANT], await known(api))
    await (await api.container.get(DeleteBooking))(visitor, booking["id"])

    answers = [
        await api.get(path, ANNA),
        await api.post(f"{path}/cancel", ANNA),
        await api.post(f"{path}/move", ANNA, {"starts_at": LATER}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 3
    assert (await api.get("/bookings", ANNA)).json() == {"bookings": [], "total": 0}
