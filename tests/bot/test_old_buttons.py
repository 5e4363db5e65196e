"""A press of an old button is always answered: an alert explains it, and the menu is shown."""

import pytest
from redis.asyncio import Redis

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TUESDAY, choose_time, data_of, press_all, said, told, window
from tests.product import A_FEW_SECONDS, ANNA, BEN, Product

OLD = "Эта кнопка устарела. Вот меню\u00a0— начните с него."


async def test_button_of_a_finished_dialog_is_old(anna: ChatUser) -> None:
    await anna.press("📝 Забронировать столик")
    two = data_of(window(anna), "2")
    await anna.press("✖️ Не нужно")
    await anna.press_data(window(anna), two)
    assert said(anna) == OLD
    assert "Здравствуйте" in window(anna).text


async def test_button_from_before_redis_was_emptied_is_old(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.press("✅ Подтвердить")
    assert said(anna) == OLD
    assert "Здравствуйте" in window(anna).text
    assert anna.last is window(anna)


async def test_confirm_whose_dialog_was_lost_after_it_had_booked_shows_the_booking(
    product: Product, anna: ChatUser
) -> None:
    await choose_time(anna)
    confirm = data_of(window(anna), "✅ Подтвердить")
    await anna.press("✅ Подтвердить")
    # As when Redis fails after the booking was made: Telegram delivers the press again, and no dialog is left.
    await (await product.container.get(Redis)).flushall()
    await anna.write("/start")
    await anna.press_data(window(anna), confirm)
    assert "Бронь · 🟢 предстоит" in window(anna).text
    assert OLD not in [toast.text for toast in anna.toasts]
    await press_all(anna, "Отменить бронь", "Да, отменить")
    await anna.press_data(window(anna), confirm)
    assert said(anna) == OLD


@pytest.mark.parametrize("button", ["✅ Подтвердить", "‹ Назад"])
async def test_button_of_a_dialog_that_has_booked_finds_the_booking_in_its_message(
    product: Product, anna: ChatUser, button: str
) -> None:
    await choose_time(anna)
    old, message = data_of(window(anna), button), window(anna)
    await anna.press("✅ Подтвердить")
    shown = message.text, message.buttons, len(anna.messages)
    await anna.press_data(message, old)
    assert said(anna) == "🎉 Столик ваш!"
    assert (message.text, message.buttons, len(anna.messages)) == shown
    await press_all(anna, "Отменить бронь", "Да, отменить")
    await product.advance(A_FEW_SECONDS)
    await anna.press_data(message, old)
    assert said(anna) == OLD
    assert message.text.startswith("✖️ Бронь отменена")


async def test_confirm_of_a_booking_that_was_moved_since_is_answered_and_shows_it(
    product: Product, anna: ChatUser
) -> None:
    await choose_time(anna)
    message = window(anna)
    confirm = data_of(message, "✅ Подтвердить")
    await anna.press("✅ Подтвердить")
    await product.settle()
    await press_all(anna, "🔁 Перенести", TUESDAY, "20:00", "✅ Перенести")
    await product.advance(A_FEW_SECONDS)
    again = await anna.press_data(message, confirm)
    assert again.answered
    assert "20:00" in window(anna).text
    assert "предстоит" in window(anna).text


async def test_confirm_of_another_guest_shows_nobodys_booking(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    confirm = data_of(window(anna), "✅ Подтвердить")
    await anna.press("✅ Подтвердить")
    ben = product.person(BEN)
    await ben.write("/start")
    await ben.press_data(ben.last, confirm)
    assert "предстоит" not in ben.last.text


async def test_text_after_redis_was_emptied_is_answered_with_the_menu(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.write("Алло?")
    assert "Я понимаю кнопки и" in anna.messages[-2].text
    assert "Здравствуйте" in anna.last.text


async def test_commands_work_after_redis_was_emptied(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.write("/book")
    await press_all(anna, "2", TUESDAY, "18:00", "✅ Подтвердить")
    assert told(anna).text.startswith("✅ Ждём вас!")


async def test_button_of_a_removed_state_shows_the_menu(product: Product, anna: ChatUser) -> None:
    """As after a deployment that renamed a state."""
    redis = await product.container.get(Redis)
    await anna.press("📝 Забронировать столик")
    for key in await redis.keys(f"*{ANNA}*"):
        value = await redis.get(key)
        if isinstance(value, bytes) and b"Booking:party_size" in value:
            await redis.set(key, value.replace(b"Booking:party_size", b"Booking:number_of_guests"))
    await anna.press("2")
    assert said(anna) == OLD
    await anna.write("/start")
    assert "Здравствуйте" in anna.last.text
