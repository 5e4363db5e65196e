"""An admin sees the figures of any period, and their plots as a picture."""

from app.sandbox.chat_user import ChatUser
from tests.bot.desk.test_day_sheet import photos
from tests.bot.steps import book, buttons, press_all, said, window
from tests.pictures.png import assert_can_be_sent
from tests.product import CLINIC, VERA, Product


async def test_figures_of_presets_and_of_any_days(vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await vera.press("📊 Цифры")
    assert window(vera).text == (
        "1 ноября 2026 – 30 ноября 2026\n\n1 бронь\n🟢 предстоит: 1\n\n"
        "Гостей: 2\nЗанято 0 % времени\nТеснее всего: вт, 18:00 (2 %)\n\n"
        "За сколько до визита\n1–3 дня: 1\n\nОткуда бронь\nв чате: 1"
    )
    await vera.press("7 дней")
    assert window(vera).text == "17 ноября 2026 – 23 ноября 2026\n\nЗа эти дни ничего нет."
    assert "📈 Графики картинкой" not in buttons(vera)
    await press_all(vera, "📅 Другие дни", "24", "25")
    assert "24 ноября 2026 – 25 ноября 2026\n\n1 бронь" in window(vera).text
    await press_all(vera, "‹ Назад", "📊 Цифры")
    assert "24 ноября 2026 – 25 ноября 2026" in window(vera).text, "the days stay chosen"


async def test_the_plots_come_as_a_picture_with_the_figures(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await book(anna)
    await vera.write("/admin")
    await press_all(vera, "📊 Цифры", "7 дней вперёд", "📈 Графики картинкой")
    assert said(vera) == "Рисуем"
    (picture,) = photos(vera)
    assert picture.photo
    assert_can_be_sent(picture.photo.content)
    assert picture.text == window(vera).text
    assert "23 ноября 2026 – 29 ноября 2026\n\n1 бронь" in picture.text


async def test_another_venues_bookings_are_not_counted(product: Product, anna: ChatUser) -> None:
    await book(anna)
    doctor = product.person(VERA, CLINIC)
    await doctor.write("/admin")
    await doctor.press("📊 Цифры")
    assert "За эти дни ничего нет." in window(doctor).text
