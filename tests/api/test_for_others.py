"""A guest books over REST for a child or a relative."""

import pytest

from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.api.test_waitlist import offer_places

MORNING = "2026-11-24T08:30:00+03:00"
WISH = {"resource_id": "belova", "starts_at": MORNING}
MASHA = {"name": "Маша", "birth_year": 2019}
OTHER_DOCTOR = {"resource_id": "gromov"}


async def test_a_visit_is_booked_for_somebody_else_and_shown_everywhere(api: Api) -> None:
    answer = await api.post("/bookings", ANNA, WISH | {"for_whom": MASHA}, CLINIC)

    assert (answer.status_code, answer.json()["for_whom"]) == (201, MASHA)
    assert (await api.get("/bookings", ANNA, CLINIC)).json()["bookings"][0]["for_whom"] == MASHA
    assert (await api.get("/me", ANNA, CLINIC)).json()["relatives"] == [MASHA]
    assert (await api.get("/me", BEN, CLINIC)).json()["relatives"] == []
    day = (await api.get("/desk/day?date=2026-11-24", ADMIN, CLINIC)).json()
    assert [(each["guest_name"], each["for_whom"]) for each in day["bookings"]] == [("Anna Smirnova", MASHA)]


async def test_a_name_is_enough_and_is_cleaned(api: Api) -> None:
    answer = await api.post("/bookings", ANNA, WISH | {"for_whom": {"name": "  Маша\u200b  Ко "}}, CLINIC)

    assert answer.json()["for_whom"] == {"name": "Маша Ко", "birth_year": None}


async def test_each_person_has_one_visit_at_a_time(api: Api) -> None:
    first = await api.post("/bookings", ANNA, WISH | {"for_whom": MASHA}, CLINIC)
    again = await api.post("/bookings", ANNA, WISH | OTHER_DOCTOR | {"for_whom": {"name": "маша"}}, CLINIC)
    herself = await api.post("/bookings", ANNA, WISH | OTHER_DOCTOR, CLINIC)

    assert (again.status_code, again.json()["code"]) == (409, "guest_is_busy")
    assert again.json()["booking"]["id"] == first.json()["id"]
    assert again.json()["booking"]["for_name"] == "маша"
    assert (herself.status_code, herself.json()["for_whom"]) == (201, None)


async def test_a_repeated_request_is_for_the_same_person(api: Api) -> None:
    first = await api.post("/bookings", ANNA, WISH | {"for_whom": MASHA}, CLINIC, key="k")
    again = await api.post("/bookings", ANNA, WISH | {"for_whom": MASHA}, CLINIC, key="k")
    other = await api.post("/bookings", ANNA, WISH, CLINIC, key="k")

    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("for_whom", "code"),
    [
        ({"name": ""}, "invalid_relative"),
        ({"name": "\u200b"}, "invalid_relative"),
        ({"name": "Маша 7"}, "invalid_relative"),
        ({"name": "Маша", "birth_year": 2027}, "invalid_relative"),
        ({"name": "Маша", "birth_year": 1800}, "invalid_relative"),
        ({"name": "Маша", "birth_year": 10**30}, "invalid_relative"),
        ({"name": "Маша", "birth_year": "2019"}, "validation_failed"),
        ({"name": "x" * 257}, "validation_failed"),
        ({"name": "Маша", "phone": "112"}, "validation_failed"),
        ({"birth_year": 2019}, "validation_failed"),
        ("Маша", "validation_failed"),
    ],
)
async def test_what_names_nobody_is_refused(api: Api, for_whom: object, code: str) -> None:
    answer = await api.post("/bookings", ANNA, WISH | {"for_whom": for_whom}, CLINIC)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await api.get("/bookings", ANNA, CLINIC)).json()["total"] == 0


async def test_a_table_is_booked_for_the_party(api: Api) -> None:
    wish = {"resource_id": "t3", "starts_at": "2026-11-24T18:00:00+03:00", "party_size": 2}
    answer = await api.post("/bookings", ANNA, wish | {"for_whom": MASHA})

    assert (answer.status_code, answer.json()["code"]) == (422, "not_for_others")
    assert (await api.get("")).json()["for_others"] is False
    assert (await api.get("", venue_id=CLINIC)).json()["for_others"] is True


async def test_a_guest_waits_for_somebody_else_and_the_desk_sees_for_whom(api: Api) -> None:
    wish = {"date": "2026-11-24", "resource_id": "belova", "for_whom": MASHA}
    joined = await api.post("/waitlist", ANNA, wish, CLINIC)

    assert (joined.status_code, joined.json()["for_whom"]) == (201, MASHA)
    assert [each["for_whom"] for each in (await api.get("/waitlist", ANNA, CLINIC)).json()] == [MASHA]
    [at_desk] = (await api.get("/desk/waitlist?date=2026-11-24", ADMIN, CLINIC)).json()
    assert (at_desk["guest_name"], at_desk["wait"]["for_whom"]) == ("Anna Smirnova", MASHA)
    await offer_places(api, CLINIC)
    [held] = (await api.get("/desk/day?date=2026-11-24", ADMIN, CLINIC)).json()["held"]
    assert (held["guest_name"], held["for_whom"]) == ("Anna Smirnova", MASHA)
    taken = await api.post(f"/waitlist/offers/{held['offer_id']}/take", ANNA, venue_id=CLINIC)
    assert (taken.status_code, taken.json()["for_whom"]) == (201, MASHA)


async def test_who_names_nobody_or_may_not_book_for_others_does_not_wait_for_them(api: Api) -> None:
    day = {"date": "2026-11-24"}
    nobody = await api.post("/waitlist", ANNA, day | {"resource_id": "belova", "for_whom": {"name": "7"}}, CLINIC)
    at_table = await api.post("/waitlist", ANNA, day | {"party_size": 2, "for_whom": MASHA}, RESTAURANT)

    assert (nobody.status_code, nobody.json()["code"]) == (422, "invalid_relative")
    assert (at_table.status_code, at_table.json()["code"]) == (422, "not_for_others")
