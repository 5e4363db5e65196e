"""The Mini App asks a guest about offers after the first booking, unless the chat has asked."""

from datetime import timedelta

import pytest

from app.domain.guests import Guest
from tests.api.conftest import ANNA, CLINIC, RESTAURANT, Api

EVENING = "2026-11-24T18:00:00+03:00"
NOTHING = {"question": None}


async def ask(api: Api, venue_id: str = RESTAURANT) -> dict[str, object]:
    answer = await api.post("/me/offers/ask", ANNA, venue_id=venue_id)
    assert answer.status_code == 200, answer.text
    question: dict[str, object] = answer.json()
    return question


async def anna(api: Api) -> Guest:
    async with (await api.database()).read() as tx:
        guest = await tx.guests.find(RESTAURANT, ANNA)
    assert guest
    return guest


async def test_a_guest_is_asked_once_and_has_agreed_to_nothing_before_the_answer(api: Api) -> None:
    await api.book(ANNA, EVENING)

    assert await ask(api) == {"question": "🎁 Присылать вам иногда наши предложения и подарки?"}
    assert await ask(api) == NOTHING
    assert (await anna(api)).offers_consent is False


@pytest.mark.parametrize("wants", [True, False])
async def test_the_answer_is_kept_with_its_time_and_its_question(api: Api, wants: bool) -> None:
    await ask(api)
    api.clock.advance(timedelta(minutes=5))

    answer = await api.post("/me/offers", ANNA, {"wants": wants})

    assert (answer.status_code, answer.content) == (204, b"")
    guest, now = await anna(api), api.clock.now()
    assert (guest.offers_consent, guest.offers_version) == (wants, "2026-11-28")
    assert (guest.offers_agreed_at, guest.offers_declined_at) == ((now, None) if wants else (None, now))
    link = (await api.get("/me/data", ANNA)).json()["url"]
    data = (await api.http.get(link)).json()["guest"]
    answered = data["agreed_to_offers_at"] or data["declined_offers_at"]
    assert (data["agreed_to_offers"], answered) == (wants, "2026-11-23T12:05:00+03:00")
    assert data["version_of_question_about_offers"] == "2026-11-28"
    assert await ask(api) == NOTHING


async def test_who_was_asked_in_the_chat_is_not_asked_in_the_mini_app(api: Api) -> None:
    await api.book(ANNA, EVENING)
    async with (await api.database()).write() as tx:
        await tx.guests.mark_asked_about_offers((await anna(api)).id, "2026-11-28")

    assert await ask(api) == NOTHING


async def test_a_venue_without_offers_does_not_ask(api: Api) -> None:
    assert await ask(api, CLINIC) == NOTHING


async def test_nobody_answers_for_somebody_else(api: Api) -> None:
    answer = await api.http.post(f"/api/v1/venues/{RESTAURANT}/me/offers", json={"wants": True})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
