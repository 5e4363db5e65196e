"""The calendar file of a booking: a browser that is not signed in opens it by a link that only the guest gets."""

from icalendar import Calendar

from tests.api.conftest import ANNA, BEN, CLINIC, Api

EVENING = "2026-11-24T18:00:00+03:00"


async def link_of(api: Api, booking_id: int) -> str:
    answer = await api.get(f"/bookings/{booking_id}/calendar", ANNA)
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


async def test_the_link_opens_the_booking_as_a_calendar_file_without_a_signature(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)

    answer = await api.http.get(await link_of(api, booking["id"]))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    name = f"booking-2026-11-24-{booking['id']}.ics"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-24T15:00:00+00:00"


async def test_only_the_guest_gets_the_link(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)

    assert (await api.get(f"/bookings/{booking['id']}/calendar", BEN)).status_code == 404
    assert (await api.get(f"/bookings/{booking['id']}/calendar")).status_code == 401


async def test_a_link_opens_no_other_booking_and_none_of_another_venue(api: Api) -> None:
    own, other = await api.book(ANNA, EVENING), await api.book(BEN, EVENING, "t4")
    link = await link_of(api, own["id"])

    for wrong in (
        link.replace(f"/bookings/{own['id']}/", f"/bookings/{other['id']}/"),
        link.replace("binary_bites", CLINIC),
        link[:-1],
        f"{link[:-1]}{'0' if link[-1] != '0' else '1'}",
        f"{link[:-1]}%C3%A9",
    ):
        assert (await api.http.get(wrong)).status_code == 404, wrong
