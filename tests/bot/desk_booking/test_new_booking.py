"""An admin books in the chat for guests who call or come, and a guest finds that booking by the phone number."""

from datetime import timedelta

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, book, buttons, data_of, press_all, said, window
from tests.bot.test_forged_presses import OLD, press_forged
from tests.product import CLINIC, MARIA, VERA, Product
from tests.ready_venues import visit

NEW = "➕ Новая бронь"
INVALID = "Не похоже на номер телефона. Проверьте, пожалуйста, цифры."


async def choose(vera: ChatUser, *path: str) -> None:
    await vera.write("/admin")
    await press_all(vera, NEW, *path)


async def test_a_guest_who_calls_is_booked_in_a_few_presses(product: Product, vera: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00")
    assert f"вторник, 24 ноября, {visit('18:00')}" in window(vera).text
    await vera.write("Пётр 8 916 123-45-67")
    assert "👤 Пётр\n📞 +7 916 123-45-67" in window(vera).text
    await vera.press("📞 Да, гость позвонил")
    assert said(vera) == "Готово"
    assert "предстоит" in window(vera).text
    assert "👤 Пётр" in window(vera).text
    assert "📞 +7 916 123-45-67" in window(vera).text
    assert "создана (администратор Вера Орлова)" in window(vera).text
    await press_all(vera, "📅 Весь день")
    assert "🟢 18:00 · Пётр" in buttons(vera)
    await product.advance(timedelta(days=3))
    assert not any("не доставлено" in message.text for message in vera.messages)


async def test_a_guest_who_comes_is_booked_without_a_name_and_seated(product: Product, vera: ChatUser) -> None:
    await product.advance(timedelta(minutes=40))  # forty past twelve
    await choose(vera, "2")
    assert buttons(vera)[0] == "12:30"
    await press_all(vera, "12:30", "🚶 Без имени и телефона", "🚶 Да, гость уже здесь")
    assert "👤 Гость" in window(vera).text
    assert "визит идёт" in window(vera).text


async def test_nobody_is_there_already_for_another_day(vera: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00", "🚶 Без имени и телефона")
    assert "📞 Да, гость позвонил" in buttons(vera)
    assert "🚶 Да, гость уже здесь" not in buttons(vera)


async def test_a_contact_can_be_sent_instead_of_typing(product: Product, vera: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00")
    await vera.send_contact()
    assert "📞 +7" in window(vera).text
    assert "👤 Вера" in window(vera).text


async def test_a_number_with_a_wrong_digit_is_asked_for_again(vera: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00")
    await vera.write("Пётр 8 916 123")
    assert vera.messages[-2].text == INVALID
    await vera.write("Пётр <b>& сын")
    assert "👤 Пётр <b>& сын" in window(vera).text


async def test_another_place_can_be_chosen(vera: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00")
    assert TABLE_FOR_TWO in window(vera).text
    await press_all(vera, "🔄 Другой столик", "Стол у камина")
    await vera.press("🚶 Без имени и телефона")
    assert "Стол у камина" in window(vera).text


async def test_of_an_admin_and_a_guest_at_once_the_later_one_is_told(vera: ChatUser, anna: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00", "🚶 Без имени и телефона")
    await book(anna)
    await vera.press("📞 Да, гость позвонил")
    assert said(vera) == "Это время только что заняли. Выберите, пожалуйста, из тех, что ещё свободны."
    await press_all(vera, "18:00", "🚶 Без имени и телефона", "📞 Да, гость позвонил")
    assert said(vera) == "Готово"


async def test_a_clinic_books_by_specialty(product: Product) -> None:
    vera = product.person(VERA, CLINIC)
    await vera.write("/admin")
    await press_all(vera, "➕ Новая запись", "Терапия", "›", "10:00")
    await vera.write("8 916 123-45-67")
    await vera.press("📞 Да, гость позвонил")
    assert "📞 +7 916 123-45-67" in window(vera).text


async def test_a_guest_who_shares_the_number_finds_the_booking(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    phone = product.sandbox.telegram.people[anna.chat.person.id].phone
    await choose(vera, "2", "›", "18:00")
    await vera.write(f"Аня {phone}")
    await vera.press("📞 Да, гость позвонил")
    await anna.write("/my")
    await anna.press("📱 Бронь по телефону")
    await anna.tap("📱 Поделиться номером")
    assert anna.messages[-2].text == "Спасибо! Нашлась 1 бронь."
    assert "🟢 вт, 24 ноября · 18:00 · У окна на переулок" in buttons(anna)
    assert "📱 Бронь по телефону" not in buttons(anna)
    # The replies of this one moment have taken the chat's next seconds.
    await product.advance(timedelta(seconds=30))
    assert any("Ждём вас" in message.text for message in anna.messages)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова")
    assert "предстоит" in window(vera).text


async def test_somebody_elses_number_gives_nothing(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await choose(vera, "2", "›", "18:00")
    await vera.write("Аня +7 916 123-45-67")
    await vera.press("📞 Да, гость позвонил")
    await anna.write("/my")
    await anna._say(contact={"phone_number": "79161234567", "first_name": "Аня", "user_id": MARIA})
    assert anna.messages[-2].text == "Это чужой номер. Нажмите, пожалуйста, кнопку «Поделиться номером»."
    assert "Пока ничего нет" in window(anna).text


async def test_forged_presses_of_a_new_booking_are_refused(vera: ChatUser, anna: ChatUser) -> None:
    for path, forged in (
        ((), "size:0"),
        ((), "size:7"),
        ((), "wish:abc"),
        (("2", "🗓 Другой день"), "day_of_desk:2020-01-01"),
        (("2", "›", "18:00", "🔄 Другой столик"), "place:t99"),
    ):
        await choose(vera, *path)
        await press_forged(vera, forged)
        assert said(vera) in {OLD, "В этот день свободного времени нет"}, forged
    await choose(vera, "2")
    await press_forged(vera, "time:2026-11-24T15:01:00+00:00")
    assert said(vera).startswith("Это время только что заняли")

    await choose(vera, "2", "›", "18:00", "🚶 Без имени и телефона")
    await anna.press_data(window(anna), data_of(window(vera), "📞 Да, гость позвонил"))
    assert said(anna) == OLD
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    assert "Никого не ждём" in window(vera).text


async def test_a_search_finds_by_name_phone_and_number(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await choose(vera, "2", "›", "20:00")
    await vera.write("Пётр 8 916 123-45-67")
    await vera.press("📞 Да, гость позвонил")
    annas, petrs = "🟢 вт, 24 ноября · 18:00 · Анна Смирнова", "🟢 вт, 24 ноября · 20:00 · Пётр"
    for typed, found in (
        ("смирнова", [annas]),
        ("АННА", [annas]),
        ("1", [annas]),
        ("№ 2", [petrs]),
        ("4567", [petrs]),
        ("8 (916) 123-45-67", [petrs]),
        ("пётр", [petrs]),
        ("%", []),
        ("99", []),
        (str(2**64), []),
        ("Иван", []),
    ):
        await vera.write("/admin")
        await vera.press("🔎 Найти")
        await vera.write(typed)
        assert [each for each in buttons(vera) if each.startswith("🟢")] == found, typed
        assert ("Ничего не нашлось" in window(vera).text) is (not found)
    await vera.write("петр")
    await vera.write("пётр")
    await press_all(vera, petrs, "‹ Назад")
    assert "Поиск: пётр" in window(vera).text


async def test_a_search_finds_nothing_of_another_venue(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    elsewhere = product.person(VERA, CLINIC)
    await elsewhere.write("/admin")
    await elsewhere.press("🔎 Найти")
    for typed in ("Анна", "1"):
        await elsewhere.write(typed)
        assert "Ничего не нашлось" in window(elsewhere).text
