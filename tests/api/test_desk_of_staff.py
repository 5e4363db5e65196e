"""Staff at the desk over REST: their own day, their own bookings, and nothing else of the desk."""

from typing import Any

import pytest

from app.runtime.rejections import Rejection
from app.runtime.settings import Settings
from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.runtime.rejections import rejected

EVENING, LATER = "2026-11-24T18:00:00+03:00", "2026-11-24T20:00:00+03:00"
TUESDAY = "/desk/day?date=2026-11-24"
WAITER, COLLEAGUE = 902, 903
OWN, COLLEAGUES = "/desk/bookings/1", "/desk/bookings/2"

OF_STAFF = {
    ("get", "/desk/day"),
    ("get", "/desk/bookings/{booking_id}"),
    ("get", "/desk/bookings/{booking_id}/messages"),
    ("post", "/desk/bookings/{booking_id}/attendance"),
    ("post", "/desk/bookings/{booking_id}/note"),
}
"""The only routes of the desk that are for staff."""
WITH_A_BOOKING: list[tuple[str, str, dict[str, str] | None]] = [
    ("GET", "", None),
    ("GET", "/messages", None),
    ("POST", "/attendance?version=1", {"attendance": "seat"}),
    ("POST", "/note", {"note": "With a pram"}),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Two tables of the restaurant have a waiter each."""
    people = {"staff": {"t3": WAITER, "t4": COLLEAGUE}}
    venues = settings.venues | {RESTAURANT: settings.venues[RESTAURANT].model_copy(update=people)}
    return settings.model_copy(update={"venues": venues})


@pytest.fixture
async def booked(api: Api) -> Api:
    """Anna comes to the waiter's table, Ben to the colleague's, both on Tuesday evening."""
    await api.book(ANNA, EVENING, "t3")
    await api.book(BEN, EVENING, "t4")
    return api


async def day(api: Api, who: int) -> dict[str, Any]:
    answer = await api.get(TUESDAY, who)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def close(api: Api, resource_id: str | None) -> None:
    body = {
        "resource_id": resource_id,
        "starts_at": "2026-11-24T14:00:00+03:00",
        "ends_at": "2026-11-24T15:00:00+03:00",
    }
    seen = (await api.post("/desk/closures/preview", ADMIN, body)).json()["digest"]
    assert (await api.post("/desk/closures", ADMIN, body | {"seen": seen})).status_code == 201


async def test_staff_see_their_own_day_without_bookings_and_closures_of_others(booked: Api) -> None:
    for resource_id in (None, "t3", "t4"):
        await close(booked, resource_id)
    own = await day(booked, WAITER)
    assert own["is_own"] is True
    assert [each["id"] for each in own["resources"]] == ["t3"]
    assert [each["id"] for each in own["bookings"]] == [1]
    assert [each["resource_id"] for each in own["closures"]] == [None, "t3"]
    assert "Ben" not in (await booked.get(TUESDAY, WAITER)).text
    whole = await day(booked, ADMIN)
    assert whole["is_own"] is False
    assert len(whole["resources"]) > 1
    assert len(whole["closures"]) == 3


async def test_a_page_of_staff_never_takes_the_day_of_an_admin_for_its_own(booked: Api) -> None:
    tags = [(await booked.get(TUESDAY, who)).headers["ETag"] for who in (ADMIN, WAITER, COLLEAGUE)]
    assert len(set(tags)) == 3
    headers = booked.signed_by(WAITER) | {"If-None-Match": ", ".join(tags)}
    answer = await booked.http.get(f"/api/v1/venues/{RESTAURANT}{TUESDAY}", headers=headers)
    assert answer.status_code == 304


@pytest.mark.parametrize(("method", "path", "body"), WITH_A_BOOKING)
async def test_staff_open_and_mark_their_own_bookings_alone(
    booked: Api, method: str, path: str, body: dict[str, str] | None
) -> None:
    booked.clock.move_to(booked.clock.now().replace(day=24, hour=15))
    url, headers = f"/api/v1/venues/{RESTAURANT}", booked.signed_by(WAITER)
    unknown = await booked.http.request(method, f"{url}/desk/bookings/99{path}", headers=headers, json=body)
    others = await booked.http.request(method, url + COLLEAGUES + path, headers=headers, json=body)
    assert (others.status_code, others.json()["code"]) == (404, "not_found")
    assert others.json().keys() == unknown.json().keys()
    own = await booked.http.request(method, url + OWN + path, headers=headers, json=body)
    assert own.status_code == 200, own.text
    (stored,) = [each for each in (await day(booked, ADMIN))["bookings"] if each["id"] == 2]
    assert (stored["status"], stored["note"]) == ("booked", None)


async def test_the_card_of_staff_offers_no_move_and_no_cancellation(booked: Api) -> None:
    card = (await booked.get(OWN, WAITER)).json()
    assert (card["can_move"], card["can_cancel"]) == (False, False)
    card = (await booked.get(OWN, ADMIN)).json()
    assert (card["can_move"], card["can_cancel"]) == (True, True)


async def test_a_booking_that_was_moved_away_is_gone_from_the_own_day(booked: Api) -> None:
    body = {"starts_at": LATER, "resource_id": "t4"}
    assert (await booked.post(f"{OWN}/move?version=1", ADMIN, body)).status_code == 200
    assert (await day(booked, WAITER))["bookings"] == []
    assert (await booked.get(OWN, WAITER)).status_code == 404
    assert [each["id"] for each in (await day(booked, COLLEAGUE))["bookings"]] == [2, 1]


async def test_all_other_routes_of_the_desk_do_not_exist_for_staff(booked: Api) -> None:
    """Search, guests, closures, phone bookings, moves and cancellations. Routes that are added later are found, too."""
    described = (await booked.http.get("/openapi.json")).json()["paths"]
    prefix = "/api/v1/venues/{venue}"
    desk = {(method, path.removeprefix(prefix)) for path in described if "/desk/" in path for method in described[path]}
    assert desk > OF_STAFF
    unknown = (await booked.http.get(f"/api/v1/venues/{RESTAURANT}/nothing")).json()
    for method, path in desk - OF_STAFF:
        url = (prefix + path).format(venue=RESTAURANT, booking_id=1, closure_id=1, wait_id=1, offer_id=1)
        before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
        answer = await booked.http.request(method, url, headers=booked.signed_by(WAITER))
        assert (answer.status_code, answer.json()) == (404, unknown), (method, path)
        assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 1, (method, path)


async def test_staff_of_one_venue_have_no_day_at_another(booked: Api) -> None:
    assert (await booked.get(TUESDAY, WAITER, CLINIC)).status_code == 404


async def test_the_page_is_offered_to_staff_as_their_own_day(api: Api) -> None:
    me = {who: (await api.get("/me", who)).json() for who in (WAITER, ADMIN, ANNA)}
    assert {who: (each["has_desk"], each["has_own_day"]) for who, each in me.items()} == {
        WAITER: (False, True),
        ADMIN: (True, False),
        ANNA: (False, False),
    }
