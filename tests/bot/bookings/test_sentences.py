"""A sentence opens the window in which a guest confirms it. It books, moves and cancels nothing itself."""

from datetime import timedelta

import pytest

from app.database.transaction import Database
from app.domain.bookings import BookingStatus
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, book, buttons, press_all, told, window
from tests.product import ANNA, BARBERS, BEN, CLINIC, Product
from tests.ready_venues import visit

HINT = "Я понимаю кнопки и"


async def bookings_of(product: Product, telegram_id: int, venue_id: str = "binary_bites") -> list[BookingStatus]:
    database = await product.container.get(Database)
    async with database.read() as tx:
        guest = await tx.guests.find(venue_id, telegram_id)
        assert guest
        found = await tx.guest_bookings.page(guest.id, product.clock.now(), 0, 10)
        return [booking.status for booking in found]


async def test_a_whole_sentence_opens_the_check_and_books_nothing_before_confirm(
    product: Product, anna: ChatUser
) -> None:
    await anna.write("столик на двоих завтра в семь вечера у окна")
    assert f"вторник, 24 ноября, {visit('19:00')}" in window(anna).text
    assert TABLE_FOR_TWO in window(anna).text
    assert anna.last is window(anna)
    assert await bookings_of(product, ANNA) == []
    await anna.press("✅ Подтвердить")
    assert "Ждём вас!" in told(anna).text
    assert await bookings_of(product, ANNA) == [BookingStatus.BOOKED]


async def test_an_hour_that_may_be_two_is_asked_for(anna: ChatUser) -> None:
    await anna.write("столик на двоих завтра в семь")
    assert [text for text in buttons(anna) if ":" in text] == ["07:00", "19:00"]
    await anna.press("🕐 Всё время этого дня")
    assert "18:00" in buttons(anna)
    assert "🕐 Всё время этого дня" not in buttons(anna)


async def test_a_time_that_has_passed_is_called_so_and_not_taken(anna: ChatUser) -> None:
    await anna.write("столик на двоих сегодня в 11:30 утра")
    assert "11:30\u00a0— это время уже прошло" in anna.messages[-2].text
    assert "18:00" in buttons(anna)


async def test_what_was_not_said_is_asked_by_the_ordinary_steps(anna: ChatUser) -> None:
    await anna.write("столик в субботу вечером на террасе")
    assert "Понял так: сб, 28 ноября · с 17:00 · " in anna.messages[-2].text
    assert window(anna).text == "Сколько вас будет?"
    await anna.press("4")
    assert "суббота, 28 ноября" in window(anna).text
    assert "Терраса под липой" in window(anna).text
    assert "16:30" not in buttons(anna)
    await press_all(anna, "18:00")
    assert "Терраса под липой" in window(anna).text


async def test_a_day_of_which_two_may_be_meant_is_asked_for(product: Product, ben: ChatUser) -> None:
    await ben.write("table for 4 next Tuesday at half past six in the evening")
    assert "I understood: Tue, 24 November / Tue, 1 December · 18:30" in ben.messages[-2].text
    await ben.press("24")
    assert [text for text in buttons(ben) if ":" in text] == ["18:30"]
    await ben.press("18:30")
    assert "Tuesday, 24 November" in window(ben).text
    assert await bookings_of(product, BEN) == []


async def test_a_sentence_goes_on_with_the_booking_that_is_open(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "3")
    await anna.write("завтра в 19:00")
    assert f"вторник, 24 ноября, {visit('19:00', 3)}" in window(anna).text
    assert "3 гостя" in window(anna).text


async def test_a_time_that_is_taken_is_said_and_others_are_offered(anna: ChatUser) -> None:
    await anna.write("столик на двоих завтра в 19:07")
    assert "19:07\u00a0— свободного нет" in anna.messages[-2].text
    assert "19:00" in buttons(anna)
    await anna.write("столик на двоих 5 мая в 19:00")
    assert "свободного времени нет" in anna.messages[-2].text
    assert "На какой день" in window(anna).text


async def test_a_day_on_which_the_venue_is_closed_is_called_so_and_others_are_offered(product: Product) -> None:
    await product.advance(timedelta(days=5))
    maria, ben = product.person(ANNA, CLINIC), product.person(BEN, CLINIC)
    await maria.write("терапевт завтра в 10:00")
    assert maria.messages[-2].text == "вс, 29 ноября\u00a0— у нас выходной. Выберем другой день."
    assert "На какой день" in window(maria).text
    assert "⚡ Раньше всего: 30 ноября в 10:00" in buttons(maria)
    await ben.write("therapist tomorrow")
    assert ben.messages[-2].text == "Sun, 29 November: we’re closed. Let’s pick another day."


