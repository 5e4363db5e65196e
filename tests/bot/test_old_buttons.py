"""A press of an old button is always answered: an alert explains it, and the menu is shown."""

from redis.asyncio import Redis

from app.sandbox.chat_user import ChatUser
from tests.bot.steps import TABLE_FOR_TWO, TUESDAY, choose_time, data_of, press_all, said, window
from tests.product import ANNA, Product

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


async def test_text_after_redis_was_emptied_is_answered_with_the_menu(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.write("Алло?")
    assert "нажмите одну из тех" in anna.messages[-2].text
    assert "Здравствуйте" in anna.last.text


async def test_commands_work_after_redis_was_emptied(product: Product, anna: ChatUser) -> None:
    await choose_time(anna)
    await (await product.container.get(Redis)).flushall()
    await anna.write("/book")
    await press_all(anna, "2", TABLE_FOR_TWO, TUESDAY, "18:00", "✅ Подтвердить")
    assert any("Столик ваш" in message.text for message in anna.messages)


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
