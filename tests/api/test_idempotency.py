"""An idempotency key makes one booking and has one answer."""

import asyncio
from datetime import timedelta

import pytest

from tests.api.conftest import ANNA, BEN, Api

EVENING = "2026-11-24T18:00:00+03:00"
LATER = "2026-11-24T20:00:00+03:00"
WISH = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}
KEY = "6f1d9a52-0b0e-4c41-9f0c-0d7b6c9f2a11"


async def test_fifty_simultaneous_requests_with_one_key_make_one_booking(api: Api) -> None:
    answers = await asyncio.gather(*(api.post("/bookings", ANNA, WISH, key=KEY) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert (await api.get("/bookings", ANNA)).json()["total"] == 1


async def test_the_first_answer_is_repeated_although_the_booking_has_changed(api: Api) -> None:
    first = await api.post("/bookings", ANNA, WISH, key=KEY)
    booking_id = first.json()["id"]
    await api.post(f"/bookings/{booking_id}/move", ANNA, {"starts_at": LATER, "resource_id": "t4"})
    await api.post(f"/bookings/{booking_id}/cancel", ANNA)
    api.clock.advance(timedelta(hours=20))

    again = await api.post("/bookings", ANNA, WISH, key=KEY)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (await api.get("/bookings", ANNA)).json()["total"] == 1


async def test_the_first_answer_is_given_again_after_the_venue_changed_its_rules(api: Api) -> None:
    await api.change_rules(turn_times=())
    first = await api.post("/bookings", ANNA, WISH, key=KEY)
    await api.change_rules(slot_length=timedelta(hours=1), cancel_until=timedelta(hours=12))

    again = await api.post("/bookings", ANNA, WISH, key=KEY)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.json()["ends_at"] == LATER


async def test_the_same_instant_at_another_offset_is_the_same_request(api: Api) -> None:
    first = await api.post("/bookings", ANNA, WISH, key=KEY)

    again = await api.post("/bookings", ANNA, WISH | {"starts_at": "2026-11-24T15:00:00Z"}, key=KEY)

    assert again.json() == first.json()


@pytest.mark.parametrize("change", [{"resource_id": "t4"}, {"starts_at": LATER}, {"party_size": 1}])
async def test_another_request_under_the_same_key_is_refused(api: Api, change: dict[str, object]) -> None:
    await api.post("/bookings", ANNA, WISH, key=KEY)

    answer = await api.post("/bookings", ANNA, WISH | change, key=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (await api.get("/bookings", ANNA)).json()["total"] == 1


async def test_a_key_can_be_reused_after_a_day(api: Api) -> None:
    first = await api.post("/bookings", ANNA, WISH, key=KEY)
    api.clock.advance(timedelta(hours=24))

    second = await api.post("/bookings", ANNA, WISH | {"starts_at": LATER}, key=KEY)

    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


async def test_each_guest_has_keys_of_their_own(api: Api) -> None:
    await api.post("/bookings", ANNA, WISH, key=KEY)

    answer = await api.post("/bookings", BEN, WISH | {"resource_id": "t4"}, key=KEY)

    assert answer.status_code == 201


async def test_a_refusal_is_not_repeated(api: Api) -> None:
    other = await api.book(BEN, EVENING)
    refused = await api.post("/bookings", ANNA, WISH, key=KEY)
    await api.post(f"/bookings/{other['id']}/cancel", BEN)

    answer = await api.post("/bookings", ANNA, WISH, key=KEY)

    assert (refused.status_code, answer.status_code) == (409, 201)


async def test_requests_without_a_key_are_independent(api: Api) -> None:
    await api.post("/bookings", ANNA, WISH)

    assert (await api.post("/bookings", ANNA, WISH)).json()["code"] == "guest_is_busy"


@pytest.mark.parametrize("key", ["k" * 65, "with space", "\t"])
async def test_a_malformed_key_is_refused(api: Api, key: str) -> None:
    answer = await api.post("/bookings", ANNA, WISH, key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