async def test_a_closed_day_is_said_at_once_also_where_something_else_is_asked_first(product: Product) -> None:
    await product.advance(timedelta(days=5))
    maria = product.person(ANNA, CLINIC)
    await maria.write("к Дорохову завтра")
    assert "у нас выходной" in maria.messages[-2].text
    await maria.press("Обычный приём")
    assert "На какой день" in window(maria).text, "the day that cannot be is not kept"


async def test_a_day_on_which_only_the_person_is_off_is_called_so(product: Product) -> None:
    await product.advance(timedelta(days=5))
    anna, ben = product.person(ANNA, BARBERS), product.person(BEN, BARBERS)
    await anna.write("стрижка у Глеба завтра")
    assert anna.messages[-2].text == "вс, 29 ноября\u00a0— такой визит в этот день невозможен. Выберем другой день."
    assert "На какой день" in window(anna).text
    await ben.write("haircut with Gleb tomorrow")
    assert ben.messages[-2].text == "Sun, 29 November: this visit isn’t possible on that day. Let’s pick another one."


async def test_a_party_that_is_too_large_is_told_so(anna: ChatUser) -> None:
    await anna.write("столик на 9 человек завтра в 19:00")
    assert "до 6 гостей" in anna.messages[-2].text
    assert window(anna).text == "Сколько вас будет?"


@pytest.mark.parametrize("text", ["спасибо", "а у вас есть парковка?", "я опоздаю на 10 минут", "🙂" * 50, "а" * 4000])
async def test_what_is_no_wish_is_answered_as_before(anna: ChatUser, text: str) -> None:
    await anna.write(text)
    assert HINT in anna.messages[-2].text
    assert "Здравствуйте" in window(anna).text


