"""A guest is proposed the table to which they come again and again, and may choose another one."""

from datetime import timedelta

import pytest

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, book, press_all, window
from tests.product import MARIA, Product

THEIRS = "Вечер на двоих"
AGAIN = f"⭐ Как в прошлые разы: {THEIRS}"


@pytest.fixture
async def regular(product: Product, anna: ChatUser) -> ChatUser:
    """Anna was at a certain table twice."""
    for time in ("10:00", "18:00"):
        await book(anna, time, THEIRS)
    await product.advance(timedelta(days=2))
    return anna


async def test_the_table_of_the_last_visits_is_proposed_in_words(regular: ChatUser) -> None:
    await regular.write("/start")
    await press_all(regular, "📝 Забронировать столик", "2", "27", "18:00")
    assert AGAIN in window(regular).text
    assert f"{THEIRS}, 2 гостя" in window(regular).text
    await press_all(regular, "🔄 Другой столик", TABLE_FOR_TWO)
    assert "Как в прошлые разы" not in window(regular).text
    assert f"{TABLE_FOR_TWO}, 2 гостя" in window(regular).text


async def test_a_sentence_proposes_it_too(regular: ChatUser) -> None:
    await regular.write("столик на двоих завтра в 18:00")
    assert AGAIN in window(regular).text


async def test_where_it_is_taken_the_best_one_is_proposed(product: Product, regular: ChatUser) -> None:
    maria = product.person(MARIA)
    await maria.write("/start")
    await press_all(maria, "📝 Забронировать столик", "2", "🪑 Выбрать столик", THEIRS, "27", "18:00", "✅ Подтвердить")
    await regular.write("/start")
    await press_all(regular, "📝 Забронировать столик", "2", "27", "18:00")
    assert "Как в прошлые разы" not in window(regular).text
    assert f"{TABLE_FOR_TWO}, 2 гостя" in window(regular).text


async def test_another_party_is_proposed_the_best_table(regular: ChatUser) -> None:
    await regular.write("/start")
    await press_all(regular, "📝 Забронировать столик", "4", "27", "18:00")
    assert "Как в прошлые разы" not in window(regular).text


async def test_a_guest_who_asks_for_a_table_is_not_reminded(regular: ChatUser) -> None:
    await regular.write("/start")
    await press_all(regular, "📝 Забронировать столик", "2", "🪑 Выбрать столик", THEIRS, "27", "18:00")
    assert "Как в прошлые разы" not in window(regular).text
    assert f"{THEIRS}, 2 гостя" in window(regular).text
