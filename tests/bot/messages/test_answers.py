"""What a guest types after our question about a visit is its answer, and the admins read it."""

from datetime import timedelta

import pytest

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, press_all, window
from tests.product import A_FEW_SECONDS, BARBERS, BEN, Product
from tests.ready_venues import visit

THANKS = "Спасибо, что написали! Передали администратору."


@pytest.fixture
async def asked(product: Product, vera: ChatUser, anna: ChatUser) -> ChatUser:
    """Anna, after her visit on Tuesday evening, when she has been asked how it was."""
    await book(anna)
    await product.advance(timedelta(days=1, hours=9))
    assert anna.last.text.startswith("Спасибо, что были у нас! Как всё прошло?")
    return anna


def alerts(vera: ChatUser) -> list[str]:
    return [message.text for message in vera.messages if message.text.startswith("💬 Гость ответил")]


async def test_answer_is_thanked_for_and_passed_on_to_the_admins(
    product: Product, vera: ChatUser, asked: ChatUser
) -> None:
    await asked.write("Всё <b>отлично</b>, но суп остыл")
    assert asked.last.text == THANKS
    await product.settle()
    (alert,) = alerts(vera)
    assert "«Всё <b>отлично</b>, но суп остыл»" in alert
    assert f"вторник, 24 ноября, {visit('18:00')} по Москве\n🪑 У окна на переулок, 2 гостя\n👤 Анна Смирнова" in alert
    await vera.press("Открыть бронь")
    assert "состоялась" in window(vera).text


async def test_a_wish_is_no_answer(product: Product, vera: ChatUser, asked: ChatUser) -> None:
    await asked.write("столик на двоих завтра в 19:00")
    assert "✅ Подтвердить" in [button for row in window(asked).buttons for button in row]
    await asked.write("/start")
    await asked.write("в пятницу вечером всё понравилось")
    assert asked.last.text == THANKS
    await product.advance(A_FEW_SECONDS)
    assert len(alerts(vera)) == 1


@pytest.mark.parametrize("text", ["на двоих в пятницу в 19:00", "Можно на двоих в пятницу вечером, пожалуйста"])
async def test_a_whole_wish_without_the_word_for_booking_is_no_answer(
    product: Product, vera: ChatUser, asked: ChatUser, text: str
) -> None:
    await asked.write(text)
    assert "пятница, 27 ноября" in window(asked).text
    await product.advance(A_FEW_SECONDS)
    assert alerts(vera) == []


async def test_a_wish_among_other_words_is_read_by_the_admins(
    product: Product, vera: ChatUser, asked: ChatUser
) -> None:
    """It may be praise of a visit as well: nothing of it is lost."""
    await asked.write("Ужин на двоих в пятницу: сказка")
    assert asked.last.text == THANKS
    await product.advance(A_FEW_SECONDS)
    assert len(alerts(vera)) == 1


async def test_at_the_barbers_a_service_with_a_day_and_a_time_is_booked(product: Product, vera: ChatUser) -> None:
    ben = product.person(BEN, BARBERS)
    await ben.write("/start")
    await ben.write("haircut with Gleb tomorrow at noon")
    await ben.press("✅ Confirm")
    await product.advance(timedelta(days=2))
    assert "Just reply here" in ben.last.text
    await ben.write("стрижка в воскресенье в 17:00")
    assert "Sunday, 29 November" in window(ben).text
    assert "17:00" in window(ben).text


async def test_five_messages_are_passed_on_and_no_more(product: Product, vera: ChatUser, asked: ChatUser) -> None:
    for number in range(5):
        await asked.write(f"Ещё вот что: {number}")
        assert asked.last.text == THANKS
    await asked.write("И ещё")
    assert "Я понимаю кнопки и" in asked.messages[-2].text
    for _ in range(10):
        await product.advance(timedelta(seconds=1))
    assert len(alerts(vera)) == 5


async def test_text_in_the_midst_of_a_booking_is_no_answer(product: Product, vera: ChatUser, asked: ChatUser) -> None:
    await asked.write("/start")
    await press_all(asked, "📝 Забронировать столик", "2")
    await asked.write("всё было вкусно")
    assert "Я понимаю кнопки и" in asked.messages[-2].text
    await product.settle()
    assert alerts(vera) == []


async def test_text_is_no_answer_two_days_after_the_question(product: Product, asked: ChatUser) -> None:
    await product.advance(timedelta(days=4))
    await asked.write("Здравствуйте")
    assert "Я понимаю кнопки и" in asked.messages[-2].text


async def test_text_without_a_question_is_no_answer(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await anna.write("Здравствуйте")
    assert "Я понимаю кнопки и" in anna.messages[-2].text
    await product.settle()
    assert alerts(vera) == []
