"""A guest makes, lists, cancels and moves bookings over REST."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.database.tables import notifications
from app.runtime.settings import Settings
from tests.api.conftest import ADMIN, ANNA, BEN, CLINIC, RESTAURANT, Api
from tests.databases import opened
from tests.ready_venues import visit

EVENING = "2026-11-24T18:00:00+03:00"
LATER = "2026-11-24T20:00:00+03:00"
END = f"2026-11-24T{visit('18:00').partition('–')[2]}:00+03:00"
WISH = {"resource_id": "t3", "starts_at": EVENING, "party_size": 2}


async def owed(api: Api) -> set[tuple[str, int]]:
    """Kind and chat of every message that was not canceled."""
    settings = await api.container.get(Settings)
    wanted = select(notifications.c.kind, notifications.c.chat_id).where(notifications.c.status != "canceled")
    async with opened(settings.database_url.get_secret_value()) as database:
        return {(row["kind"], row["chat_id"]) for row in await database.rows(wanted)}


async def test_a_guest_books_a_table(api: Api) -> None:
    answer = await api.post("/bookings", ANNA, WISH)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": 1,
        "resource_id": "t3",
        "resource_name": {"ru": "У окна на переулок", "en": "Lane window"},
        "starts_at": EVENING,
        "ends_at": END,
        "party_size": 2,
        "service_id": None,
        "service_name": None,
        "for_whom": None,
        "status": "booked",
        "changeable_until": EVENING,
        "is_changeable": True,
        "is_movable": True,
        "version": 1,
        "created_at": "2026-11-23T12:00:00+03:00",
    }
    assert (await api.get("/bookings/1", ANNA)).json() == answer.json()


async def test_booking_over_rest_plans_the_same_messages_as_booking_in_the_chat(api: Api) -> None:
    await api.book(ANNA, EVENING)

    assert await owed(api) == {
        ("confirmation", ANNA),
        ("alert_booked", ADMIN),
        ("reminder", ANNA),
        ("visit_over", ANNA),
        ("follow_up", ANNA),
    }


async def test_a_patient_books_a_doctor_at_any_offset(api: Api) -> None:
    wish = {"resource_id": "belova", "starts_at": "2026-11-24T05:30:00Z"}

    answer = await api.post("/bookings", ANNA, wish, CLINIC)

    assert answer.status_code == 201
    assert answer.json()["starts_at"] == "2026-11-24T08:30:00+03:00"
    assert answer.json()["changeable_until"] == "2026-11-24T07:30:00+03:00"


async def test_a_user_in_the_body_is_refused(api: Api) -> None:
    answer = await api.post("/bookings", ANNA, WISH | {"guest_id": BEN})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.guest_id")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"resource_id": "t99"}, 404, "not_found"),
        ({"party_size": 3}, 422, "resource_does_not_fit"),
        ({"party_size": None}, 422, "resource_does_not_fit"),
        ({"starts_at": "2026-11-24T18:15:00+03:00"}, 422, "outside_hours"),
        ({"starts_at": "2027-01-01T18:00:00+03:00"}, 422, "outside_hours"),
        ({"starts_at": "2026-11-23T12:00:00+03:00"}, 422, "too_soon"),
        ({"starts_at": "2027-01-23T18:00:00+03:00"}, 422, "too_far_ahead"),
        ({"starts_at": "2026-11-24T18:00:00"}, 422, "validation_failed"),
        ({"starts_at": 1795446000}, 422, "validation_failed"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, 422, "validation_failed"),
        ({"party_size": 0}, 422, "validation_failed"),
        ({"party_size": "2"}, 422, "validation_failed"),
        ({"party_size": True}, 422, "validation_failed"),
    ],
)
async def test_bookings_that_break_a_rule_are_refused(
    api: Api, change: dict[str, object], status: int, code: str
) -> None:
    answer = await api.post("/bookings", ANNA, WISH | change)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await api.get("/bookings", ANNA)).json()["total"] == 0


async def test_a_taken_slot_is_refused_with_the_free_ones(api: Api) -> None:
    await api.change_rules(start_every=None, turn_times=())
    await api.book(BEN, EVENING)

    answer = await api.post("/bookings", ANNA, WISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    free = answer.json()["free_starts"]
    assert LATER in free
    assert EVENING not in free
    assert len(free) == 8


async def test_a_guest_cannot_have_two_bookings_at_the_same_time(api: Api) -> None:
    first = await api.book(ANNA, EVENING)

    answer = await api.post("/bookings", ANNA, WISH | {"resource_id": "t4"})

    assert (answer.status_code, answer.json()["code"]) == (409, "guest_is_busy")
    assert answer.json()["other_booking_id"] == first["id"]
    known = {key: first[key] for key in ("id", "resource_name", "starts_at")}
    assert answer.json()["booking"] == {**known, "for_name": None}


async def test_a_guest_cannot_exceed_the_venues_limit_of_bookings(api: Api) -> None:
    for hour in ("08", "10", "12", "14", "16"):
        await api.book(ANNA, f"2026-11-24T{hour}:00:00+03:00")

    answer = await api.post("/bookings", ANNA, WISH)

    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "too_many_bookings", 5)


async def test_my_bookings_come_in_pages_upcoming_first(api: Api) -> None:
    late = await api.book(ANNA, LATER)
    soon = await api.book(ANNA, EVENING)
    gone = await api.book(ANNA, "2026-11-24T08:00:00+03:00")
    await api.book(BEN, EVENING, "t4")
    await api.post(f"/bookings/{gone['id']}/cancel", ANNA)

    first = (await api.get("/bookings?limit=2", ANNA)).json()
    second = (await api.get("/bookings?limit=2&offset=2", ANNA)).json()

    assert [one["id"] for one in first["bookings"]] == [soon["id"], late["id"]]
    assert [(one["id"], one["status"]) for one in second["bookings"]] == [(gone["id"], "canceled")]
    assert first["total"] == second["total"] == 3


@pytest.mark.parametrize("venue_id", [RESTAURANT, CLINIC])
async def test_another_guests_booking_is_not_found(api: Api, venue_id: str) -> None:
    """A guest's own booking is not found under another venue either."""
    guest = BEN if venue_id == RESTAURANT else ANNA
    booking = await api.book(ANNA, EVENING)
    path = f"/bookings/{booking['id']}"
    nothing = await api.get("/bookings/999", guest, venue_id)

    seen = await api.get(path, guest, venue_id)
    canceled = await api.post(f"{path}/cancel", guest, venue_id=venue_id)
    moved = await api.post(f"{path}/move", guest, {"starts_at": LATER}, venue_id)

    assert [answer.status_code for answer in (nothing, seen, canceled, moved)] == [404] * 4
    assert {answer.json()["code"] for answer in (nothing, seen, canceled, moved)} == {"not_found"}
    assert (await api.get(path, ANNA)).json() == booking


