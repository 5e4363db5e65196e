"""A guest waits for a place over REST, and takes the one that is held."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.domain.access import Admin
from app.domain.venues import Venues
from app.domain.waitlist import HOLD, WAITS_OF_GUEST
from app.usecases.desk.bar_guest import BarGuest
from app.usecases.waitlist.offer_places import OfferPlaces
from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.ready_venues import visit

DAY = "2026-11-24"
EVENING = f"{DAY}T18:00:00+03:00"
LATER = f"{DAY}T20:00:00+03:00"
END = f"{DAY}T{visit('18:00').partition('–')[2]}:00+03:00"
TABLE = {"resource_id": "t3", "party_size": 2}
WISH = {"date": DAY, "around": EVENING, **TABLE}
MARIA = 103
NAME = {"ru": "У окна на переулок", "en": "Lane window"}


async def offer_places(api: Api, venue: str = RESTAURANT) -> None:
    """Do what a worker does when it is told of an opening."""
    venues = await api.container.get(Venues)
    await OfferPlaces(await api.database(), venues, api.clock)(venue)


async def join(api: Api, guest: int, wish: dict[str, Any] = WISH) -> dict[str, Any]:
    answer = await api.post("/waitlist", guest, wish)
    assert answer.status_code == 201, answer.text
    wait: dict[str, Any] = answer.json()
    return wait


async def waits(api: Api, guest: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get("/waitlist", guest)).json()
    return found


async def answer(api: Api, guest: int, offer_id: int, verb: str) -> httpx.Response:
    return await api.post(f"/waitlist/offers/{offer_id}/{verb}", guest)


@pytest.fixture
async def offered(api: Api) -> int:
    """The id of the offer to Anna of a table that Ben had on Tuesday at 18:00."""
    booking = await api.book(BEN, EVENING)
    await join(api, ANNA)
    await api.post(f"/bookings/{booking['id']}/cancel", BEN)
    await offer_places(api)
    offer_id: int = (await waits(api, ANNA))[0]["offer"]["id"]
    return offer_id


async def test_a_guest_waits_for_a_taken_table_and_takes_it(api: Api) -> None:
    booking = await api.book(BEN, EVENING)
    wait = await join(api, ANNA)
    assert wait == {
        "id": 1,
        "date": DAY,
        "around": EVENING,
        "begins_at": None,
        "ends_at": None,
        "party_size": 2,
        "specialty": None,
        "specialty_name": None,
        "service_id": None,
        "service_name": None,
        "resource_id": "t3",
        "resource_name": NAME,
        "for_whom": None,
        "joined_at": "2026-11-23T12:00:00+03:00",
        "offer": None,
    }
    assert await waits(api, ANNA) == [wait]

    await api.post(f"/bookings/{booking['id']}/cancel", BEN)
    await offer_places(api)

    [held] = await waits(api, ANNA)
    assert held == wait | {
        "offer": {
            "id": 1,
            "resource_id": "t3",
            "resource_name": NAME,
            "starts_at": EVENING,
            "ends_at": END,
            "held_until": "2026-11-23T12:10:00+03:00",
        }
    }
    taken = await answer(api, ANNA, 1, "take")
    assert taken.status_code == 201
    assert (taken.json()["status"], taken.json()["starts_at"]) == ("booked", EVENING)
    again = await answer(api, ANNA, 1, "take")
    assert (again.status_code, again.json()) == (201, taken.json())
    assert (await api.get("/bookings", ANNA)).json() == {"bookings": [taken.json()], "total": 1}
    assert await waits(api, ANNA) == []
    assert (await api.get(f"/desk/bookings/{taken.json()['id']}", ADMIN)).json()["source"] == "app"


@pytest.mark.parametrize(
    "window",
    [
        {},
        {"around": EVENING},
        {"begins_at": EVENING, "ends_at": LATER},
    ],
)
async def test_a_wish_has_the_window_that_was_named(api: Api, window: dict[str, str]) -> None:
    wait = await join(api, ANNA, {"date": DAY, "party_size": 2, **window})

    nothing: dict[str, str | None] = dict.fromkeys(("around", "begins_at", "ends_at"))
    assert {name: wait[name] for name in nothing} == nothing | window
    assert wait["resource_id"] is None


async def test_a_place_within_a_window_of_hours_is_offered(api: Api) -> None:
    await join(api, ANNA, {"date": DAY, **TABLE, "begins_at": f"{DAY}T17:00:00Z", "ends_at": f"{DAY}T18:00:00Z"})
    await offer_places(api)

    [held] = await waits(api, ANNA)
    assert held["offer"]["starts_at"] == LATER


async def test_a_patient_waits_for_any_doctor_of_a_specialty(api: Api) -> None:
    answer = await api.post("/waitlist", ANNA, {"date": DAY, "specialty": "therapy"}, CLINIC)

    assert answer.status_code == 201
    assert answer.json()["specialty_name"]["en"] == "General practice"


async def test_the_same_wish_twice_is_one(api: Api) -> None:
    first = await join(api, ANNA)
    same = await join(api, ANNA, WISH | {"around": f"{DAY}T15:00:00Z"})

    assert same == first
    assert await waits(api, ANNA) == [first]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"date": "2026-11-22"}, 422, "too_soon"),
        ({"date": "2027-03-01"}, 422, "too_far_ahead"),
        ({"around": f"{DAY}T03:00:00+03:00"}, 422, "outside_hours"),
        ({"party_size": None}, 422, "resource_does_not_fit"),
        ({"party_size": 3}, 422, "resource_does_not_fit"),
        ({"resource_id": "t99"}, 404, "not_found"),
        ({"service_id": "massage"}, 404, "not_found"),
        ({"begins_at": EVENING, "ends_at": LATER}, 422, "validation_failed"),
        ({"around": None, "begins_at": EVENING}, 422, "validation_failed"),
        ({"around": None, "begins_at": LATER, "ends_at": EVENING}, 422, "validation_failed"),
        ({"around": "18:00"}, 422, "validation_failed"),
        ({"guest_id": BEN}, 422, "validation_failed"),
    ],
)
async def test_a_wish_that_cannot_come_true_is_refused(
    api: Api, change: dict[str, object], status: int, code: str
) -> None:
    answer = await api.post("/waitlist", ANNA, WISH | change)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await waits(api, ANNA) == []


async def test_a_guest_has_a_few_wishes_and_a_barred_one_none(api: Api) -> None:
    for hour in range(WAITS_OF_GUEST):
        await join(api, ANNA, WISH | {"around": f"{DAY}T{12 + hour}:00:00+03:00"})
    answer = await api.post("/waitlist", ANNA, WISH)
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "too_many_waits", 5)

    async with (await api.database()).read() as tx:
        anna = await tx.guests.find(RESTAURANT, ANNA)
    assert anna
    admin = Admin((await api.container.get(Venues))[RESTAURANT], ADMIN)
    await (await api.container.get(BarGuest))(admin, anna.id, is_barred=True)
    answer = await api.post("/waitlist", ANNA, WISH)
    assert (answer.status_code, answer.json()["code"]) == (403, "guest_barred")


async def test_the_place_of_a_guest_who_leaves_the_list_goes_to_the_next(api: Api, offered: int) -> None:
    await join(api, MARIA)
    [mine] = await waits(api, ANNA)
    path = f"/waitlist/{mine['id']}/leave"
    assert (await api.post(path, MARIA)).json()["code"] == "not_found"

    assert (await api.post(path, ANNA)).json() == []
    assert (await api.post(path, ANNA)).status_code == 200, "a repeated request"
    await offer_places(api)

    [next_one] = await waits(api, MARIA)
    assert next_one["offer"]["id"] != offered


async def test_who_declines_still_waits_and_the_next_may_take_it(api: Api, offered: int) -> None:
    await join(api, MARIA)
    assert (await answer(api, MARIA, offered, "decline")).json()["code"] == "not_found"

    declined = await answer(api, ANNA, offered, "decline")
    assert [(each["id"], each["offer"]) for each in declined.json()] == [(1, None)]
    assert (await answer(api, ANNA, offered, "decline")).json() == declined.json()
    late = await answer(api, ANNA, offered, "take")
    assert (late.status_code, late.json()["code"]) == (409, "offer_over")
    await offer_places(api)

    [held] = await waits(api, MARIA)
    assert (await answer(api, ANNA, held["offer"]["id"], "take")).json()["code"] == "not_found"
    assert (await answer(api, MARIA, held["offer"]["id"], "take")).status_code == 201


async def test_after_ten_minutes_nothing_is_held(api: Api, offered: int) -> None:
    api.clock.advance(HOLD - timedelta(seconds=1))
    assert (await waits(api, ANNA))[0]["offer"]
    api.clock.advance(timedelta(seconds=1))

    assert (await waits(api, ANNA))[0]["offer"] is None
    for verb in ("take", "decline"):
        late = await answer(api, ANNA, offered, verb)
        assert (late.status_code, late.json()["code"]) == (409, "offer_over")


async def test_who_books_that_time_by_themselves_waits_no_longer(api: Api, offered: int) -> None:
    await api.book(ANNA, f"{DAY}T17:00:00+03:00", "t4")

    assert await waits(api, ANNA) == []
    assert (await answer(api, ANNA, offered, "take")).json()["code"] == "offer_over"


REQUESTS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("POST", "", WISH),
    ("POST", "/1/leave", None),
    ("POST", "/offers/1/take", None),
    ("POST", "/offers/1/decline", None),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
async def test_only_signed_guests_wait_and_not_without_a_limit(
    api: Api, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: dict[str, Any] | None
) -> None:
    url = f"/api/v1/venues/{RESTAURANT}/waitlist{path}"
    assert (await api.http.request(method, url, json=body)).status_code == 401

    monkeypatch.setattr("app.api.callers.READS", 0)
    monkeypatch.setattr("app.api.callers.WRITES", 0)
    limited = await api.http.request(method, url, json=body, headers=api.signed_by(ANNA))
    assert limited.status_code == 429


LIST = f"/desk/waitlist?date={DAY}"


async def test_the_desk_sees_what_is_held_and_who_waits(api: Api, offered: int) -> None:
    await join(api, MARIA)
    found = (await api.get(f"/desk/day?date={DAY}", ADMIN)).json()
    assert found["waiting"] == 2
    assert found["held"] == [
        {
            "offer_id": offered,
            "resource_ids": ["t3"],
            "starts_at": EVENING,
            "ends_at": END,
            "busy_until": END,
            "held_until": "2026-11-23T12:10:00+03:00",
            "guest_name": "Anna Smirnova",
            "for_whom": None,
            "party_size": 2,
        }
    ]
    waiting = (await api.get(LIST, ADMIN)).json()
    assert [(each["guest_name"], bool(each["wait"]["offer"])) for each in waiting] == [
        ("Anna Smirnova", True),
        ("Anna Smirnova", False),
    ]
    assert waiting[0]["wait"] == (await waits(api, ANNA))[0]


async def test_an_admin_passes_a_guest_by_and_takes_one_off_the_list(api: Api, offered: int) -> None:
    await join(api, MARIA)
    passed = await api.post(f"/desk/waitlist/offers/{offered}/pass?date={DAY}", ADMIN)
    assert [each["wait"]["offer"] for each in passed.json()] == [None, None]
    assert (await answer(api, ANNA, offered, "take")).json()["code"] == "offer_over"
    await offer_places(api)
    [mine], [hers] = await waits(api, ANNA), await waits(api, MARIA)
    assert hers["offer"], "the next guest's turn has come"

    left = await api.post(f"/desk/waitlist/{mine['id']}/remove?date={DAY}", ADMIN)

    assert [each["wait"]["id"] for each in left.json()] == [hers["id"]]
    assert await waits(api, ANNA) == []
    late = await answer(api, ANNA, offered, "decline")
    assert (late.status_code, late.json()["code"]) == (409, "offer_over")
