"""An admin sees in the panel which messages failed and why, and sends them again."""

from datetime import timedelta

from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Person
from tests.bot.steps import buttons, choose_time, press_all, said, window
from tests.product import A_FEW_SECONDS, Product

NAMELESS = 667


async def open_failed(vera: ChatUser) -> None:
    await vera.write("/admin")
    await vera.press("⚠️ Недоставленные сообщения")


async def refuse_confirmation(product: Product, guest: ChatUser, error: str = "Bad Request: <odd>") -> None:
    await choose_time(guest)
    # It is to take over the dialog's message; what cannot be edited is sent.
    for method in ("editMessageText", "sendMessage"):
        product.sandbox.api.faults.refuse(method, 400, error, times=1, chat_id=guest.chat.person.id)
    await guest.press("✅ Подтвердить")
    await product.settle()
    await product.advance(A_FEW_SECONDS)


async def test_failed_message_is_shown_with_its_reason_and_retried(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await refuse_confirmation(product, anna)
    await open_failed(vera)
    assert "подтверждение · Анна Смирнова: Telegram не принял сообщение" in window(vera).text
    await vera.press("12:00 · Анна Смирнова · подтверждение")
    assert "Bad Request: <odd>" in window(vera).text
    await vera.press("🔁 Отправить ещё раз")
    # Delivery reads the clock twice when Telegram's limits hold a message back: it must not be moved in between.
    await product.settle()
    await product.advance(A_FEW_SECONDS)
    assert said(vera) == "Отправляем ещё раз"
    assert any("Ждём вас" in message.text for message in anna.messages)
    assert "Анна Смирнова" not in window(vera).text
    await vera.press("‹ Назад")
    assert "⚠️ Недоставленные сообщения" in buttons(vera)


async def test_failed_message_names_the_visit_opens_it_and_is_given_up(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await refuse_confirmation(product, anna)
    await open_failed(vera)
    await vera.press("12:00 · Анна Смирнова · подтверждение")
    assert "вт, 24 ноября, 18:00 · У окна на переулок · Анна Смирнова" in window(vera).text
    await vera.press("Открыть бронь")
    assert "недоставленное" not in window(vera).text.lower()
    assert "👤" in window(vera).text
    await open_failed(vera)
    await press_all(vera, "12:00 · Анна Смирнова · подтверждение", "✔️ Больше не нужно")
    assert said(vera) == "Убрано из списка"
    assert "Анна Смирнова" not in window(vera).text


async def test_a_reader_whose_name_cannot_be_seen_has_a_neutral_one(product: Product, vera: ChatUser) -> None:
    product.sandbox.telegram.add_person(Person(NAMELESS, "\u202e\u3164", None, None, "ru"))
    nameless = product.person(NAMELESS)
    await nameless.write("/start")
    await refuse_confirmation(product, nameless)
    await open_failed(vera)
    await vera.press("12:00 · Гость · подтверждение")
    assert "👤 Гость" in window(vera).text


async def test_long_error_is_shortened(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await refuse_confirmation(product, anna, "<br>" * 2000)
    await open_failed(vera)
    await vera.press("12:00 · Анна Смирнова · подтверждение")
    assert "<br>" * 70 in window(vera).text


async def test_expired_message_has_no_retry_button(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await refuse_confirmation(product, anna)
    await press_all(anna, "/my", "🟢 вт, 24 ноября · 18:00 · У окна на переулок", "Отменить бронь", "Да, отменить")
    await open_failed(vera)
    await vera.press("12:00 · Анна Смирнова · подтверждение")
    assert "незачем" in window(vera).text
    assert "🔁 Отправить ещё раз" not in buttons(vera)


async def test_list_says_that_no_message_has_failed(product: Product, vera: ChatUser) -> None:
    await product.advance(timedelta(days=8))
    await open_failed(vera)
    assert "За неделю всё доставлено" in window(vera).text
