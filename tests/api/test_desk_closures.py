"""At the desk over REST admins close the venue or a table for a time, and reopen it."""

from typing import Any

import pytest

from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.api.test_desk import EVENING, HOST_OF_THE_CLINIC, LATER, day, poll, settings, tag_of

__all__ = ["settings"]

SPAN: dict[str, object] = {"starts_at": "2026-11-24T17:00:00+03:00", "ends_at": "2026-11-24T19:00:00+03:00"}
OF_TABLE = SPAN | {"resource_id": "t3"}
LONG = SPAN | {"ends_at": "2026-11-26T02:00:00+03:00"}


async def preview(api: Api, span: dict[str, object] = SPAN) -> dict[str, Any]:
    answer = await api.post("/desk/closures/preview", ADMIN, span)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def close(api: Api, span: dict[str, object] = SPAN, **more: object) -> dict[str, Any]:
    answer = await api.post("/desk/closures", ADMIN, span | {"seen": (await preview(api, span))["digest"]} | more)
    assert answer.status_code == 201, answer.text
    closed: dict[str, Any] = answer.json()
    return closed


async def test_an_admin_sees_whom_a_closure_hits_then_closes_and_reopens(api: Api) -> None:
    await api.book(ANNA, EVENING)
    await api.book(BEN, EVENING, "t4")

    hit = await preview(api, OF_TABLE)
    assert ([each["booking"]["id"] for each in hit["bookings"]], hit["seated"]) == ([1], 0)
    assert (await api.get("/bookings/1", ANNA)).json()["status"] == "booked"

    assert await close(api, OF_TABLE, reason="Water") == {"moved": 0, "canceled": 1, "refused": 0}
    assert (await api.get("/bookings/1", ANNA)).json()["status"] == "canceled"
    assert (await api.get("/bookings/2", BEN)).json()["status"] == "booked"
    assert (await api.get("/desk/bookings/1", ADMIN)).json()["history"][-1]["remark"] == "Water"
    assert (await day(api))["closures"] == (await api.get("/desk/closures", ADMIN)).json()
    assert (await day(api))["closures"] == [
        {"id": 1, "name": {"ru": "У окна на переулок", "en": "Lane window"}} | OF_TABLE
    ]

    assert (await api.post("/desk/closures/1/reopen", ADMIN)).json() == []
    assert (await api.post("/desk/closures/1/reopen", ADMIN)).status_code == 404
    await api.book(ANNA, EVENING)


async def test_an_admin_moves_those_whom_a_closure_hits_to_places_that_are_free_then(api: Api) -> None:
    await api.book(ANNA, EVENING)

    (hit,) = (await preview(api, OF_TABLE))["bookings"]
    assert set(hit["moves_to"]) == {"id", "name", "capacity"}
    assert await close(api, OF_TABLE, remedy="move") == {"moved": 1, "canceled": 0, "refused": 0}

    moved = (await api.get("/bookings/1", ANNA)).json()
    assert (moved["status"], moved["resource_id"]) == ("booked", hit["moves_to"]["id"])
    last = (await api.get("/desk/bookings/1", ADMIN)).json()["history"][-1]
    assert (last["kind"], last["by"]) == ("moved", "admin")


async def test_nothing_can_be_moved_within_a_closed_venue(api: Api) -> None:
    await api.book(ANNA, EVENING)
    assert [each["moves_to"] for each in (await preview(api))["bookings"]] == [None]
    assert await close(api, remedy="move") == {"moved": 0, "canceled": 1, "refused": 0}


async def test_each_closing_and_reopening_changes_the_tag_of_the_days_that_it_hits(api: Api) -> None:
    """They write no history of a booking."""
    tags = [await tag_of(api)]
    other_day = await tag_of(api, "/desk/day?date=2026-11-23")

    async def expect_a_new_day() -> None:
        answer = await poll(api, tags[-1])
        assert answer.status_code == 200
        assert answer.headers["ETag"] not in tags
        tags.append(answer.headers["ETag"])

    await close(api, OF_TABLE)
    await expect_a_new_day()
    await close(api, LONG)
    await expect_a_new_day()
    await api.post("/desk/closures/1/reopen", ADMIN)
    await expect_a_new_day()
    await api.post("/desk/closures/2/reopen", ADMIN)
    await expect_a_new_day()
    assert (await poll(api, other_day, "/desk/day?date=2026-11-23")).status_code == 304


async def test_nothing_is_closed_when_other_bookings_are_hit_by_now(api: Api) -> None:
    seen = (await preview(api))["digest"]
    await api.book(ANNA, EVENING)

    answer = await api.post("/desk/closures", ADMIN, SPAN | {"seen": seen})

    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert (await day(api))["closures"] == []
    assert (await api.get("/bookings/1", ANNA)).json()["status"] == "booked"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"starts_at": EVENING, "ends_at": EVENING}, 422, "validation_failed"),
        ({"starts_at": LATER}, 422, "validation_failed"),
        ({"resource_id": "belova"}, 404, "not_found"),
        ({"starts_at": "2026-11-22T17:00:00+03:00", "ends_at": "2026-11-23T12:00:00+03:00"}, 422, "too_soon"),
        ({"ends_at": "2028-11-24T19:00:00+03:00"}, 422, "too_far_ahead"),
        ({"closed_by": 1}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_closed_is_refused(api: Api, changes: dict[str, object], status: int, code: str) -> None:
    for path, more in (("/desk/closures/preview", {}), ("/desk/closures", {"seen": "x"})):
        answer = await api.post(path, ADMIN, SPAN | more | changes)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
    assert (await api.get("/desk/closures", ADMIN)).json() == []


async def test_an_unknown_remedy_is_refused(api: Api) -> None:
    answer = await api.post("/desk/closures", ADMIN, SPAN | {"seen": "x", "remedy": "delete"})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_closure_of_another_venue_is_not_found(api: Api) -> None:
    await close(api)
    assert (await api.get("/desk/closures", ADMIN, CLINIC)).json() == []
    assert (await api.post("/desk/closures/1/reopen", ADMIN, venue_id=CLINIC)).status_code == 404
    assert len((await day(api))["closures"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/desk/closures", None),
        ("POST", "/desk/closures/preview", SPAN),
        ("POST", "/desk/closures/preview", None),
        ("POST", "/desk/closures", SPAN | {"seen": "4f53cda18c2baa0c"}),
        ("POST", "/desk/closures", None),
        ("POST", "/desk/closures/1/reopen", None),
        ("POST", "/desk/closures/abc/reopen", None),
    ],
)
async def test_for_anybody_but_an_admin_nothing_can_be_closed(
    api: Api, method: str, path: str, body: dict[str, object] | None
) -> None:
    await close(api)
    url = f"/api/v1/venues/{RESTAURANT}"
    unknown = await api.http.get(f"{url}/nothing")
    for headers in (api.signed_by(BEN), api.signed_by(HOST_OF_THE_CLINIC), api.signed_by(ADMIN, CLINIC), {}):
        answer = await api.http.request(method, url + path, headers=headers, json=body)
        assert (answer.status_code, answer.json()) == (404, unknown.json())
    assert [each["id"] for each in (await api.get("/desk/closures", ADMIN)).json()] == [1]
