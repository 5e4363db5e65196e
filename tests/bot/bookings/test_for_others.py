"""A patient books for a child: at the same time as for themselves, by typing a name, and then by a button."""

from datetime import date, timedelta

import pytest

from app.domain.access import Admin
from app.domain.availability.slots import span_of_day
from app.domain.closures import NewClosure
from app.domain.venues import Venues
from app.sandbox.chat_user import ChatUser
from app.usecases.closures.close import Close
from app.usecases.closures.list_closures import ListClosures
from app.usecases.closures.preview_closure import PreviewClosure
from app.usecases.closures.reopen import Reopen
from tests.bot.steps import TUESDAY, buttons, press_all, said, told, window
from tests.bot.test_forged_presses import GONE, OLD, press_forged
from tests.product import A_FEW_SECONDS, ANNA, CLINIC, VERA, Product

FOR_WHOM, CONFIRM = "👥 Для кого", "✅ Подтвердить"


@pytest.fixture
async def mother(product: Product) -> ChatUser:
    user = product.person(ANNA, CLINIC)
    await user.write("/start")
    return user


async def choose(mother: ChatUser, specialty: str, time: str = "10:00") -> None:
    await mother.write("/book")
    while specialty not in buttons(mother):
        await mother.press("›")
    await press_all(mother, specialty, TUESDAY, time)


async def test_a_mother_books_for_a_child_and_for_herself_at_the_same_time(product: Product, mother: ChatUser) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    assert "Для кого визит?" in window(mother).text
    await mother.write("Маша 2019")
    assert "👥 Для: Маша, 2019" in window(mother).text
    await mother.press(CONFIRM)
    assert "👥 Для: Маша, 2019" in told(mother).text

    await choose(mother, "🩺 Терапия")
    assert "Для:" not in window(mother).text
    await mother.press(CONFIRM)
    assert "Ждём вас!" in told(mother).text

    await mother.write("/my")
    assert [text for text in buttons(mother) if "10:00" in text and "Маша" in text]
    assert len([text for text in buttons(mother) if "10:00" in text]) == 2


async def test_who_is_busy_then_may_let_somebody_else_come(product: Product, mother: ChatUser) -> None:
    await choose(mother, "🩺 Терапия")
    await mother.press(CONFIRM)
    await choose(mother, "🧒 Педиатрия")
    assert said(mother).startswith("На это время у вас уже есть запись: ")
    assert said(mother).endswith("Выберите, кто придёт, или другое время.")
    assert "Для кого визит?" in window(mother).text
    await mother.press("‹ Назад")
    assert "11:00" in buttons(mother), "back to the times, because the check could not be confirmed"
    await press_all(mother, "10:00")
    await mother.write("Маша")
    await mother.press(CONFIRM)
    assert "👥 Для: Маша" in told(mother).text


async def test_a_relative_is_proposed_the_next_time_and_is_not_at_two_places(
    product: Product, mother: ChatUser
) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await mother.write("Маша <2019>")
    assert mother.messages[-2].text == "Напишите, пожалуйста, имя и, если хотите, год рождения: «Маша 2019»."
    await mother.write("Маша & Ко, 2019")
    await mother.press(CONFIRM)

    await choose(mother, "🩺 Терапия")
    await mother.press(FOR_WHOM)
    assert buttons(mother) == ["Маша & Ко, 2019", "‹ Назад", "✖️ Не нужно"]
    await mother.press("Маша & Ко, 2019")
    assert said(mother).startswith("Маша & Ко: на это время уже есть запись — ")
    await mother.write("маша & ко")
    assert mother.messages[-2].text.startswith("маша & ко: на это время уже есть запись — ")
    await press_all(mother, "‹ Назад", "‹ Назад", "12:00", FOR_WHOM, "Маша & Ко, 2019", FOR_WHOM)
    assert "🙂 Для меня" in buttons(mother)
    await mother.press("🙂 Для меня")
    assert "Для:" not in window(mother).text


async def test_the_same_again_is_for_the_same_person(product: Product, mother: ChatUser) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await mother.write("Маша")
    await mother.press(CONFIRM)
    await product.advance(timedelta(days=2))
    question = next(each for each in mother.messages if "как вы после приёма" in each.text)
    assert question.text.endswith("👥 Для: Маша")
    await mother.press("📝 Ещё раз", question)
    assert "👥 Для: Маша" in window(mother).text


