"""At the desk over REST admins book for guests who call or come, and search bookings."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.api.test_desk import EVENING, HOST_OF_THE_CLINIC, TUESDAY, day, poll, settings, tag_of

__all__ = ["settings"]

CALL: dict[str, object] = {
    "starts_at": EVENING,
    "resource_id": "t3",
    "party_size": 2,
    "name": "Olga",
    "phone": "8 916 123-45-67",
    "source": "phone",
}
FREE = "/desk/availability?date=2026-11-24&party_size=2"
SEARCH = "/desk/bookings?search=Olga"


async def call(api: Api, **changes: object) -> dict[str, Any]:
    """Book for a guest who calls, and return the card. Fails the test if that is refused."""
    answer = await api.post("/desk/bookings", ADMIN, CALL | changes)
    assert answer.status_code == 201, answer.text
    card: dict[str, Any] = answer.json()
    return card


async def find(api: Api, searched: str, venue_id: str = RESTAURANT) -> list[int]:
    """Return the ids of the bookings that are found."""
    url = f"/api/v1/venues/{venue_id}/desk/bookings"
    answer = await api.http.get(url, params={"search": searched}, headers=api.signed_by(ADMIN, venue_id))
    assert answer.status_code == 200, answer.text
    return [each["booking"]["id"] for each in answer.json()]


async def test_an_admin_books_for_a_guest_who_calls_and_the_day_has_it_at_once(api: Api) -> None:
    tag = await tag_of(api)

    card = await call(api)

    assert (card["booking"]["guest_name"], card["phone"], card["source"]) == ("Olga", "+7 916 123-45-67", "phone")
    assert (card["booking"]["resource_id"], card["booking"]["starts_at"]) == ("t3", EVENING)
    assert card["booking"]["is_reachable"] is False
    assert (await poll(api, tag)).json()["bookings"] == [card["booking"]]


async def test_a_guest_at_the_door_gets_the_slot_that_is_under_way(api: Api) -> None:
    api.clock.move_to(datetime.fromisoformat("2026-11-24T18:10:00+03:00"))
    times = (await api.get(FREE, ADMIN)).json()["times"]
    assert times[0]["starts_at"] == EVENING

    card = await call(api, name="", phone=None, source="walk_in", starts_at=times[0]["starts_at"])

    assert (card["booking"]["guest_name"], card["booking"]["status"], card["source"]) == ("", "seated", "walk_in")
    assert card["attendance"] == ["unseat"]


async def test_only_what_is_free_can_be_booked_for_a_guest(api: Api) -> None:
    free = (await api.get(FREE, ADMIN)).json()
    assert {"id": "t3", "name": {"ru": "У окна на переулок", "en": "Lane window"}, "capacity": 2} in free["places"]
    assert "t3" in next(each for each in free["times"] if each["starts_at"] == EVENING)["free_resource_ids"]

    await api.book(ANNA, EVENING)

    times = (await api.get(FREE, ADMIN)).json()["times"]
    assert "t3" not in next(each for each in times if each["starts_at"] == EVENING)["free_resource_ids"]
    answer = await api.post("/desk/bookings", ADMIN, CALL)
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert len((await day(api))["bookings"]) == 1


async def test_a_repeated_request_books_once(api: Api) -> None:
    first = await api.post("/desk/bookings", ADMIN, CALL, key="one")
    again = await api.post("/desk/bookings", ADMIN, CALL, key="one")
    other = await api.post("/desk/bookings", ADMIN, CALL | {"resource_id": "t4"}, key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["booking"]["id"] == first.json()["booking"]["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len((await day(api))["bookings"]) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"phone": "123"}, 422, "invalid_phone"),
        ({"phone": "call me"}, 422, "invalid_phone"),
        ({"resource_id": "belova"}, 404, "not_found"),
        ({"party_size": 6}, 422, "resource_does_not_fit"),
        ({"party_size": None}, 422, "resource_does_not_fit"),
        ({"starts_at": "2026-11-24T18:07:00+03:00"}, 422, "outside_hours"),
        ({"starts_at": "2026-11-22T18:00:00+03:00"}, 422, "too_soon"),
        ({"starts_at": "2028-11-24T18:00:00+03:00"}, 422, "too_far_ahead"),
        ({"source": "app"}, 422, "validation_failed"),
        ({"guest_id": 1}, 422, "validation_failed"),
        ({"name": "x" * 257}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_booked_for_a_guest_is_refused(
    api: Api, changes: dict[str, object], status: int, code: str
) -> None:
    answer = await api.post("/desk/bookings", ADMIN, CALL | changes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await day(api))["bookings"] == []


async def test_bookings_are_found_by_name_phone_and_number_on_any_day(api: Api) -> None:
    await call(api)
    await call(api, name="Pavel", phone=None, starts_at="2026-12-05T18:00:00+03:00")

    assert await find(api, "olg") == [1]
    assert await find(api, "916 123-45-67") == [1]
    assert await find(api, "4567") == [1]
    assert await find(api, "№ 2") == [2]
    assert await find(api, "%") == []
    found = (await api.get(SEARCH, ADMIN)).json()[0]
    assert (found["phone"], found["booking"]["date"]) == ("+7 916 123-45-67", "2026-11-24")


async def test_a_venue_finds_its_own_bookings_alone(api: Api) -> None:
    await call(api)
    assert await find(api, "Olga", CLINIC) == []
    assert await find(api, "1", CLINIC) == []


@pytest.mark.parametrize("search", ["", "x" * 65])
async def test_a_search_is_for_something_short(api: Api, search: str) -> None:
    answer = await api.get(f"/desk/bookings?search={search}", ADMIN)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.search")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", FREE, None),
        ("GET", "/desk/availability?date=abc", None),
        ("GET", SEARCH, None),
        ("GET", "/desk/bookings", None),
        ("POST", "/desk/bookings", CALL),
        ("POST", "/desk/bookings", {"source": "abc"}),
    ],
)
async def test_for_anybody_but_an_admin_there_is_nothing_to_book_or_to_search(
    api: Api, method: str, path: str, body: dict[str, object] | None
) -> None:
    await call(api, resource_id="t4")
    url = f"/api/v1/venues/{RESTAURANT}"
    unknown = await api.http.get(f"{url}/nothing")
    for headers in (api.signed_by(BEN), api.signed_by(HOST_OF_THE_CLINIC), api.signed_by(ADMIN, CLINIC), {}):
        answer = await api.http.request(method, url + path, headers=headers, json=body)
        assert (answer.status_code, answer.json()) == (404, unknown.json())
    assert [each["resource_id"] for each in (await day(api, TUESDAY))["bookings"]] == ["t4"]
