"""Over REST a guest leaves the choice of a resource to the venue, joins tables, or chooses a service."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from app.domain.venues import Localized, Service, Venue, Venues
from tests.api.conftest import ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.api.test_availability import counted_queries

EVENING = "2026-11-24T18:00:00+03:00"
NAME = Localized("Первый приём", "First visit")
FIRST_VISIT = Service("first", NAME, timedelta(minutes=60), timedelta(minutes=10), ("belova",), Localized("1 ₽", "₽1"))


async def change(api: Api, venue_id: str, **changes: Any) -> None:
    venues = cast(dict[str, Venue], await api.container.get(Venues))
    venues[venue_id] = replace(venues[venue_id], **changes)


async def join_large_tables(api: Api) -> None:
    """Let the two tables for six be pushed together for a party of up to twelve."""
    venue = (await api.container.get(Venues))[RESTAURANT]
    alone = {table.id: replace(table, joins=()) for table in venue.resources.values()}
    joined = {"t13": replace(alone["t13"], joins=("t14",)), "t14": replace(alone["t14"], joins=("t13",))}
    rules = replace(venue.booking, max_party_size=12)
    await change(api, RESTAURANT, resources={**alone, **joined}, booking=rules)


async def test_without_a_resource_the_smallest_free_table_is_booked(api: Api) -> None:
    await api.book(ANNA, EVENING, "t3")
    answer = await api.post("/bookings", BEN, {"starts_at": EVENING, "party_size": 2})

    assert answer.status_code == 201
    assert answer.json()["resource_id"] == "t4"


async def test_a_party_of_eight_is_offered_and_books_two_joined_tables(api: Api) -> None:
    await join_large_tables(api)
    offered = (await api.get("/availability?from=2026-11-24&party_size=8")).json()
    booked = await api.post("/bookings", ANNA, {"starts_at": EVENING, "party_size": 8})
    refused = await api.post("/bookings", BEN, {"starts_at": EVENING, "party_size": 6, "resource_id": "t14"})

    assert offered["resource_ids"] == ["t13+t14"]
    assert {slot["best_resource_id"] for slot in offered["days"][0]["slots"]} == {"t13+t14"}
    assert booked.json()["resource_id"] == "t13+t14"
    assert booked.json()["resource_name"]["en"].count(" and ") == 1
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    resource = (await api.get("/resources/t13%2Bt14")).json()
    assert (resource["resource_ids"], resource["capacity"]) == (["t13", "t14"], 12)
    slots = (await api.get("/resources/t13%2Bt14/slots?from=2026-11-24&days=1&party_size=8")).json()
    assert [slot["is_free"] for slot in slots["days"][0]["slots"] if slot["starts_at"] == EVENING] == [False]


async def test_a_taken_slot_is_answered_with_the_same_time_elsewhere_then_with_other_times(api: Api) -> None:
    await api.book(ANNA, EVENING, "t12")
    answer = await api.post("/bookings", BEN, {"starts_at": EVENING, "party_size": 5, "resource_id": "t12"})

    problem = answer.json()
    assert problem["code"] == "slot_taken"
    assert problem["same_time_resource_ids"] == ["t13", "t14"]
    assert EVENING not in problem["free_starts"]
    assert "2026-11-24T20:00:00+03:00" in problem["free_starts"]


async def test_any_doctor_of_a_specialty_can_be_booked(api: Api) -> None:
    starts_at = "2026-11-24T10:00:00+03:00"
    doctors = (await api.get("/resources?specialty=therapy", venue_id=CLINIC)).json()
    booked = [
        (await api.post("/bookings", guest, {"starts_at": starts_at, "specialty": "therapy"}, CLINIC)).json()
        for guest in (ANNA, BEN)
    ]

    assert {booking["resource_id"] for booking in booked} <= {doctor["id"] for doctor in doctors}
    assert booked[0]["resource_id"] != booked[1]["resource_id"]


async def test_a_service_has_its_own_length(api: Api) -> None:
    await change(api, CLINIC, services={"first": FIRST_VISIT})
    (service,) = (await api.get("/services", venue_id=CLINIC)).json()
    slots = (await api.get("/availability?from=2026-11-24&service=first", venue_id=CLINIC)).json()
    body = {"starts_at": "2026-11-24T10:00:00+03:00", "service_id": "first"}
    booked = (await api.post("/bookings", ANNA, body, CLINIC)).json()

    assert (service["id"], service["minutes"], service["resource_ids"]) == ("first", 60, ["belova"])
    assert service["price"] == {"ru": "1 ₽", "en": "₽1"}
    assert slots["resource_ids"] == ["belova"]
    assert booked["ends_at"] == "2026-11-24T11:00:00+03:00"
    assert (booked["resource_id"], booked["service_id"], booked["service_name"]["en"]) == ("belova", "first", NAME.en)
    later = (await api.get("/resources/belova/slots?from=2026-11-24&days=1", venue_id=CLINIC)).json()["days"][0]
    taken = [slot["starts_at"][11:16] for slot in later["slots"] if not slot["is_free"]]
    # The buffer after the visit reaches into the slot at eleven.
    assert taken == ["10:00", "10:30", "11:00"]


@pytest.mark.parametrize("path", ["/availability?service=x", "/resources?service=x", "/resources/t13%2Bt14"])
async def test_an_unknown_service_and_tables_that_do_not_join_are_not_found(api: Api, path: str) -> None:
    answer = await api.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_slots_of_a_table_that_does_not_fit_are_refused(api: Api) -> None:
    answer = await api.get("/resources/t3/slots?party_size=4")

    assert (answer.status_code, answer.json()["code"]) == (422, "resource_does_not_fit")


@pytest.mark.parametrize("query", ["days=1&party_size=2", "days=7&party_size=2", "days=7", "days=7&party_size=6"])
async def test_the_number_of_queries_grows_neither_with_days_nor_with_resources(api: Api, query: str) -> None:
    with counted_queries() as queries:
        await api.get(f"/availability?{query}")

    assert len([each for each in queries if each.startswith("SELECT")]) == 2  # bookings, closures
    await api.change_rules(guests_per_15_minutes=12)
    with counted_queries() as queries:
        await api.get(f"/availability?{query}")
    assert len([each for each in queries if each.startswith("SELECT")]) == 3
