"""The desk over REST: the venue's admins see and change its day, and for anybody else it does not exist."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import event, select

from app.database.messages.rows import to_notification
from app.database.tables import notifications
from app.domain.messages.kinds import Kind
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import CanceledByVenue
from app.domain.venues import Hours, Venue, Venues
from app.runtime.rejections import Rejection
from app.runtime.settings import Settings, VenueSettings
from tests.api.conftest import ADMIN, ANNA, BEN, BERLIN, CLINIC, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data
from tests.runtime.rejections import rejected

EVENING = "2026-11-24T18:00:00+03:00"
LATER = "2026-11-24T20:00:00+03:00"
TUESDAY = "/desk/day?date=2026-11-24"
CARD = "/desk/bookings/1"
MOVE = {"starts_at": LATER, "resource_id": "t4"}
FEWER: dict[str, Any] = {"starts_at": EVENING, "resource_id": "t3", "party_size": 1}
HOST_OF_THE_CLINIC = 901


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Each venue has an admin of its own, and another one runs them all."""
    venues = {**settings.venues}
    venues[CLINIC] = VenueSettings(bot_token=SecretStr(TOKENS[CLINIC]), admin_ids=[ADMIN, HOST_OF_THE_CLINIC])
    return settings.model_copy(update={"venues": venues})


@pytest.fixture
async def booked(api: Api) -> Api:
    """The API after Anna has booked a table for Tuesday evening: booking 1."""
    await api.book(ANNA, EVENING)
    return api


async def day(api: Api, path: str = TUESDAY, venue_id: str = RESTAURANT) -> dict[str, Any]:
    answer = await api.get(path, ADMIN, venue_id)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def poll(api: Api, tag: str, path: str = TUESDAY) -> httpx.Response:
    """Ask for the day as a page does that has it with this ETag."""
    headers = api.signed_by(ADMIN) | {"If-None-Match": tag}
    return await api.http.get(f"/api/v1/venues/{RESTAURANT}{path}", headers=headers)


async def tag_of(api: Api, path: str = TUESDAY) -> str:
    tag: str = (await api.get(path, ADMIN)).headers["ETag"]
    return tag


SEAT: dict[str, str] = {"attendance": "seat"}
NOTE: dict[str, str] = {"note": "With a pram"}

REQUESTS: list[tuple[str, str, dict[str, str] | None]] = [
    ("GET", TUESDAY, None),
    ("GET", "/desk/day?date=abc", None),
    ("GET", CARD, None),
    ("GET", "/desk/bookings/abc", None),
    ("GET", f"{CARD}/messages", None),
    ("POST", f"{CARD}/move?version=1", MOVE),
    ("POST", f"{CARD}/move", {"starts_at": "abc"}),
    ("POST", f"{CARD}/cancel?version=1", None),
    ("POST", f"{CARD}/cancel", None),
    ("POST", f"{CARD}/cancel?version=1", {"reason": "Water"}),
    ("POST", f"{CARD}/attendance?version=1", SEAT),
    ("POST", f"{CARD}/attendance", {"attendance": "abc"}),
    ("POST", f"{CARD}/note", NOTE),
    ("POST", f"{CARD}/note", None),
    ("GET", "/desk/waitlist?date=2026-11-24", None),
    ("GET", "/desk/waitlist?date=abc", None),
    ("POST", "/desk/waitlist/1/remove?date=2026-11-24", None),
    ("POST", "/desk/waitlist/offers/1/pass?date=2026-11-24", None),
]
"""A good and a bad one for each endpoint."""


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
async def test_for_anybody_but_an_admin_the_desk_does_not_exist(
    booked: Api, method: str, path: str, body: dict[str, str] | None
) -> None:
    url = f"/api/v1/venues/{RESTAURANT}"
    forged = init_data(TOKENS[CLINIC], booked.clock.now(), a_user(ADMIN))
    callers = {
        "a guest": booked.signed_by(ANNA),
        "a stranger": booked.signed_by(777),
        "the admin of another venue": booked.signed_by(HOST_OF_THE_CLINIC),
        "an admin whose signature is another venue's": {"Authorization": f"tma {forged}"},
        "nobody": {},
    }
    unknown = await booked.http.get(f"{url}/nothing")
    for caller, headers in callers.items():
        before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
        answer = await booked.http.request(method, url + path, headers=headers, json=body)
        assert (answer.status_code, answer.json()) == (404, unknown.json()), caller
        assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 1, caller
    (booking,) = (await day(booked))["bookings"]
    assert (booking["status"], booking["version"]) == ("booked", 1)


