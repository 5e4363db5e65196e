"""A link to the bot opens the booking of what it names, and says when that is not possible any more."""

import pytest

from app.sandbox.chat_user import ChatUser
from tests.bot.bookings.test_booking import LIMIT, book_as_many_as_allowed
from tests.bot.steps import TUESDAY, buttons, press_all, window
from tests.product import ANNA, CLINIC, Product

UNKNOWN = "По этой ссылке нашлось не всё: что-то у нас изменилось. Вот что есть сейчас."
TELEGRAMS_LIMIT = 64


async def open_link(user: ChatUser, argument: str) -> None:
    assert len(argument) <= TELEGRAMS_LIMIT
    await user.write(f"/start {argument}")


@pytest.fixture
async def patient(product: Product) -> ChatUser:
    user = product.person(ANNA, CLINIC)
    await user.write("/start")
    return user


async def test_link_to_a_table_asks_for_how_many_and_then_for_a_day(anna: ChatUser) -> None:
    await open_link(anna, "Resource-t7")
    assert window(anna).text == "Круглый стол\nСколько вас будет?"
    await press_all(anna, "3", TUESDAY, "18:00")
    assert "Круглый стол, 3 гостя" in window(anna).text


async def test_link_to_a_day_asks_for_how_many_and_then_for_a_time(anna: ChatUser) -> None:
    await open_link(anna, "Day-2026-11-25")
    await anna.press("2")
    assert "среда, 25 ноября" in window(anna).text
    await anna.press("‹ Назад")
    assert "На какой день" in window(anna).text


async def test_link_to_a_doctor_on_a_day_asks_for_a_time(patient: ChatUser) -> None:
    await open_link(patient, "Resource-gromovDay-2026-11-24")
    assert "Пётр Ильич Громов" in window(patient).text
    await patient.press("10:00")
    assert "🩺 Пётр Ильич Громов" in window(patient).text


async def test_link_to_a_specialty_asks_for_a_day(patient: ChatUser) -> None:
    await open_link(patient, "Specialty-therapy")
    assert "Терапия\nЛюбой врач" in window(patient).text
    await press_all(patient, "‹ Назад")
    assert "Какой врач вам нужен?" in window(patient).text


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("Resource-t99", "Сколько вас будет?"),
        ("Service-haircut", "Сколько вас будет?"),
        ("Day-2026-11-22", "Сколько вас будет?"),
        ("Day-2026-13-99", "Сколько вас будет?"),
        ("Resource-t99Day-2026-11-25", "Сколько вас будет?"),
        ("Resource-", "Здравствуйте"),
        ("Table-t7", "Здравствуйте"),
        ("summer_sale", "Здравствуйте"),
    ],
)
async def test_link_to_what_is_not_there_is_explained_and_shows_what_is_possible(
    anna: ChatUser, link: str, shown: str
) -> None:
    await open_link(anna, link)
    assert anna.messages[-2].text == UNKNOWN
    assert shown in window(anna).text
    assert anna.last is window(anna)


async def test_what_of_a_link_is_still_there_is_kept(anna: ChatUser) -> None:
    await open_link(anna, "Resource-t99Day-2026-11-25")
    await anna.press("2")
    assert "среда, 25 ноября" in window(anna).text


async def test_parts_of_a_link_that_do_not_go_together_are_not_chosen_together(patient: ChatUser) -> None:
    await open_link(patient, "Specialty-therapyResource-kim")
    assert patient.messages[-2].text == UNKNOWN
    assert "Любой врач" in window(patient).text


async def test_guest_at_the_limit_is_told_at_once(anna: ChatUser) -> None:
    await book_as_many_as_allowed(anna)
    await open_link(anna, "Resource-t7Day-2026-11-25")
    assert window(anna).text.startswith(LIMIT)
    assert buttons(anna) == ["📋 Мои брони", "‹ Назад", "✖️ Не нужно"]
