"""A guest gets all that is kept about them as a file, by a link that lasts ten minutes, and has it erased."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.api.request_limit import READS, WRITES
from app.domain.guests import Guest
from app.domain.venues import Locale
from app.usecases.guests.choose_locale import ChooseLocale
from tests.api.conftest import ANNA, BEN, CLINIC, RESTAURANT, Api

EVENING, LATER = "2026-11-24T18:00:00+03:00", "2026-11-25T20:00:00+03:00"
LASTS = timedelta(minutes=10)


async def link_of(api: Api, telegram_id: int = ANNA) -> str:
    answer = await api.get("/me/data", telegram_id)
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


async def data_of(api: Api, telegram_id: int = ANNA) -> dict[str, Any]:
    answer = await api.http.get(await link_of(api, telegram_id))
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()
    return data


async def find(api: Api, telegram_id: int = ANNA) -> Guest | None:
    async with (await api.database()).read() as tx:
        return await tx.guests.find(RESTAURANT, telegram_id)


async def number_of_guests(api: Api) -> int:
    async with (await api.database()).read() as tx:
        return (await tx.guests.count(RESTAURANT)).total


async def test_the_link_opens_a_file_with_the_guests_own_data_alone(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    await api.book(BEN, EVENING, "t4")

    answer = await api.http.get(await link_of(api))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my_data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.json()
    assert data["guest"]["telegram_id"] == ANNA
    assert [each["number"] for each in data["bookings"]] == [booking["id"]]


async def test_the_file_is_in_the_chosen_language(api: Api) -> None:
    await api.book(ANNA, EVENING)
    assert (await data_of(api))["bookings"][0]["what"] == "У окна на переулок"
    anna = await find(api)
    assert anna

    await (await api.container.get(ChooseLocale))(anna, Locale.EN)

    assert (await data_of(api))["bookings"][0]["what"] == "Lane window"


async def test_a_link_opens_nobody_elses_data_and_nothing_at_another_venue(api: Api) -> None:
    await api.book(BEN, EVENING)
    link = await link_of(api)
    ben = await find(api, BEN)
    assert ben
    _, expires, key = link.partition("token=")[2].split("-")

    for wrong in (
        link.replace(RESTAURANT, CLINIC),
        link.replace(f"{expires}-{key}", f"{int(expires) + 600}-{key}"),
        link[:-1],
        f"{link[:-1]}{'0' if link[-1] != '0' else '1'}",
        f"{link[:-1]}%C3%A9",
        f"/api/v1/venues/{RESTAURANT}/me/data.json?token={ben.id}-{expires}-{key}",
        f"/api/v1/venues/{RESTAURANT}/me/data.json?token=",
    ):
        assert (await api.http.get(wrong)).status_code == 404, wrong
    assert (await api.http.get(link)).status_code == 200, "the control"


async def test_the_link_lasts_ten_minutes(api: Api) -> None:
    answer = (await api.get("/me/data", ANNA)).json()
    assert answer["expires_at"] == "2026-11-23T12:10:00+03:00"

    api.clock.advance(LASTS - timedelta(seconds=1))
    assert (await api.http.get(answer["url"])).status_code == 200
    api.clock.advance(timedelta(seconds=1))
    assert (await api.http.get(answer["url"])).status_code == 404


async def test_reads_of_the_file_are_limited_by_the_address_of_the_caller(api: Api) -> None:
    link = await link_of(api)
    for _ in range(READS):
        assert (await api.http.get(link)).status_code == 200

    assert (await api.http.get(link)).status_code == 429


async def test_an_erased_guest_is_a_new_one(api: Api) -> None:
    booking = await api.book(ANNA, EVENING)
    bens = await api.book(BEN, LATER)
    link = await link_of(api)

    answer = await api.post("/me/forget", ANNA)

    assert (answer.status_code, answer.content) == (204, b"")
    assert await find(api) is None
    assert (await api.http.get(link)).status_code == 404, "the link opens nothing any more"
    assert (await data_of(api))["bookings"] == []
    assert (await api.get("/bookings", ANNA)).json()["total"] == 0
    assert (await api.get(f"/bookings/{booking['id']}", ANNA)).status_code == 404
    await api.book(BEN, EVENING)
    assert (await api.get(f"/bookings/{bens['id']}", BEN)).json()["status"] == "booked", "another guest's stays"


async def test_erasing_twice_is_erasing_once(api: Api) -> None:
    await api.book(ANNA, EVENING)
    before = await number_of_guests(api)

    answers = await asyncio.gather(*(api.post("/me/forget", ANNA) for _ in range(3)))
    later = await api.post("/me/forget", ANNA)

    assert {answer.status_code for answer in (*answers, later)} == {204}
    assert await number_of_guests(api) == before, "no guest is registered to be forgotten"


async def test_who_was_never_a_guest_is_not_registered_to_be_forgotten(api: Api) -> None:
    assert (await api.post("/me/forget", ANNA)).status_code == 204

    assert await find(api) is None


async def test_erasing_is_for_one_venue(api: Api) -> None:
    await api.get("/me", ANNA, CLINIC)
    await api.get("/me", ANNA)

    await api.post("/me/forget", ANNA)

    async with (await api.database()).read() as tx:
        assert await tx.guests.find(CLINIC, ANNA)


@pytest.mark.parametrize(("method", "path"), [("GET", "/me/data"), ("POST", "/me/forget")])
async def test_both_need_a_signature(api: Api, method: str, path: str) -> None:
    answer = await api.http.request(method, f"/api/v1/venues/{RESTAURANT}{path}")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_erasing_is_limited(api: Api) -> None:
    for _ in range(WRITES):
        assert (await api.post("/me/forget", ANNA)).status_code == 204

    assert (await api.post("/me/forget", ANNA)).status_code == 429
