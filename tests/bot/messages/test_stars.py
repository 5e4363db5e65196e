"""The question after a visit is answered with stars and words, in the chat."""

from datetime import timedelta

import pytest

from app.bot.messages.buttons import GiveStars
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.steps import TODAY, book, press_all, said, told, window
from tests.bot.test_forged_presses import NO_BOOKINGS, OLD
from tests.product import A_FEW_SECONDS, ANNA, BARBERS, CLINIC, MARIA, Product
from tests.ready_venues import visit

STARS = ["1 ⭐️", "2 ⭐️", "3 ⭐️", "4 ⭐️", "5 ⭐️"]


@pytest.fixture
async def question(product: Product, vera: ChatUser, anna: ChatUser) -> Message:
    """Anna's message after her visit on Tuesday evening."""
    await book(anna)
    await product.advance(timedelta(days=1, hours=9))
    assert anna.last.text.startswith("Спасибо, что были у нас! Как всё прошло?")
    assert anna.last.buttons == [STARS, ["📝 Ещё раз"]]
    return anna.last


async def test_stars_are_thanked_for_and_words_after_them_are_kept(
    product: Product, vera: ChatUser, anna: ChatUser, question: Message
) -> None:
    asked = question.text
    press = await anna.press("4 ⭐️", question)
    assert press.answered
    assert said(anna) == "★★★★☆ Спасибо!"
    assert question.text == f"{asked}\n\n★★★★☆ Спасибо! Если хочется, добавьте пару слов прямо здесь."
    await anna.press("5 ⭐️", question)
    assert "★★★★★" in question.text
    assert "★★★★☆" not in question.text
    messages = len(vera.messages)
    await product.advance(A_FEW_SECONDS)
    assert len(vera.messages) == messages, "many stars alert nobody"

    await anna.write("Всё <b>отлично</b>")
    await product.advance(A_FEW_SECONDS)
    assert vera.last.text.startswith("💬 Гость ответил\n\n«Всё <b>отлично</b>»")
    assert vera.last.text.endswith("⭐️ Оценка: ★★★★★")
    await vera.press("Открыть бронь")
    assert "⭐️ Оценка: ★★★★★\n💬 «Всё <b>отлично</b>»" in window(vera).text
    await vera.write("/admin")
    await vera.press("📊 Цифры")
    assert "⭐️ 5,0 из 5, 1 оценка" in window(vera).text


async def test_few_stars_are_regretted_and_the_admin_hears_of_them_at_once(
    product: Product, vera: ChatUser, anna: ChatUser, question: Message
) -> None:
    await anna.press("1 ⭐️", question)
    assert "Простите, что так вышло." in question.text
    await product.advance(A_FEW_SECONDS)
    alert = vera.last
    assert alert.text.startswith(f"⚠️ Низкая оценка: ★☆☆☆☆\n\n🗓 вторник, 24 ноября, {visit('18:00')} по Москве")
    messages = len(vera.messages)
    await anna.press("3 ⭐️", question)
    await product.advance(A_FEW_SECONDS)
    assert alert.text.startswith("⭐️ Гость изменил оценку: ★★★☆☆")
    assert len(vera.messages) == messages


async def test_stars_of_yesterday_cannot_be_changed(product: Product, anna: ChatUser, question: Message) -> None:
    await anna.press("1 ⭐️", question)
    await product.advance(timedelta(hours=24))
    await anna.press("5 ⭐️", question)
    assert said(anna).startswith("Оценку можно изменить только в течение суток.")
    assert "★☆☆☆☆" in question.text


async def test_stars_for_a_visit_that_has_not_ended_or_was_canceled_are_refused(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    stars = GiveStars(booking_id=1, stars=1).pack()
    await anna.press_data(told(anna), stars)
    assert said(anna) == "Отметить это пока рано: до визита ещё есть время."
    await anna.write("/my")
    await press_all(anna, "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await anna.press_data(window(anna), stars)
    assert said(anna) == "Эта бронь уже прошла или отменена."


async def test_forged_stars_are_those_of_an_old_button(product: Product, anna: ChatUser, question: Message) -> None:
    for data in ("rate:1:0", "rate:1:6", "rate:1:", "rate:1", *(f"rate:{each}:5" for each in NO_BOOKINGS)):
        await anna.press_data(question, data)
        assert said(anna) == OLD
    maria, elsewhere = product.person(MARIA), product.person(ANNA, CLINIC)
    for stranger in (maria, elsewhere):
        await stranger.write("/start")
        await stranger.press_data(window(stranger), GiveStars(booking_id=1, stars=5).pack())
        assert said(stranger) == OLD
    assert "★" not in question.text


@pytest.mark.parametrize(
    ("venue_id", "path", "words"),
    [
        (CLINIC, ["📝 Записаться", "🩺 Терапия"], "как вы после приёма?"),
        (BARBERS, ["📝 Записаться", "Стрижка"], "нравитесь себе в зеркале?"),
    ],
)
async def test_the_other_venues_ask_for_stars_too(product: Product, venue_id: str, path: list[str], words: str) -> None:
    guest = product.person(ANNA, venue_id)
    await guest.write("/start")
    await press_all(guest, *path, TODAY, "18:00", "✅ Подтвердить")
    await product.advance(timedelta(days=2))
    question = next(message for message in guest.messages if words in message.text)
    assert question.buttons == [STARS, ["📝 Ещё раз"]]
    await guest.press("5 ⭐️", question)
    assert "★★★★★" in question.text


async def test_under_the_question_the_same_is_booked_again_in_two_presses(
    anna: ChatUser, product: Product, question: Message
) -> None:
    await anna.press("📝 Ещё раз", question)
    assert f"вторник, 1 декабря, {visit('18:00')}" in window(anna).text
    await anna.press("✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text
