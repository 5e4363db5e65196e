"""An admin bars a guest from the chat, and the guest is told whom to call."""

from datetime import timedelta

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import book, buttons, change_rules, choose_time, press_all, said, told, window
from tests.product import Product

REFUSED = (
    "К сожалению, забронировать столик через бота у вас больше не получится. "
    "Позвоните нам, пожалуйста: +7 495 000-10-10. Нынешние брони остаются в силе."
)
TO_GUEST = ("📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова", "👤 Гость")


async def bar_anna(vera: ChatUser) -> None:
    await vera.write("/admin")
    await press_all(vera, *TO_GUEST, "🚫 Запретить брони")
    assert "Запретить этому гостю брони?" in window(vera).text
    await vera.press("Да, запретить")


async def test_a_barred_guest_is_told_to_call_and_keeps_the_booking(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await choose_time(anna, "20:00")
    await bar_anna(vera)
    assert said(vera) == "Гость больше не может забронировать столик"
    assert "так решил администратор Вера Орлова, пн, 23 ноября, 12:00" in window(vera).text

    await anna.press("✅ Подтвердить")
    assert (said(anna), anna.toasts[-1].alert) == (REFUSED, True)
    await anna.write("/book")
    assert window(anna).text == REFUSED
    assert buttons(anna) == ["📋 Мои брони", "‹ Назад", "✖️ Не нужно"]

    await anna.write("/my")
    await anna.press("🟢 вт, 24 ноября · 18:00 · У окна на переулок")
    await anna.press("🔁 Перенести")
    assert said(anna) == REFUSED
    assert "предстоит" in window(anna).text
    await press_all(anna, "Отменить бронь", "Да, отменить")
    assert said(anna) == "Бронь отменена"


async def test_a_guest_who_has_not_come_too_often_is_told_to_call(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await change_rules(product, no_show_limit=1)
    await book(anna)
    await product.advance(timedelta(hours=31))  # an hour into the visit
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "🟢 18:00 · Анна Смирнова", "🚫 Не пришёл")
    await anna.write("/book")
    told = "За год вы не пришли 1 раз, поэтому забронировать столик через бота пока не получится."
    assert window(anna).text == f"{told} Пожалуйста, позвоните нам: +7 495 000-10-10."
    assert buttons(anna) == ["📋 Мои брони", "‹ Назад", "✖️ Не нужно"]


async def test_an_admin_who_thinks_again_bars_nobody(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, *TO_GUEST, "🚫 Запретить брони", "‹ Назад")
    assert "🚫 Запретить брони" in buttons(vera)


async def test_the_reason_that_an_admin_writes_is_for_the_desk(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, *TO_GUEST, "🚫 Запретить брони")
    assert "Можно написать причину" in window(vera).text
    await vera.write("Дважды ушла, не заплатив")
    assert "📝 Причина: «Дважды ушла, не заплатив»" in window(vera).text
    assert "Можно написать причину" not in window(vera).text
    await vera.press("Да, запретить")
    assert window(vera).text.endswith("📝 Причина: «Дважды ушла, не заплатив»")
    await anna.write("/book")
    assert window(anna).text == REFUSED
    await vera.press("✅ Разрешить брони")
    await vera.write("Заплатила")
    assert "Снова разрешить этому гостю брони?" in window(vera).text
    await press_all(vera, "Да, разрешить", "🚫 Запретить брони")
    assert "Причина" not in window(vera).text, "another bar has a reason of its own"


async def test_a_barred_guest_is_found_among_the_guests_and_let_in_again(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await bar_anna(vera)
    await vera.write("/admin")
    await press_all(vera, "👥 Гости", "🚫 Анна Смирнова", "✅ Разрешить брони", "Да, разрешить")
    assert said(vera) == "Гость снова может забронировать столик"
    await book(anna, "20:00")
    assert "Ждём вас!" in told(anna).text


async def test_canceled_bookings_are_behind_a_button_of_their_own(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await book(anna, "20:00")
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›")
    assert "вторник, 24 ноября · 1 бронь" in window(vera).text
    assert buttons(vera)[:2] == ["🟢 20:00 · Анна Смирнова", "✖️ Отменены · 1"]
    await vera.press("✖️ Отменены · 1")
    assert buttons(vera)[:2] == ["✖️ 18:00 · Анна Смирнова", "▶️ Сейчас и дальше"]
