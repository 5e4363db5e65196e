"""An admin gets the day as a picture."""

from datetime import timedelta

from app.runtime.rejections import Rejection
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Message
from tests.bot.desk.test_day import fill
from tests.bot.desk.test_panel import OLD, remove_admins
from tests.bot.steps import book, press_all, said, window
from tests.pictures.png import assert_can_be_sent
from tests.product import CLINIC, MONDAY, RESTAURANT, VERA, Product
from tests.runtime.rejections import rejected

BUTTON = "🖼 День картинкой"


def photos(user: ChatUser) -> list[Message]:
    return [message for message in user.messages if message.photo and message.from_bot]


async def test_the_day_comes_as_a_picture_after_the_press_is_answered(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням", "›", BUTTON)
    assert said(vera) == "Рисуем"
    (picture,) = photos(vera)
    assert picture.photo
    assert_can_be_sent(picture.photo.content)
    assert picture.text == "вторник, 24 ноября · 1 бронь\nГостей: 2\nЗанято 1 % времени"
    calls = [(call.method, call.parameters.get("text")) for call in product.sandbox.api.calls]
    assert calls.index(("answerCallbackQuery", "Рисуем")) < calls.index(("sendPhoto", None))
    assert "1 бронь" in window(vera).text, "the list stays"


async def test_a_long_day_is_an_album_and_shows_only_this_venue(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await book(anna)
    booked = await fill(product, CLINIC, range(8, 20), 400)
    doctor = product.person(VERA, CLINIC)
    await doctor.write("/admin")
    await press_all(doctor, "📅 Записи по дням", "›", BUTTON)
    first, *others = photos(doctor)
    assert others
    assert f"вторник, 24 ноября · {booked.total()} запис" in first.text
    assert not any(other.text for other in others)


async def test_a_former_admin_gets_no_picture(product: Product, vera: ChatUser) -> None:
    product.clock.move_to(MONDAY + timedelta(hours=1))
    await vera.write("/admin")
    await press_all(vera, "📅 Брони по дням")
    await remove_admins(product)
    before = rejected(Rejection.NOT_AN_ADMIN, RESTAURANT)
    await vera.press(BUTTON)
    assert said(vera) == OLD
    assert not photos(vera)
    assert rejected(Rejection.NOT_AN_ADMIN, RESTAURANT) == before + 1