async def test_an_admin_with_an_old_signature_has_to_open_the_page_again(api: Api) -> None:
    old = init_data(TOKENS[RESTAURANT], api.clock.now() - timedelta(days=2), a_user(ADMIN))
    answer = await api.http.get(f"/api/v1/venues/{RESTAURANT}{TUESDAY}", headers={"Authorization": f"tma {old}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


async def test_former_admin_is_refused_at_the_next_call(booked: Api) -> None:
    tag = await tag_of(booked)
    venues = cast(dict[str, Venue], await booked.container.get(Venues))
    venues[RESTAURANT] = replace(venues[RESTAURANT], admin_ids=())
    assert (await poll(booked, tag)).status_code == 404


async def test_the_page_is_offered_to_admins_alone(api: Api) -> None:
    assert (await api.get("/me", ADMIN)).json()["has_desk"] is True
    assert (await api.get("/me", ANNA)).json()["has_desk"] is False
    assert (await api.get("/me", HOST_OF_THE_CLINIC)).json()["has_desk"] is False


async def test_a_day_has_its_tables_with_their_hours_and_its_bookings(booked: Api) -> None:
    found = await day(booked)

    assert (found["date"], found["groups"]) == ("2026-11-24", [])
    table = next(each for each in found["resources"] if each["id"] == "t3")
    assert table == {
        "id": "t3",
        "name": {"ru": "У окна на переулок", "en": "Lane window"},
        "group": None,
        "capacity": 2,
        "hours": [{"starts_at": "2026-11-24T06:00:00+03:00", "ends_at": "2026-11-25T00:00:00+03:00"}],
    }
    assert found["bookings"] == [
        {
            "id": 1,
            "date": "2026-11-24",
            "resource_id": "t3",
            "resource_ids": ["t3"],
            "resource_name": {"ru": "У окна на переулок", "en": "Lane window"},
            "starts_at": EVENING,
            "ends_at": "2026-11-24T19:30:00+03:00",
            "guest_name": "Anna Smirnova",
            "for_whom": None,
            "party_size": 2,
            "service_name": None,
            "status": "booked",
            "is_changeable": True,
            "is_reachable": True,
            "note": None,
            "late_minutes": None,
            "version": 1,
            "busy_until": "2026-11-24T19:30:00+03:00",
        }
    ]
    assert (found["held"], found["waiting"]) == ([], 0)
    assert (await day(booked, "/desk/day?date=2026-11-25"))["bookings"] == []


async def test_a_clinics_doctors_are_grouped_by_specialty(api: Api) -> None:
    found = await day(api, venue_id=CLINIC)

    groups = [group["id"] for group in found["groups"]]
    assert len(groups) == 10
    assert {each["group"] for each in found["resources"]} == set(groups)
    assert (await day(api, "/desk/day?date=2026-11-29", CLINIC))["resources"][0]["hours"] == []


async def test_without_a_date_it_is_the_day_whose_night_goes_on(api: Api) -> None:
    venues = cast(dict[str, Venue], await api.container.get(Venues))
    every_evening = dict.fromkeys(range(7), (Hours(18 * 60, 26 * 60),))
    venues[RESTAURANT] = replace(venues[RESTAURANT], opening_hours=every_evening)
    await api.book(ANNA, "2026-11-25T00:00:00+03:00")
    api.clock.move_to(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))

    assert (await day(api, "/desk/day"))["date"] == "2026-11-24"
    assert [each["id"] for each in (await day(api))["bookings"]] == [1]
    assert (await day(api, "/desk/day?date=2026-11-25"))["bookings"] == []


async def test_an_unchanged_day_is_not_sent_again_and_costs_one_query(booked: Api) -> None:
    tag = await tag_of(booked)
    statements: list[str] = []
    engine = (await booked.database())._engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    answer = await poll(booked, f'"other", W/{tag}')

    assert (answer.status_code, answer.content) == (304, b"")
    assert len([each for each in statements if "SELECT" in each]) == 1


async def test_each_change_of_the_day_changes_its_tag(booked: Api) -> None:
    """Also a booking that leaves the day, and a visit that ends, which nothing writes down."""
    tags = [await tag_of(booked)]

    async def expect_a_new_day() -> None:
        answer = await poll(booked, tags[-1])
        assert answer.status_code == 200
        assert answer.headers["ETag"] not in tags
        tags.append(answer.headers["ETag"])

    other = await booked.book(BEN, EVENING, "t4")
    await expect_a_new_day()
    await booked.post("/bookings/1/move", ANNA, {"starts_at": LATER})
    await expect_a_new_day()
    await booked.post("/bookings/1/move", ANNA, {"starts_at": "2026-11-25T20:00:00+03:00"})
    await expect_a_new_day()
    await booked.post("/bookings/1/move", ANNA, {"starts_at": LATER})
    await expect_a_new_day()
    await booked.post(f"/bookings/{other['id']}/cancel", BEN)
    await expect_a_new_day()
    await booked.post(f"{CARD}/note", ADMIN, NOTE)
    await expect_a_new_day()
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T20:10:00+03:00"))
    for mark in ("seat", "unseat", "no_show", "undo_no_show"):
        assert (await booked.post(f"{CARD}/attendance?version=4", ADMIN, {"attendance": mark})).status_code == 200
        await expect_a_new_day()
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T22:00:00+03:00"))
    await expect_a_new_day()
    assert [each["status"] for each in (await day(booked))["bookings"]] == ["canceled", "completed"]


async def test_changes_of_other_days_and_venues_leave_the_tag(booked: Api) -> None:
    tag = await tag_of(booked)
    await booked.book(BEN, "2026-11-25T18:00:00+03:00")
    await booked.post(
        "/bookings", BEN, {"resource_id": "t3", "starts_at": "2026-11-24T18:00:00+01:00", "party_size": 2}, BERLIN
    )

    assert (await poll(booked, tag)).status_code == 304
    assert (await poll(booked, tag, "/desk/day?date=2026-11-25")).status_code == 200


async def test_another_catalogue_changes_the_tag(booked: Api) -> None:
    tag = await tag_of(booked)
    venues = cast(dict[str, Venue], await booked.container.get(Venues))
    venue = venues[RESTAURANT]
    venues[RESTAURANT] = replace(venue, resources={key: each for key, each in venue.resources.items() if key != "t3"})

    found = (await poll(booked, tag)).json()

    assert "t3" not in {each["id"] for each in found["resources"]}
    assert found["bookings"][0]["resource_name"] == {"ru": "t3", "en": "t3"}


async def test_a_card_has_the_guest_and_the_history(booked: Api) -> None:
    await booked.post(f"{CARD}/move?version=1", ADMIN, MOVE)

    card = (await booked.get(CARD, ADMIN)).json()

    assert card["booking"] == (await day(booked))["bookings"][0]
    assert (card["created_at"], card["is_barred"]) == ("2026-11-23T12:00:00+03:00", False)
    assert [(entry["kind"], entry["by"]) for entry in card["history"]] == [("booked", "guest"), ("moved", "admin")]
    assert card["history"][1]["old_resource_name"] == {"ru": "У окна на переулок", "en": "Lane window"}
    assert card["history"][1]["old_starts_at"] == EVENING


async def test_each_message_of_a_booking_has_a_receipt(booked: Api) -> None:
    told = {each["name"]["en"]: each for each in (await booked.get(f"{CARD}/messages", ADMIN)).json()}

    sent = told["confirmation"]
    assert sent["name"]["ru"] == "подтверждение"
    assert sent["reader"] == {"ru": "Anna Smirnova", "en": "Anna Smirnova"}
    assert (sent["owed_at"], sent["fate"], sent["attempts"]) == ("2026-11-23T12:00:00+03:00", "under_way", 0)
    assert told["reminder"]["fate"] == "waits"

    await booked.post("/bookings/1/cancel", ANNA)
    told = {each["name"]["en"]: each for each in (await booked.get(f"{CARD}/messages", ADMIN)).json()}
    dropped = told["reminder"]
    assert (dropped["fate"], dropped["sent_at"], dropped["due_at"]) == ("not_needed", None, None)
    assert dropped["why"] == {"ru": "визит отменён", "en": "the visit was canceled"}


async def test_an_admin_moves_a_booking_to_another_table_and_time(booked: Api) -> None:
    answer = await booked.post(f"{CARD}/move?version=1", ADMIN, MOVE)

    moved = answer.json()["booking"]
    assert answer.status_code == 200
    assert (moved["resource_id"], moved["starts_at"], moved["version"]) == ("t4", LATER, 2)
    assert (await booked.get("/bookings/1", ANNA)).json()["starts_at"] == LATER


async def test_an_admin_changes_the_number_of_guests(booked: Api) -> None:
    assert (await booked.get(CARD, ADMIN)).json()["party_sizes"] == [1, 3, 4, 5, 6]

    card = (await booked.post(f"{CARD}/move?version=1", ADMIN, FEWER)).json()

    changed, entry = card["booking"], card["history"][-1]
    assert (changed["party_size"], changed["resource_id"], changed["starts_at"]) == (1, "t3", EVENING)
    assert (changed["version"], card["party_sizes"]) == (2, [2, 3, 4, 5, 6])
    assert (entry["kind"], entry["by"], entry["old_party_size"], entry["remark"]) == ("party_changed", "admin", 2, None)
    assert (await booked.get("/bookings/1", ANNA)).json()["party_size"] == 1


async def test_a_number_that_does_not_fit_the_table_is_refused_with_tables_that_fit(booked: Api) -> None:
    answer = await booked.post(f"{CARD}/move?version=1", ADMIN, FEWER | {"party_size": 6})

    assert (answer.status_code, answer.json()["code"]) == (409, "party_does_not_fit")
    table = answer.json()["same_time_resource_ids"][0]
    card = (await booked.post(f"{CARD}/move?version=1", ADMIN, FEWER | {"party_size": 6, "resource_id": table})).json()
    assert (card["booking"]["resource_id"], card["booking"]["party_size"]) == (table, 6)
    assert [entry["kind"] for entry in card["history"]] == ["booked", "party_changed", "moved"]

    too_many = await booked.post(f"{CARD}/move?version=2", ADMIN, FEWER | {"party_size": 7})
    assert (too_many.status_code, too_many.json()["code"]) == (422, "resource_does_not_fit")


async def test_a_canceled_booking_and_a_clinics_have_no_number_to_change(booked: Api) -> None:
    await booked.post(f"{CARD}/cancel?version=1", ADMIN)
    assert (await booked.get(CARD, ADMIN)).json()["party_sizes"] == []

    found = (await booked.get("/desk/availability?date=2026-11-24&specialty=therapy", ADMIN, CLINIC)).json()
    slot = {"starts_at": found["times"][0]["starts_at"], "resource_id": found["places"][0]["id"]}
    made = await booked.post("/desk/bookings", ADMIN, slot | {"source": "phone"}, CLINIC)
    assert made.json()["party_sizes"] == []
    path = f"/desk/bookings/{made.json()['booking']['id']}/move?version=1"
    answer = await booked.post(path, ADMIN, slot | {"party_size": 2}, CLINIC)
    assert (answer.status_code, answer.json()["code"]) == (422, "resource_does_not_fit")


async def test_an_admin_cancels_a_booking(booked: Api) -> None:
    answer = await booked.post(f"{CARD}/cancel?version=1", ADMIN)

    assert (answer.status_code, answer.json()["booking"]["status"]) == (200, "canceled")
    assert (await booked.get("/bookings/1", ANNA)).json()["status"] == "canceled"


@pytest.mark.parametrize(
    ("change", "body"),
    [("move", MOVE | {"resource_id": "t5"}), ("move", FEWER), ("cancel", None), ("attendance", SEAT)],
)
async def test_a_change_of_an_outdated_booking_is_refused_with_the_booking_as_it_is(
    booked: Api, change: str, body: dict[str, str] | None
) -> None:
    await booked.post("/bookings/1/move", ANNA, {"starts_at": LATER})

    answer = await booked.post(f"{CARD}/{change}?version=1", ADMIN, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert answer.json()["truth"] == (await booked.get(CARD, ADMIN)).json()["booking"]
    assert (answer.json()["truth"]["starts_at"], answer.json()["truth"]["version"]) == (LATER, 2)


@pytest.mark.parametrize(("change", "body"), [("move", MOVE), ("move", FEWER), ("cancel", None)])
async def test_a_change_of_a_canceled_booking_is_refused_with_the_booking_as_it_is(
    booked: Api, change: str, body: dict[str, str] | None
) -> None:
    await booked.post("/bookings/1/cancel", ANNA)

    answer = await booked.post(f"{CARD}/{change}?version=1", ADMIN, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_standing")
    assert answer.json()["truth"]["status"] == "canceled"


async def test_the_guest_of_a_canceled_booking_is_told_the_reason(booked: Api) -> None:
    card = (await booked.post(f"{CARD}/cancel?version=1", ADMIN, {"reason": "  Water "})).json()

    assert card["history"][-1]["remark"] == "Water"
    found = select(notifications).where(notifications.c.kind == Kind.CANCELED_BY_VENUE)
    async with (await booked.database())._engine.connect() as connection:
        rows = (await connection.execute(found)).mappings().all()
    told = [each.payload for each in map(to_notification, rows) if isinstance(each, Notification)]
    assert told == [CanceledByVenue(reason="Water")]


@pytest.mark.parametrize(
    ("at", "mark", "status", "undo"),
    [("17:50", "seat", "seated", "unseat"), ("18:20", "no_show", "no_show", "undo_no_show")],
)
async def test_an_admin_records_whether_the_guest_has_come_and_takes_it_back(
    booked: Api, at: str, mark: str, status: str, undo: str
) -> None:
    booked.clock.move_to(datetime.fromisoformat(f"2026-11-24T{at}:00+03:00"))
    assert mark in (await booked.get(CARD, ADMIN)).json()["attendance"]

    card = (await booked.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": mark})).json()
    assert (card["booking"]["status"], card["attendance"], card["can_cancel"]) == (status, [undo], False)

    card = (await booked.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": undo})).json()
    assert (card["booking"]["status"], card["can_cancel"]) == ("booked", True)
    assert [(entry["kind"], entry["by"]) for entry in card["history"][1:]] == [
        ("seated" if mark == "seat" else mark, "admin"),
        ("unseated" if undo == "unseat" else undo, "admin"),
    ]


async def test_of_two_admins_who_record_the_later_one_is_shown_what_the_first_has_recorded(booked: Api) -> None:
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T18:20:00+03:00"))
    await booked.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": "no_show"})

    answer = await booked.post(f"{CARD}/attendance?version=1", ADMIN, SEAT)

    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert answer.json()["truth"]["status"] == "no_show"


async def test_a_guest_who_is_marked_twice_is_marked_once(booked: Api) -> None:
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T18:20:00+03:00"))
    first, again = [await booked.post(f"{CARD}/attendance?version=1", ADMIN, SEAT) for _ in range(2)]

    assert (again.status_code, again.json()["booking"]["status"]) == (200, "seated")
    assert again.json()["history"] == first.json()["history"]


async def test_a_guest_cannot_be_seated_a_day_before(booked: Api) -> None:
    assert (await booked.get(CARD, ADMIN)).json()["attendance"] == []
    answer = await booked.post(f"{CARD}/attendance?version=1", ADMIN, SEAT)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_early")


async def test_a_no_show_whose_table_somebody_else_has_by_now_stays_one(booked: Api) -> None:
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T17:00:00+03:00"))
    await booked.book(BEN, "2026-11-24T19:30:00+03:00")
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T18:20:00+03:00"))
    await booked.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": "no_show"})
    await booked.post("/bookings/2/move", BEN, {"starts_at": "2026-11-24T19:00:00+03:00"})

    answer = await booked.post(f"{CARD}/attendance?version=1", ADMIN, {"attendance": "undo_no_show"})

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert (await booked.get(CARD, ADMIN)).json()["booking"]["status"] == "no_show"


async def test_a_note_is_seen_at_the_desk_alone_and_never_replaced_unseen(booked: Api) -> None:
    card = (await booked.post(f"{CARD}/note", ADMIN, {"note": " With a pram "})).json()
    assert card["booking"]["note"] == (await day(booked))["bookings"][0]["note"] == "With a pram"
    assert "note" not in (await booked.get("/bookings/1", ANNA)).json()

    blind = await booked.post(f"{CARD}/note", ADMIN, {"note": "Allergic to nuts"})
    assert (blind.status_code, blind.json()["code"]) == (409, "changed_meanwhile")
    assert blind.json()["truth"]["note"] == "With a pram"

    seen = {"note": "Allergic to nuts", "seen_note": "With a pram"}
    assert (await booked.post(f"{CARD}/note", ADMIN, seen)).json()["booking"]["note"] == "Allergic to nuts"
    removed = (await booked.post(f"{CARD}/note", ADMIN, {"note": "", "seen_note": "Allergic to nuts"})).json()
    assert removed["booking"]["note"] is None
    assert [entry["remark"] for entry in removed["history"]] == [None, "With a pram", "Allergic to nuts", None]


async def test_a_card_counts_the_guests_visits_and_no_shows_so_far(booked: Api) -> None:
    await booked.book(BEN, EVENING, "t4")
    await booked.book(ANNA, LATER)
    await booked.book(ANNA, "2026-11-25T18:00:00+03:00")
    booked.clock.move_to(datetime.fromisoformat("2026-11-24T20:10:00+03:00"))
    await booked.post("/desk/bookings/3/attendance?version=1", ADMIN, {"attendance": "no_show"})

    card = (await booked.get("/desk/bookings/4", ADMIN)).json()

    assert (card["visits"], card["no_shows"], card["source"]) == (1, 1, "app")


async def test_a_move_to_a_taken_table_is_refused_with_what_is_free(booked: Api) -> None:
    await booked.book(BEN, LATER, "t4")

    answer = await booked.post(f"{CARD}/move?version=1", ADMIN, MOVE)

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert "t3" in answer.json()["same_time_resource_ids"]
    assert (await day(booked))["bookings"][0]["resource_id"] == "t3"


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("GET", "/desk/day?date=24.11.2026", None, "query.date"),
        ("GET", "/desk/bookings/0", None, "path.booking_id"),
        ("POST", f"{CARD}/cancel", None, "query.version"),
        ("POST", f"{CARD}/cancel?version=0", None, "query.version"),
        ("POST", f"{CARD}/cancel?version=1", {"reason": "x" * 301}, "body.reason"),
        ("POST", f"{CARD}/cancel?version=1", {"reason": "\x00"}, "body.reason"),
        ("POST", f"{CARD}/attendance", SEAT, "query.version"),
        ("POST", f"{CARD}/attendance?version=1", {"attendance": "completed"}, "body.attendance"),
        ("POST", f"{CARD}/note", {"note": "x" * 301}, "body.note"),
        ("POST", f"{CARD}/note", {"seen_note": "x"}, "body.note"),
        ("POST", f"{CARD}/move", MOVE, "query.version"),
        ("POST", f"{CARD}/move?version=1", {"starts_at": LATER}, "body.resource_id"),
        ("POST", f"{CARD}/move?version=1", MOVE | {"starts_at": "18:00"}, "body.starts_at"),
        ("POST", f"{CARD}/move?version=1", MOVE | {"guest_id": "1"}, "body.guest_id"),
        ("POST", f"{CARD}/move?version=1", MOVE | {"party_size": "4"}, "body.party_size"),
    ],
)
async def test_an_admins_mistakes_are_named(
    booked: Api, method: str, path: str, body: dict[str, str] | None, field: str
) -> None:
    answer = await booked.http.request(
        method, f"/api/v1/venues/{RESTAURANT}{path}", headers=booked.signed_by(ADMIN), json=body
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_booking_of_another_venue_is_not_found(booked: Api) -> None:
    for answer in (
        await booked.get(CARD, ADMIN, CLINIC),
        await booked.post(f"{CARD}/cancel?version=1", ADMIN, venue_id=CLINIC),
        await booked.post(f"{CARD}/move?version=1", ADMIN, MOVE | {"resource_id": "belova"}, CLINIC),
        await booked.post(f"{CARD}/attendance?version=1", ADMIN, SEAT, CLINIC),
        await booked.post(f"{CARD}/note", ADMIN, NOTE, CLINIC),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await day(booked))["bookings"][0]["version"] == 1
