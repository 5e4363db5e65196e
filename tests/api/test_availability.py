"""Free slots over REST."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.api.conftest import ADMIN, ANNA, BEN, BERLIN, CLINIC, RESTAURANT, Api


def starts(day: dict[str, Any]) -> list[str]:
    return [slot["starts_at"] for slot in day["slots"]]


def free(day: dict[str, Any]) -> list[str]:
    return [slot["starts_at"][11:16] for slot in day["slots"] if slot["is_free"]]


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield queries
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_week_begins_today_by_default(api: Api) -> None:
    await api.change_rules(start_every=None)
    week = (await api.get("/resources/t3/slots")).json()

    assert week["resource_id"] == "t3"
    assert [day["date"] for day in week["days"]] == [f"2026-11-{day}" for day in range(23, 30)]
    assert starts(week["days"][1])[0] == "2026-11-24T06:00:00+03:00"
    assert len(week["days"][1]["slots"]) == 9


async def test_a_slot_says_until_when_its_booking_may_be_changed(api: Api) -> None:
    """The limit is in real time: in Berlin the clocks go forward in the night between the limit and the slot."""
    await api.change_rules(BERLIN, cancel_until=timedelta(hours=24))

    answer = await api.get("/resources/t3/slots?from=2027-03-28&days=1", venue_id=BERLIN)

    noon = next(slot for slot in answer.json()["days"][0]["slots"] if slot["starts_at"][11:16] == "12:00")
    assert (noon["starts_at"], noon["ends_at"]) == ("2027-03-28T12:00:00+02:00", "2027-03-28T14:00:00+02:00")
    assert noon["changeable_until"] == "2027-03-27T11:00:00+01:00"


async def test_a_slot_that_has_begun_is_not_free(api: Api) -> None:
    await api.change_rules(start_every=None)
    today = (await api.get("/resources/t3/slots?days=1")).json()["days"][0]

    assert len(today["slots"]) == 9
    # It is exactly noon, so the slot at twelve has begun.
    assert free(today) == ["14:00", "16:00", "18:00", "20:00", "22:00"]


async def test_a_booked_slot_is_not_free_for_anybody_until_canceled(api: Api) -> None:
    booking = await api.book(ANNA, "2026-11-24T18:00:00+03:00")
    path = "/resources/t3/slots?from=2026-11-24&days=1"

    assert "18:00" not in free((await api.get(path)).json()["days"][0])

    await api.post(f"/bookings/{booking['id']}/cancel", ANNA)

    assert "18:00" in free((await api.get(path)).json()["days"][0])


async def test_days_off_have_no_slots_and_far_ones_no_free_slots(api: Api) -> None:
    await api.change_rules(start_every=None)
    sunday = (await api.get("/resources/belova/slots?from=2026-11-29&days=1", venue_id=CLINIC)).json()["days"][0]
    far = (await api.get("/resources/t3/slots?from=2027-01-24&days=1")).json()["days"][0]
    new_year = (await api.get("/resources/t3/slots?from=2027-01-01&days=1")).json()["days"][0]

    assert sunday["slots"] == []
    assert new_year["slots"] == []
    assert len(far["slots"]) == 9
    assert free(far) == []


@pytest.mark.parametrize(
    ("first_day", "offsets"),
    [
        ("2027-03-25", ["+01:00", "+01:00", "+01:00", "+02:00", "+02:00"]),
        ("2027-10-28", ["+02:00", "+02:00", "+02:00", "+01:00", "+01:00"]),
    ],
)
async def test_slots_keep_their_wall_clock_times_when_the_clocks_change(
    api: Api, first_day: str, offsets: list[str]
) -> None:
    await api.change_rules(BERLIN, start_every=None)
    api.clock.move_to(datetime.fromisoformat(f"{first_day}T00:00:00+00:00"))
    answer = await api.http.get(
        f"/api/v1/venues/{BERLIN}/resources/t3/slots", params={"from": first_day, "days": len(offsets)}
    )

    days = answer.json()["days"]
    assert [starts(day)[1][11:] for day in days] == [f"08:00:00{offset}" for offset in offsets]
    for day in days:
        instants = [datetime.fromisoformat(start).astimezone(UTC) for start in starts(day)]
        assert {(later - earlier).total_seconds() for earlier, later in pairwise(instants)} == {7200}


@pytest.mark.parametrize("days", [1, 7, 28, 31])
async def test_the_number_of_queries_does_not_grow_with_the_days(api: Api, days: int) -> None:
    with counted_queries() as queries:
        answer = await api.get(f"/resources/t3/slots?days={days}")

    assert len(answer.json()["days"]) == days
    assert len([query for query in queries if query.startswith("SELECT")]) == 2  # bookings, closures


async def test_availability_lists_the_free_resources_of_each_slot(api: Api) -> None:
    await api.book(ANNA, "2026-11-24T18:00:00+03:00", "t12")
    await api.book(BEN, "2026-11-24T20:00:00+03:00", "t13")

    with counted_queries() as queries:
        answer = await api.get("/availability?from=2026-11-24&days=7&party_size=5")

    tables = answer.json()
    by_start = {slot["starts_at"][11:16]: slot["free_resource_ids"] for slot in tables["days"][0]["slots"]}
    assert tables["resource_ids"] == ["t12", "t13", "t14", "t6+t8"]
    assert by_start["16:00"] == ["t12", "t13", "t14"]
    assert by_start["18:00"] == ["t13", "t14"]
    assert by_start["20:00"] == ["t12", "t14"]
    assert len([query for query in queries if query.startswith("SELECT")]) == 2  # bookings, closures


async def test_a_guest_asks_to_which_slots_a_booking_can_move(api: Api) -> None:
    booking = await api.book(ANNA, "2026-11-24T18:00:00+03:00")
    path = "/resources/t3/slots?from=2026-11-24&days=1&party_size=2"
    everywhere = "/availability?from=2026-11-24&party_size=2"

    of_anybody = (await api.get(path, ANNA)).json()["days"][0]
    own = (await api.get(f"{path}&booking={booking['id']}", ANNA)).json()["days"][0]
    tables = (await api.get(f"{everywhere}&booking={booking['id']}", ANNA)).json()["days"][0]

    near = {"17:00", "17:30", "18:00", "18:30", "19:00"}
    assert near & set(free(of_anybody)) == set()
    assert near & set(free(own)) == near - {"18:00"}
    assert starts(own) == starts(of_anybody)
    by_start = {slot["starts_at"][11:16]: slot["free_resource_ids"] for slot in tables["slots"]}
    assert [start for start in sorted(near) if "t3" in by_start[start]] == ["17:00", "17:30", "18:30", "19:00"]
    assert by_start["18:00"][0] == "t4"
    moved = await api.post(f"/bookings/{booking['id']}/move", ANNA, {"starts_at": "2026-11-24T18:30:00+03:00"})
    assert (moved.status_code, moved.json()["resource_id"]) == (200, "t3")


@pytest.mark.parametrize("path", ["/resources/t3/slots?days=1", "/availability?days=1"])
async def test_to_which_slots_a_booking_can_move_only_its_guest_may_ask(api: Api, path: str) -> None:
    booking = await api.book(ANNA, "2026-11-24T18:00:00+03:00")
    query = f"{path}&booking={booking['id']}"

    anonymous = await api.get(query)
    forged = await api.http.get(f"/api/v1/venues/{RESTAURANT}{query}", headers=api.signed_by(ANNA, CLINIC))
    unknown = await api.get(f"{path}&booking=999", BEN)
    others = [await api.get(query, BEN), await api.get(query, ADMIN), await api.get(query, ANNA, BERLIN)]

    assert (await api.get(query, ANNA)).status_code == 200
    assert [(answer.status_code, answer.json()["code"]) for answer in (anonymous, forged)] == [
        (401, "unauthorized")
    ] * 2
    assert [(answer.status_code, answer.json()["code"]) for answer in (unknown, *others)] == [(404, "not_found")] * 4
    assert unknown.json().keys() == others[0].json().keys()
    for invalid in ("0", "x", "9" * 30):
        assert (await api.get(f"{path}&booking={invalid}", ANNA)).status_code == 422


async def test_a_signature_that_nobody_asked_for_is_not_looked_at(api: Api) -> None:
    """The Mini App sends it with every request, also after it has expired."""
    headers = api.signed_by(ANNA)
    api.clock.advance(timedelta(days=2))
    address = f"/api/v1/venues/{RESTAURANT}/availability?days=1"

    assert (await api.http.get(address, headers=headers)).status_code == 200
    expired = await api.http.get(f"{address}&booking=1", headers=headers)
    assert (expired.status_code, expired.json()["code"]) == (401, "session_expired")


async def test_availability_of_a_specialty(api: Api) -> None:
    doctors = (await api.get("/availability?from=2026-11-24&specialty=therapy", venue_id=CLINIC)).json()
    unknown = await api.get("/availability?from=2026-11-24&specialty=alchemy", venue_id=CLINIC)

    assert len(doctors["days"][0]["slots"]) == 24
    assert doctors["days"][0]["slots"][2]["starts_at"] == "2026-11-24T09:00:00+03:00"
    assert doctors["days"][0]["slots"][2]["changeable_until"] == "2026-11-24T08:00:00+03:00"
    assert all(slot["free_resource_ids"] == doctors["resource_ids"] for slot in doctors["days"][0]["slots"])
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        "from=tomorrow",
        "from=20261124",
        "from=0001-01-01",
        "from=9999-12-31",
        "days=0",
        "days=32",
        "from=2026-02-30",
        "days=x",
    ],
)
async def test_malformed_days_are_refused(api: Api, query: str) -> None:
    answer = await api.get(f"/resources/t3/slots?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"][0]["field"] == f"query.{query.partition('=')[0]}"