async def test_a_booking_is_canceled_only_by_its_button(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.write("отмени завтра")
    assert "Отменить" in window(anna).text
    assert await bookings_of(product, ANNA) == [BookingStatus.BOOKED]
    await anna.write("отмени пятницу")
    assert "Такой не нашёл" in anna.messages[-2].text


async def test_a_move_opens_its_check_with_the_time_that_was_said(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await product.settle()
    await anna.write("перенеси на восемь вечера")
    assert visit("20:00") in window(anna).text
    await anna.press("✅ Перенести")
    await anna.write("что у меня забронировано")
    assert any("20:00" in text for text in buttons(anna))


async def test_with_several_bookings_the_guest_is_asked_which(product: Product, anna: ChatUser) -> None:
    await book(anna)
    await book(anna, "20:00")
    await product.settle()
    await anna.write("перенеси на пятницу")
    assert "подходит несколько" in anna.messages[-2].text
    assert len([text for text in buttons(anna) if "вт, 24 ноября" in text]) == 2
    await anna.write("отмени завтра на 20:00")
    assert visit("20:00") in window(anna).text


async def test_the_booking_that_is_then_chosen_is_moved_or_canceled_as_was_said(
    product: Product, anna: ChatUser
) -> None:
    await book(anna)
    await book(anna, "20:00")
    await product.settle()
    await anna.write("перенеси на 21:30")
    assert "подходит несколько" in anna.messages[-2].text
    await anna.press(next(text for text in buttons(anna) if "20:00" in text))
    assert visit("21:30") in window(anna).text
    await anna.press("✅ Перенести")
    await anna.write("/my")
    await anna.write("перенеси на 19:07")
    await anna.press(next(text for text in buttons(anna) if "18:00" in text))
    assert "19:07\u00a0— свободного нет" in anna.messages[-2].text, "below what was said about it"
    assert "🗓 вторник, 24 ноября" in window(anna).text
    await anna.write("/my")
    await anna.write("отмени завтра")
    await anna.press(next(text for text in buttons(anna) if "21:30" in text))
    await anna.press("Да, отменить")
    assert await bookings_of(product, ANNA) == [BookingStatus.BOOKED, BookingStatus.CANCELED]


@pytest.mark.parametrize(("text", "party"), [("4", "4 гостя"), ("нас три", "3 гостя"), ("одна", "1 гость")])
async def test_a_number_alone_answers_how_many_will_come(anna: ChatUser, text: str, party: str) -> None:
    await anna.press("📝 Забронировать столик")
    await anna.write(text)
    assert party in window(anna).text
    assert "На какой день" in window(anna).text
    await anna.write("5")
    assert HINT in anna.messages[-2].text, "a number alone answers no other question"


async def test_the_clinic_understands_complaints_and_doctors(product: Product) -> None:
    maria = product.person(ANNA, CLINIC)
    await maria.write("/start")
    await maria.write("болит ухо, можно завтра после трёх")
    assert "вторник, 24 ноября" in window(maria).text
    assert next(text for text in buttons(maria) if ":" in text) == "15:00"
    await maria.write("dentist next Tuesday morning")
    assert "Какой врач вам нужен?" in window(maria).text


async def test_the_barbers_shop_understands_services(product: Product) -> None:
    ben = product.person(BEN, BARBERS)
    await ben.write("/start")
    await ben.write("haircut and beard with Gleb tomorrow at noon")
    assert "Haircut and beard" in window(ben).text
    assert "Gleb" in window(ben).text
    assert "12:00" in window(ben).text


async def test_a_day_that_is_not_certain_is_asked_again(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2", "24")
    await anna.write("завтра или в пятницу в 19:00")
    assert "На какой день" in window(anna).text


async def test_a_place_that_does_not_fit_is_said(product: Product, anna: ChatUser) -> None:
    await anna.write("столик на шестерых у окна завтра в 19:00")
    assert f"{TABLE_FOR_TWO} / У окна во двор: для этого визита не подойдёт" in anna.messages[-2].text
    assert "Большой стол" in window(anna).text


async def test_cancel_in_the_midst_of_a_booking_opens_nothing(anna: ChatUser) -> None:
    await press_all(anna, "📝 Забронировать столик", "2")
    await anna.write("отмена")
    assert HINT in anna.messages[-2].text
    assert "На какой день" in window(anna).text


async def test_a_complaint_shows_the_doctors_with_their_first_times_and_the_first_of_all(product: Product) -> None:
    maria = product.person(ANNA, CLINIC)
    await maria.write("/start")
    await maria.write("что-то давит сердце")
    assert window(maria).text.count("🕐 Ближайшее время:") == 2
    await maria.press("⚡ Раньше всего: сегодня в 12:30")
    assert "понедельник, 23 ноября, 12:30–13:00" in window(maria).text
    await maria.press("✅ Подтвердить")
    assert "Ждём вас!" in told(maria).text


async def test_at_the_question_for_a_specialty_the_beginning_of_a_word_is_enough(product: Product) -> None:
    maria = product.person(ANNA, CLINIC)
    await maria.write("/start")
    await maria.press("📝 Записаться")
    await maria.write("кардио")
    assert "Кардиология" in window(maria).text
    assert "Ближайшее время" in window(maria).text


async def test_of_several_specialties_that_were_named_the_guest_chooses_among_these(product: Product) -> None:
    maria = product.person(ANNA, CLINIC)
    await maria.write("/start")
    await maria.write("болит живот и голова, можно завтра в 15:00")
    assert buttons(maria)[:2] == ["🧠 Неврология", "🍏 Гастроэнтерология"]
    assert "Кардиология" not in window(maria).text
    await press_all(maria, "🍏 Гастроэнтерология", "Обычный приём")
    assert [text for text in buttons(maria) if ":" in text] == ["15:00"], "the day and the time are not asked again"


async def test_all_specialties_are_one_tap_away_from_those_that_were_named(product: Product) -> None:
    maria = product.person(ANNA, CLINIC)
    await maria.write("/start")
    await press_all(maria, "📝 Записаться")
    await maria.write("болит живот и голова")
    assert "Кардиология" not in window(maria).text
    await maria.press("🩺 Все специальности")
    assert "Кардиология" in window(maria).text
    assert "🩺 Все специальности" not in buttons(maria)


async def test_of_several_services_that_were_named_the_guest_chooses_among_these_or_all(product: Product) -> None:
    maria = product.person(ANNA, BARBERS)
    await maria.write("/start")
    await maria.write("сыну 7 лет постричься в субботу утром")
    assert buttons(maria)[:2] == ["Стрижка", "Детская стрижка"]
    assert "Камуфляж" not in window(maria).text
    await maria.press("☰ Все услуги")
    assert "Камуфляж" in window(maria).text
    assert "☰ Все услуги" not in buttons(maria)
    await maria.press("Детская стрижка")
    assert [text for text in buttons(maria) if ":" in text], "the day is not asked again"
