"""An admin changes the number of guests on a booking's card."""

from datetime import timedelta

from app.sandbox.chat_user import ChatUser
from tests.bot.desk.test_card import ANNAS, open_card
from tests.bot.steps import book, buttons, change_rules, data_of, press_all, said, told, window
from tests.product import Product

LANE, BIG = "У окна на переулок", "Большой стол"


async def test_only_the_number_changes_where_the_table_fits(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna, table="Круглый стол")
    await product.advance(timedelta(minutes=1))
    await open_card(vera, "›", ANNAS, "👥 Число гостей")
    assert window(vera).text == "👥 Сколько будет гостей?\n\nСейчас: Круглый стол, 2 гостя"
    assert buttons(vera) == ["1", "3", "4", "5", "6", "‹ Назад"]

    await vera.press("3")

    assert said(vera) == "Теперь: 3 гостя"
    assert "изменено число гостей (администратор Вера Орлова)\nбыло: 2 гостя" in window(vera).text
    await product.advance(timedelta(minutes=1))
    assert told(anna).text.startswith("👥 Бронь изменена")
    assert "3 гостя" in told(anna).text
    assert "Было: 2 гостя, 18:00–19:30." in told(anna).text
    assert "число гостей изменилось, новое — ниже" in " ".join(each.text for each in anna.messages)
    assert told(vera).text.startswith("👥 Другое число гостей")


async def test_a_table_that_fits_is_offered_where_the_own_one_does_not(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "👥 Число гостей", "6")
    assert window(vera).text.startswith(f"👥 {LANE}: 6 гостей здесь не разместить")

    await vera.press(BIG)

    assert said(vera) == "Теперь: 6 гостей"
    assert BIG in window(vera).text
    assert f"18:00, {LANE}" in window(vera).text
    await vera.press("👥 Число гостей")
    assert "6" not in buttons(vera)


async def test_it_is_said_that_so_many_cannot_come_at_this_time(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await change_rules(product, guests_per_15_minutes=5)
    await open_card(vera, "›", ANNAS, "👥 Число гостей", "6")
    assert said(vera).startswith("На это время не получится: 6 гостей.")
    assert "2 гостя" in window(vera).text


async def test_a_press_on_an_old_card_changes_nothing(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna, table="Круглый стол")
    await open_card(vera, "›", ANNAS, "👥 Число гостей")
    four, sizes = data_of(window(vera), "4"), window(vera)
    await vera.press("3")
    await vera.press_data(sizes, four)
    assert "3 гостя" in window(vera).text


async def test_a_number_is_not_changed_when_the_booking_has_moved(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna, table="Круглый стол")
    await open_card(vera, "›", ANNAS, "👥 Число гостей")
    await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · Круглый стол", "🔁 Перенести", "24", "20:00")
    await anna.press("✅ Перенести")
    await vera.press("3")
    assert said(vera) == "Пока вы решали, бронь изменилась. Вот какая она теперь."
    assert "20:00" in window(vera).text
    assert "2 гостя" in window(vera).text


async def test_a_booking_that_is_canceled_is_for_no_other_number(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await open_card(vera, "›", ANNAS, "👥 Число гостей")
    await press_all(anna, "/my", f"🟢 вт, 24 ноября · 18:00 · {LANE}", "Отменить бронь", "Да, отменить")
    await vera.press("1")
    assert "отменена" in window(vera).text
    assert "👥 Число гостей" not in buttons(vera)
