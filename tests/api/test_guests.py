"""The guest of the initData, as the venue has stored them."""

from datetime import timedelta

import pytest

from app.domain.venues import Locale
from app.usecases.guests.choose_locale import ChooseLocale
from tests.api.conftest import ANNA, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data

NEW_GUEST = {"has_desk": False, "has_own_day": False, "usual_places": [], "relatives": []}


async def show_me(api: Api, language_code: str) -> dict[str, object]:
    """The API's view of Anna, whose Telegram client has this language."""
    user = a_user(ANNA) | {"language_code": language_code}
    headers = {"Authorization": f"tma {init_data(TOKENS[RESTAURANT], api.clock.now(), user)}"}
    me: dict[str, object] = (await api.http.get(f"/api/v1/venues/{RESTAURANT}/me", headers=headers)).json()
    return me


@pytest.mark.parametrize(("language_code", "locale"), [("ru", "ru"), ("en-GB", "en"), ("de", "ru")])
async def test_a_guest_without_a_choice_has_telegrams_language(api: Api, language_code: str, locale: str) -> None:
    assert await show_me(api, language_code) == {"locale": locale, **NEW_GUEST}


async def test_the_chosen_language_overrides_telegrams(api: Api) -> None:
    await show_me(api, "ru")
    async with (await api.database()).read() as tx:
        anna = await tx.guests.find(RESTAURANT, ANNA)
    assert anna

    choose = await api.container.get(ChooseLocale)
    await choose(anna, Locale.EN)

    assert await show_me(api, "ru") == {"locale": "en", **NEW_GUEST}


async def test_a_request_without_a_signature_is_refused(api: Api) -> None:
    answer = await api.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_where_a_guest_comes_usually_is_told(api: Api) -> None:
    for hour in (12, 18):
        await api.book(ANNA, f"2026-11-24T{hour}:00:00+03:00", "t4")
    api.clock.advance(timedelta(days=2))

    assert (await api.get("/me", ANNA)).json()["usual_places"] == [{"resource_id": "t4", "party_size": 2}]
