"""A booking changes while somebody is asked about it: the answer is not carried out, and the new card is shown."""

from app.sandbox.chat_user import ChatUser
from tests.bot.bookings.test_moving import ON_TUESDAY, stored
from tests.bot.steps import TUESDAY, book, press_all, said, window
from tests.product import Product
from tests.ready_venues import visit

CHANGED = "Пока вы решали, бронь изменилась. Вот какая она теперь."
FROM_DAY = ("📅 Брони по дням", "›", "🟢 18:00 · Анна Смирнова")


async def move(user: ChatUser, time: str) -> None:
    await press_all(user, "🔁 Перенести", TUESDAY, time, "✅ Перенести")


async def test_admin_who_is_asked_about_canceling_sees_the_guests_move(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, *FROM_DAY, "Отменить бронь")
    await anna.write("/my")
    await anna.press(ON_TUESDAY)
    await move(anna, "20:00")

    await vera.press("Да, отменить")

    assert said(vera) == CHANGED
    assert vera.toasts[-1].alert
    assert visit("20:00") in window(vera).text
    assert (await stored(product)).is_live
    await press_all(vera, "Отменить бронь", "Да, отменить")
    assert not (await stored(product)).is_live


async def test_guest_who_is_asked_about_canceling_sees_the_admins_move(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    await book(anna)
    await anna.write("/my")
    await press_all(anna, ON_TUESDAY, "Отменить бронь")
    await vera.write("/admin")
    await press_all(vera, *FROM_DAY)
    await move(vera, "20:00")

    await anna.press("Да, отменить")

    assert said(anna) == CHANGED
    assert visit("20:00") in window(anna).text
    assert (await stored(product)).is_live


async def test_guest_who_is_asked_about_moving_sees_the_admins_move(
    product: Product, anna: ChatUser, vera: ChatUser
) -> None:
    await book(anna)
    await anna.write("/my")
    await press_all(anna, ON_TUESDAY, "🔁 Перенести", TUESDAY, "22:00")
    await vera.write("/admin")
    await press_all(vera, *FROM_DAY)
    await move(vera, "20:00")

    await anna.press("✅ Перенести")

    assert said(anna) == CHANGED
    assert visit("20:00") in window(anna).text
    assert (await stored(product)).time_version == 2
