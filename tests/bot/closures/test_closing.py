"""An admin closes a table or the venue in the chat, and the guests whom it hits choose another time."""

from datetime import timedelta

from app.bot.messages.buttons import BookAgain
from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, TODAY, TUESDAY, book, buttons, data_of, press_all, said, told, window
from tests.bot.test_forged_presses import OLD, press_forged
from tests.product import CLINIC, MARIA, VERA, Product

CLOSE = ("⛔️ Закрыть на время", "⛔️ Закрыть")
HIT = "🟢 вт, 24 ноября, 18:00 · У окна на переулок · Анна Смирнова"


async def close(vera: ChatUser, *path: str) -> None:
    await vera.write("/admin")
    await press_all(vera, *CLOSE, *path)


async def test_a_table_is_closed_for_some_hours_and_its_guest_chooses_another_time(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await close(vera, TABLE_FOR_TWO, TUESDAY, "17:00", "20:00")
    text = window(vera).text
    assert "Закрыть: У окна на переулок?" in text
    assert "С: вторник, 24 ноября, 17:00\nДо: вторник, 24 ноября, 20:00" in text
    assert "Заденет 1 бронь. Все можно перенести на то же время: куда, написано после стрелки." in text
    assert f"сможет выбрать другое время:\n{HIT} → " in text
    await vera.write("Прорвало трубу")
    assert "Причина: «Прорвало трубу»" in window(vera).text
    await vera.press("Закрыть и отменить: 1")
    assert said(vera) == "Закрыто"
    assert "⛔️ У окна на переулок\nвторник, 24 ноября, 17:00 — вторник, 24 ноября, 20:00" in window(vera).text

    await product.advance(timedelta(seconds=5))
    (told,) = [message for message in anna.messages if "Нам пришлось отменить" in message.text]
    assert "💬 Прорвало трубу" in told.text
    await anna.press("📝 Выбрать другое время", told)
    await press_all(anna, TUESDAY)
    assert {"15:30", "20:00"} <= set(buttons(anna))
    assert not {"16:00", "18:00", "19:30"} & set(buttons(anna)), "a visit of an hour and a half would be closed out"


async def test_a_table_is_closed_and_its_guest_moved_to_another_one_at_the_same_time(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await close(vera, TABLE_FOR_TWO, TUESDAY, "17:00", "20:00")
    await vera.press("Закрыть и перенести: 1")
    assert said(vera) == "Закрыто. Перенесли: 1, отменили: 0"

    await product.advance(timedelta(seconds=5))
    (told,) = [message for message in anna.messages if "Бронь перенесена" in message.text]
    assert "Было: вторник, 24 ноября, 18:00–19:30, У окна на переулок." in told.text
    assert "18:00–19:30" in told.text.split("Было")[0]
    assert {"🔁 Перенести", "Отменить бронь"} <= {button for row in told.buttons for button in row}


async def test_the_whole_venue_is_closed_for_days_and_reopened(vera: ChatUser, anna: ChatUser) -> None:
    await close(vera, "🏠 Binary Bites целиком", TUESDAY, "До другого дня", "26")
    assert "С: вторник, 24 ноября, 06:00\nДо: пятница, 27 ноября, 00:00" in window(vera).text
    assert "На это время никого не ждём." in window(vera).text
    await vera.press("Да, закрыть")
    await anna.write("/start")
    await press_all(anna, "📝 Забронировать столик", "2")
    assert not {"24", "25", "26"} & set(buttons(anna))
    assert {TODAY, "27"} <= set(buttons(anna))

    await vera.press("✅ Открыть: Binary Bites")
    assert said(vera) == "Снова открыто"
    assert "Ничего" in window(vera).text
    await book(anna)
    assert "Ждём вас!" in told(anna).text


async def test_a_whole_day_begins_with_the_opening(vera: ChatUser) -> None:
    await close(vera, TABLE_FOR_TWO, TUESDAY, "Весь день")
    assert "С: вторник, 24 ноября, 06:00\nДо: среда, 25 ноября, 00:00" in window(vera).text


async def test_today_can_be_closed_from_the_present_hour_on(vera: ChatUser) -> None:
    await close(vera, TABLE_FOR_TWO, TODAY)
    assert "12:00" in buttons(vera)
    assert "11:00" not in buttons(vera)
    await vera.press("23:00")
    assert "00:00" in buttons(vera)
    assert "23:00" not in buttons(vera)


async def test_an_admin_who_saw_other_bookings_is_shown_those_of_now(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await close(vera, TABLE_FOR_TWO, TUESDAY, "Весь день")
    await book(anna)
    await vera.press("Да, закрыть")
    assert said(vera) == "Пока вы решали, брони на это время изменились. Вот какие они теперь."
    assert HIT in window(vera).text
    await vera.press("Закрыть и отменить: 1")
    assert said(vera) == "Закрыто"


async def test_nothing_can_be_moved_out_of_a_closed_venue(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await close(vera, "🏠 Binary Bites целиком", TUESDAY, "Весь день")
    assert f"Отменится 1 бронь, и каждый гость узнает об этом и сможет выбрать другое время:\n{HIT}" in (
        window(vera).text
    )
    assert "Можно написать причину: гость её увидит." in window(vera).text
    assert "Закрыть и перенести: 1" not in buttons(vera)
    await vera.press("Да, закрыть")
    assert said(vera) == "Закрыто"


async def test_forged_presses_of_closing_are_refused(vera: ChatUser) -> None:
    for path, forged in (
        ((), "resource:t99"),
        ((TABLE_FOR_TWO, TUESDAY), "begin:202611240005"),
        ((TABLE_FOR_TWO, TUESDAY), "begin:abc"),
        ((TABLE_FOR_TWO, TUESDAY, "17:00"), "end:202611241600"),
    ):
        await close(vera, *path)
        await press_forged(vera, forged)
        assert said(vera) == OLD, forged
    for closure in ("77", "abc", str(2**63)):
        await vera.write("/admin")
        await vera.press("⛔️ Закрыть на время")
        await press_forged(vera, f"closure:{closure}")
        assert said(vera) == OLD or "Такого больше нет" in said(vera), closure


async def test_a_guest_and_an_admin_elsewhere_close_and_reopen_nothing(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await close(vera, TABLE_FOR_TWO, TUESDAY, "Весь день")
    yes = data_of(window(vera), "Да, закрыть")
    await anna.press_data(window(anna), yes)
    assert said(anna) == OLD
    await vera.press("Да, закрыть")
    reopen = data_of(window(vera), "✅ Открыть: У окна на переулок")
    await anna.press_data(window(anna), reopen)
    assert said(anna) == OLD

    elsewhere = product.person(VERA, CLINIC)
    await elsewhere.write("/admin")
    await elsewhere.press("⛔️ Закрыть на время")
    assert "Ничего" in window(elsewhere).text
    await press_forged(elsewhere, "closure:1")
    await vera.write("/admin")
    await vera.press("⛔️ Закрыть на время")
    assert "✅ Открыть: У окна на переулок" in buttons(vera)


async def test_another_guest_cannot_choose_anew_for_somebody_elses_booking(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    maria = product.person(MARIA)
    await maria.write("/start")
    await maria.press_data(window(maria), BookAgain(booking_id=1).pack())
    assert said(maria) == OLD