async def test_an_admin_of_the_venue_is_a_guest_here(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)

    assert (await api.get(f"/bookings/{booking['id']}", ADMIN)).status_code == 404


async def test_a_visit_that_has_ended_is_completed_before_the_sweep_stores_it(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    path = f"/bookings/{booking['id']}"
    api.clock.move_to(datetime.fromisoformat(END) - timedelta(seconds=1))
    assert (await api.get(path, ANNA)).json()["status"] == "booked"

    api.clock.move_to(datetime.fromisoformat(END))

    shown, listed = (await api.get(path, ANNA)).json(), (await api.get("/bookings", ANNA)).json()
    assert (shown["status"], shown["is_changeable"]) == ("completed", False)
    assert listed["bookings"] == [shown]


async def test_a_guest_cancels_once(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)

    first = await api.post(f"/bookings/{booking['id']}/cancel", ANNA)
    second = await api.post(f"/bookings/{booking['id']}/cancel", ANNA)

    assert (first.status_code, first.json()["status"], first.json()["is_changeable"]) == (200, "canceled", False)
    assert (second.status_code, second.json()["code"]) == (409, "not_standing")


async def test_a_guest_cancels_until_the_venues_limit(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    api.clock.advance(timedelta(hours=30))

    answer = await api.post(f"/bookings/{booking['id']}/cancel", ANNA)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_late_to_change")


async def test_a_guest_moves_to_another_time(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)

    answer = await api.post(f"/bookings/{booking['id']}/move", ANNA, {"starts_at": LATER})

    assert answer.status_code == 200
    assert (answer.json()["starts_at"], answer.json()["resource_id"]) == (LATER, "t3")
    assert await owed(api) >= {("moved", ANNA), ("alert_moved", ADMIN), ("reminder", ANNA)}
    assert (await api.get(f"/bookings/{booking['id']}", ANNA)).json() == answer.json()


async def test_a_guest_moves_to_another_table(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    wish = {"starts_at": EVENING, "resource_id": "t4"}

    answer = await api.post(f"/bookings/{booking['id']}/move", ANNA, wish)

    assert (answer.status_code, answer.json()["resource_id"]) == (200, "t4")


async def test_moving_onto_a_taken_slot_is_refused_with_the_free_ones(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    await api.book(BEN, LATER)

    answer = await api.post(f"/bookings/{booking['id']}/move", ANNA, {"starts_at": LATER})

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert LATER not in answer.json()["free_starts"]
    assert (await api.get(f"/bookings/{booking['id']}", ANNA)).json() == booking


@pytest.mark.parametrize(("action", "body"), [("cancel", None), ("move", {"starts_at": "2026-11-24T22:00:00+03:00"})])
async def test_a_booking_that_was_moved_after_it_was_shown_is_left_alone(
    api: Api, action: str, body: dict[str, str] | None
) -> None:
    shown = await api.book(ANNA, EVENING)
    moved = (await api.post("/bookings/1/move", ANNA, {"starts_at": LATER})).json()

    refused = await api.post(f"/bookings/1/{action}?version={shown['version']}", ANNA, body)

    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert (await api.get("/bookings/1", ANNA)).json() == moved
    assert (await api.post(f"/bookings/1/{action}?version={moved['version']}", ANNA, body)).status_code == 200


async def test_a_booking_whose_table_became_too_small_is_changeable_but_not_movable(api: Api) -> None:
    await api.book(ANNA, EVENING)
    await api.change_rules(max_party_size=1)
    shown = (await api.get("/bookings/1", ANNA)).json()
    assert (shown["is_changeable"], shown["is_movable"]) == (True, False)
    refused = await api.post("/bookings/1/move", ANNA, {"starts_at": LATER})
    assert (refused.status_code, refused.json()["code"]) == (422, "resource_does_not_fit")
