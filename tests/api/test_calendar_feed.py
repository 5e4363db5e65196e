"""All of a guest's bookings as one calendar, at an address that only the guest gets and can revoke."""

from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar, Event

from app.api.request_limit import READS
from app.domain.access import Visitor
from app.domain.venues import Venues
from app.usecases.bookings.delete_booking import DeleteBooking
from app.usecases.guests.forget_guest import ForgetGuest
from tests.api.conftest import ANNA, BEN, CLINIC, RESTAURANT, Api

EVENING, LATER = "2026-11-24T18:00:00+03:00", "2026-11-25T20:00:00+03:00"


async def share(api: Api, telegram_id: int = ANNA) -> str:
    """The address that the guest gets."""
    answer = await api.post("/me/calendar", telegram_id)
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


async def read(api: Api, url: str) -> dict[str, Event]:
    """The entries of the calendar by their UID. Fails the test if there is no calendar at the address."""
    answer = await api.http.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), answer.text
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert all(isinstance(event, Event) for event in events)
    return {str(event["uid"]): event for event in events}  # type: ignore[misc]  # they are events


async def visitor_of(api: Api, telegram_id: int) -> Visitor:
    async with (await api.database()).read() as tx:
        guest = await tx.guests.find(RESTAURANT, telegram_id)
    assert guest
    return Visitor((await api.container.get(Venues))[RESTAURANT], guest)


async def test_the_calendar_has_the_guests_own_bookings(api: Api) -> None:
    await api.book(ANNA, EVENING)
    await api.book(ANNA, LATER)
    await api.book(BEN, EVENING, "t4")

    events = await read(api, await share(api))

    assert [event.decoded("dtstart").isoformat() for event in events.values()] == [
        "2026-11-24T15:00:00+00:00",
        "2026-11-25T17:00:00+00:00",
    ]


async def test_an_entry_is_that_of_the_bookings_own_file(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    link = (await api.get(f"/bookings/{booking['id']}/calendar", ANNA)).json()["url"]

    assert await read(api, await share(api)) == await read(api, link)


async def test_a_moved_booking_keeps_its_uid_and_a_canceled_one_is_gone(api: Api) -> None:
    moved, canceled = await api.book(ANNA, EVENING), await api.book(ANNA, LATER)
    address = await share(api)
    before = await read(api, address)
    await api.post(f"/bookings/{moved['id']}/move", ANNA, {"starts_at": "2026-11-24T12:00:00+03:00"})
    await api.post(f"/bookings/{canceled['id']}/cancel", ANNA)

    ((uid, event),) = (await read(api, address)).items()

    assert event.decoded("dtstart").isoformat() == "2026-11-24T09:00:00+00:00"
    assert event.decoded("sequence") > before[uid].decoded("sequence")


async def test_a_visit_stays_for_a_month_unless_it_was_removed_from_the_list(api: Api) -> None:
    first, second = await api.book(ANNA, EVENING), await api.book(ANNA, LATER)
    address = await share(api)
    uids = [f"booking-{booking['id']}@{RESTAURANT}.bronya" for booking in (first, second)]
    api.clock.advance(timedelta(days=30))
    assert list(await read(api, address)) == uids

    api.clock.advance(timedelta(days=1, hours=12))
    assert list(await read(api, address)) == uids[1:], "the first visit ended 30 days ago"

    visitor = await visitor_of(api, ANNA)
    await (await api.container.get(DeleteBooking))(visitor, second["id"])
    assert await read(api, address) == {}


async def test_the_calendar_is_in_the_guests_language_and_has_the_venues_name(api: Api) -> None:
    await api.book(ANNA, EVENING)
    calendar = Calendar.from_ical((await api.http.get(await share(api))).content)

    assert [str(calendar[name]) for name in ("name", "x-wr-calname", "method")] == ["Binary Bites"] * 2 + ["PUBLISH"]
    (event,) = calendar.walk("VEVENT")
    assert str(event["description"]).startswith("2 гостя")


async def test_the_guest_finds_the_same_address_again(api: Api) -> None:
    assert (await api.get("/me/calendar", ANNA)).json() == {"url": None}
    address = await share(api)

    assert await share(api) == address
    assert (await api.get("/me/calendar", ANNA)).json() == {"url": address}
    assert (await api.get("/me/calendar", BEN)).json() == {"url": None}
    assert await share(api, BEN) != address
    assert (await api.get("/me/calendar")).status_code == 401


async def refusal(api: Api, url: str) -> tuple[int, str]:
    answer = await api.http.get(url)
    return answer.status_code, answer.text


async def test_a_revoked_address_is_answered_as_one_that_never_was(api: Api) -> None:
    await api.book(ANNA, EVENING)
    address = await share(api)
    token = address.rpartition("/")[2].removesuffix(".ics")
    revoked = await api.post("/me/calendar/revoke", ANNA)
    assert (revoked.status_code, revoked.json()) == (200, {"url": None})

    answers = {
        await refusal(api, address.replace(token, other))
        for other in (
            token,
            token[:-1],
            f"{token[:-1]}{'0' if token[-1] != '0' else '1'}",
            "x" * 64,
            "%C3%A9",
            "a" * 4000,
        )
    }

    assert [status for status, _ in answers] == [404], "all answers are equal"
    (body,) = (text for _, text in answers)
    assert token not in body
    assert await share(api) != address, "a new one is another"
    assert (await api.http.get(address)).status_code == 404, "the old one is never valid again"


async def test_an_address_opens_nothing_at_another_venue(api: Api) -> None:
    address = await share(api)

    assert (await api.http.get(address.replace(RESTAURANT, CLINIC))).status_code == 404
    assert (await api.http.get(address)).status_code == 200


async def test_who_has_only_the_database_cannot_make_the_address(api: Api) -> None:
    address = await share(api)
    code = (await visitor_of(api, ANNA)).guest.calendar_code

    assert code
    assert code in address, "the control: what is stored is a part of it"
    forged = f"/api/v1/venues/{RESTAURANT}/calendar/{code}{'0' * 32}.ics"
    assert (await api.http.get(forged)).status_code == 404


async def test_a_forgotten_guests_address_is_not_found(api: Api) -> None:
    await api.book(ANNA, EVENING)
    address = await share(api)

    await (await api.container.get(ForgetGuest))(await visitor_of(api, ANNA))

    assert (await api.http.get(address)).status_code == 404


async def ask_again(api: Api, url: str, earlier: httpx.Response) -> httpx.Response:
    return await api.http.get(url, headers={"If-None-Match": earlier.headers["ETag"]})


async def test_a_program_that_asks_again_gets_only_what_has_changed(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    address = await share(api)
    first = await api.http.get(address)
    assert first.headers["Cache-Control"] == "private, max-age=300"

    api.clock.advance(timedelta(hours=1))
    same = await ask_again(api, address, first)
    assert (same.status_code, same.content) == (304, b"")

    await api.post(f"/bookings/{booking['id']}/cancel", ANNA)
    changed = await ask_again(api, address, first)
    assert changed.status_code == 200
    assert b"VEVENT" not in changed.content


async def test_reads_are_limited_by_the_address_of_the_caller(api: Api) -> None:
    address = await share(api)
    for _ in range(READS):
        assert (await api.http.get(address)).status_code == 200

    assert (await api.http.get(address)).status_code == 429


@pytest.mark.parametrize("path", ["/me/calendar", "/me/calendar/revoke"])
async def test_a_change_needs_a_signature(api: Api, path: str) -> None:
    assert (await api.http.post(f"/api/v1/venues/{RESTAURANT}{path}")).status_code == 401
