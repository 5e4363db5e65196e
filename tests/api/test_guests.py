"""The guest who signs, as the venue knows them."""

import pytest

from app.domain.venues import Locale
from app.usecases.guests.choose_locale import ChooseLocale
from tests.api.conftest import ANNA, RESTAURANT, TOKENS, Api
from tests.api.signing import a_user, init_data


async def show_me(api: Api, language_code: str) -> dict[str, str]:
    """What Anna is told of herself, whose Telegram speaks that language."""
    user = a_user(ANNA) | {"language_code": language_code}
    headers = {"Authorization": f"tma {init_data(TOKENS[RESTAURANT], api.clock.now(), user)}"}
    me: dict[str, str] = (await api.http.get(f"/api/v1/venues/{RESTAURANT}/me", headers=headers)).json()
    return me


@pytest.mark.parametrize(("language_code", "locale"), [("ru", "ru"), ("en-GB", "en"), ("de", "ru")])
async def test_a_guest_who_chose_no_language_is_spoken_to_in_telegrams(
    api: Api, language_code: str, locale: str
) -> None:
    assert await show_me(api, language_code) == {"locale": locale}


async def test_a_language_that_was_chosen_in_the_chat_goes_before_telegrams(api: Api) -> None:
    await show_me(api, "ru")
    async with (await api.database()).read() as tx:
        anna = await tx.guests.find(RESTAURANT, ANNA)
    assert anna

    choose = await api.container.get(ChooseLocale)
    await choose(anna, Locale.EN)

    assert await show_me(api, "ru") == {"locale": "en"}


async def test_nobody_is_told_of_nobody(api: Api) -> None:
    answer = await api.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