async def test_a_move_keeps_the_person(mother: ChatUser) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await mother.write("Маша")
    await mother.press(CONFIRM)
    await press_all(mother, "🔁 Перенести", "25", "11:00")
    assert "👥 Для: Маша" in window(mother).text
    await mother.press("✅ Перенести")
    assert "👥 Для: Маша" in told(mother).text


async def test_the_desk_sees_who_comes_and_who_has_booked(product: Product, mother: ChatUser) -> None:
    vera = product.person(VERA, CLINIC)
    await vera.write("/start")
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await mother.write("Маша 2019")
    await mother.press(CONFIRM)
    await product.advance(A_FEW_SECONDS)
    alert = vera.last.text
    assert "👥 Для: Маша, 2019" in alert
    assert "👤 Анна" in alert
    await vera.press("Открыть запись")
    assert "👥 Для: Маша, 2019" in window(vera).text
    await vera.press("📅 Весь день")
    assert "🟢 10:00 · Маша" in buttons(vera)


async def test_a_forged_relative_is_refused(mother: ChatUser) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await press_forged(mother, "relative:1")
    assert said(mother) == GONE
    assert "Для кого визит?" in window(mother).text
    await press_forged(mother, "relative:x")
    assert said(mother) == OLD


async def test_what_is_no_text_is_answered_with_the_question(mother: ChatUser) -> None:
    await choose(mother, "🧒 Педиатрия")
    await mother.press(FOR_WHOM)
    await mother.send_contact()
    assert "Для кого визит?" in window(mother).text


async def test_a_table_is_booked_for_the_whole_party(anna: ChatUser) -> None:
    await press_all(anna, "/book", "2", TUESDAY, "18:00")
    assert FOR_WHOM not in buttons(anna)


async def test_a_window_follows_a_second_press_of_a_message_that_got_a_photo_meanwhile(mother: ChatUser) -> None:
    """The second press still has the message without the photo, so its text cannot be edited."""
    await choose(mother, "🩺 Терапия")
    assert window(mother).photo
    await mother.press(FOR_WHOM)
    assert not window(mother).photo
    back = mother.press("‹ Назад"), mother.press("‹ Назад")
    for press in back:
        await press
    assert "11:00" in buttons(mother), "two steps back, at the times"
    assert not [message for message in mother.messages if "Что-то сломалось" in message.text]


async def test_a_mother_waits_for_a_place_for_a_child_and_takes_it(product: Product, mother: ChatUser) -> None:
    venue = (await product.container.get(Venues))[CLINIC]
    admin, closure = Admin(venue, VERA), NewClosure(None, span_of_day(venue, date(2026, 11, 24)))
    seen = (await (await product.container.get(PreviewClosure))(admin, closure)).digest
    await (await product.container.get(Close))(admin, closure, seen)
    await mother.write("к педиатру завтра")
    await mother.press(FOR_WHOM)
    await mother.press("‹ Назад")
    await mother.press(FOR_WHOM)
    await mother.write("Маша 2019")
    assert "👥 Для: Маша, 2019" in window(mother).text
    await mother.press("В любое время")
    assert "Вы в листе ожидания" in window(mother).text
    assert "👥 Для: Маша, 2019" in window(mother).text
    await mother.write("/my")
    assert "⏳ вт, 24 ноября, в любое время · Маша" in buttons(mother)

    [closed] = await (await product.container.get(ListClosures))(admin)
    await (await product.container.get(Reopen))(admin, closed.id)
    await product.advance(A_FEW_SECONDS)
    offer = next(each for each in mother.messages if "Для вас есть место" in each.text)
    assert "👥 Для: Маша, 2019" in offer.text
    vera = product.person(VERA, CLINIC)
    await vera.write("/admin")
    await press_all(vera, "📅 Записи по дням", "›")
    assert "🎈" in window(vera).text
    assert "· Маша ·" in window(vera).text
    await mother.press("✅ Беру")
    assert "👥 Для: Маша, 2019" in told(mother).text
