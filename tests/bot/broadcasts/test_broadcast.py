"""An admin sends a broadcast from the chat, sees its progress, and can stop it."""

from datetime import timedelta

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.broadcasts import MAX_TEXT_LENGTH, Audience, NewBroadcast
from app.domain.venues import Venues
from app.sandbox.bot_api.formatting import utf16_length
from app.sandbox.chat_user import ChatUser
from app.sandbox.model import Formatted, Message
from app.usecases.broadcasts.start_broadcast import StartBroadcast
from app.usecases.guests.answer_offers import AnswerOffers
from tests.bot.steps import buttons, data_of, press_all, said, window
from tests.product import ANNA, CLINIC, MARIA, RESTAURANT, VERA, Product
from tests.sandbox.test_sending import PNG

NEWS = "В субботу играет джаз: ждём вас!"


async def begin(vera: ChatUser) -> None:
    await vera.write("/admin")
    await vera.press("📣 Рассылка")


async def send(vera: ChatUser, audience: str = "📰 Новость для всех · 2") -> None:
    await begin(vera)
    await vera.write(NEWS)
    await press_all(vera, audience, "📣 Отправить")


async def advance_by_seconds(product: Product, seconds: int) -> None:
    """Let seconds pass one by one, so that messages that Telegram's limits delay are sent on the way."""
    for _ in range(seconds):
        await product.advance(timedelta(seconds=1))


async def advance_until_reported(product: Product, vera: ChatUser, line: str) -> None:
    """Let seconds pass until the report has the line: how soon depends on how long the calls take."""
    for _ in range(10):
        if line in report(vera).text:
            return
        await advance_by_seconds(product, 1)


async def send_slowly(product: Product, vera: ChatUser) -> None:
    """Send the broadcast up to the moment when there is a report and Anna has not got the message yet."""
    refuse_for_a_while(product)
    await send(vera)
    await advance_by_seconds(product, 2)


def refuse_for_a_while(product: Product) -> None:
    """Let Telegram fail three times, so that Anna gets the message after some seconds."""
    product.sandbox.api.faults.refuse("sendMessage", 500, times=3, chat_id=ANNA)


def report(vera: ChatUser) -> Message:
    """Return the only report."""
    (found,) = [message for message in vera.messages if "📣 Рассылка " in message.text]
    return found


def got(user: ChatUser) -> int:
    return [message.text for message in user.messages if message.from_bot].count(NEWS)


async def test_every_guest_gets_the_broadcast_once_and_the_report_is_updated(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    refuse_for_a_while(product)
    await begin(vera)
    await vera.write(NEWS)
    assert buttons(vera)[0] == "📰 Новость для всех · 2", "nobody has agreed to offers"
    await vera.press("📰 Новость для всех · 2")
    assert "Новость получат 2 гостя" in window(vera).text
    assert window(vera).text.endswith(NEWS)
    await vera.press("📣 Отправить")
    assert said(vera) == "Отправляем"
    assert "Панель администратора" in window(vera).text
    await advance_by_seconds(product, 2)
    await advance_until_reported(product, vera, "Получили: 1 из 2")
    assert "Рассылка идёт" in report(vera).text
    assert "▓▓▓▓▓░░░░░ 50 %\nПолучили: 1 из 2\nОсталось меньше минуты." in report(vera).text
    first = report(vera).id
    await advance_by_seconds(product, 20)
    assert (got(anna), got(vera)) == (1, 1)
    assert "Рассылка завершена" in report(vera).text
    assert "▓▓▓▓▓▓▓▓▓▓ 100 %\nПолучили: 2 из 2" in report(vera).text
    assert report(vera).id == first
    assert report(vera).buttons == []


async def test_formatting_is_kept_and_shown_in_the_preview(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await begin(vera)
    bold = Formatted("Скидка <3 & джаз", ({"type": "bold", "offset": 0, "length": 6},))
    await vera._say(formatted=bold)
    await press_all(vera, "📰 Новость для всех · 2")
    assert window(vera).text.endswith("Скидка <3 & джаз")
    await vera.press("📣 Отправить")
    await advance_by_seconds(product, 5)
    assert anna.last.formatted.text == bold.text
    assert [each["type"] for each in anna.last.formatted.entities] == ["bold"]


ADDRESS = 'https://example.org/?q="x"&a=1&lt;'
TYPED = Formatted(
    "🎷🎷 Джаз <b>: меню, def f(), https://example.org/a",
    (
        {"type": "bold", "offset": 0, "length": 9},
        {"type": "italic", "offset": 5, "length": 4},
        {"type": "text_link", "offset": 16, "length": 4, "url": ADDRESS},
        {"type": "pre", "offset": 22, "length": 7, "language": "python"},
        {"type": "url", "offset": 30, "length": 21},
    ),
)


async def test_guests_get_the_text_entity_by_entity_as_the_admin_typed_it(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    await begin(vera)
    await vera._say(formatted=TYPED)
    await press_all(vera, "📰 Новость для всех · 2")
    preview = window(vera).formatted
    before = utf16_length(preview.text.removesuffix(TYPED.text))
    shown = [{**each, "offset": each["offset"] - before} for each in preview.entities if each["offset"] >= before]
    assert (preview.text[-len(TYPED.text) :], shown) == (TYPED.text, list(TYPED.entities))
    await vera.press("📣 Отправить")
    await advance_by_seconds(product, 5)
    assert (anna.last.formatted.text, anna.last.formatted.entities) == (TYPED.text, TYPED.entities)


async def test_broadcast_of_an_earlier_release_goes_out_as_its_html_says(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    start, venues = await product.container.get(StartBroadcast), await product.container.get(Venues)
    await start(Admin(venues[RESTAURANT], VERA), NewBroadcast("<b>Джаз</b> &amp; вино", Audience.EVERYBODY, "key"))
    await advance_by_seconds(product, 5)
    assert anna.last.formatted == Formatted("Джаз & вино", ({"type": "bold", "offset": 0, "length": 4},))


async def test_offers_go_only_to_guests_with_consent_and_have_a_button_to_withdraw_it(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    maria = product.person(MARIA)
    await maria.write("/start")
    answer, database = await product.container.get(AnswerOffers), await product.container.get(Database)
    async with database.read() as tx:
        guests = await tx.guests.of_chats(RESTAURANT, [ANNA, MARIA])
    await answer(guests[ANNA], consent=True)
    await answer(guests[MARIA], consent=False)
    await send(vera, "🎁 Предложение · 1")
    await advance_by_seconds(product, 5)
    assert (got(anna), got(maria), got(vera)) == (1, 0, 0)
    assert anna.last.buttons == [["Не присылать предложений"]]


async def test_guests_who_blocked_the_bot_are_counted_and_marked(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    product.sandbox.api.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=ANNA)
    await send(vera)
    await advance_by_seconds(product, 5)
    assert "Получили: 1 из 2\nНе дошло: 1 — бот заблокирован или чат с ним не начат" in report(vera).text
    await vera.press("⚠️ Недоставленные сообщения")
    assert "Анна" not in window(vera).text, "a broadcast has its own report"


async def test_stopped_broadcast_reaches_no_further_guests(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await send_slowly(product, vera)
    await vera.press("⏹ Остановить")
    assert said(vera) == "Останавливаем"
    await advance_by_seconds(product, 10)
    assert got(anna) == 0
    assert "Рассылка остановлена" in report(vera).text
    assert "50 %\nПолучили: 1 из 2\nБольше не отправляем: 1" in report(vera).text
    await vera.press_data(report(vera), vera.chat.presses[-1].data)
    await advance_by_seconds(product, 5)
    assert "Рассылка остановлена" in report(vera).text


async def test_broadcast_confirmed_twice_is_sent_once(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await begin(vera)
    await vera.write(NEWS)
    await vera.press("📰 Новость для всех · 2")
    check, data = window(vera), data_of(window(vera), "📣 Отправить")
    product.sandbox.api.faults.refuse("editMessageText", 500, chat_id=VERA)  # Telegram sends the press again
    await vera.press_data(check, data)
    await vera.press_data(check, data)
    await advance_by_seconds(product, 5)
    assert (got(anna), got(vera)) == (1, 1)


async def test_text_that_is_too_long_is_asked_for_again(vera: ChatUser) -> None:
    await begin(vera)
    await vera.write("я" * (MAX_TEXT_LENGTH + 1))
    assert "3\u00a0501 знак" in vera.messages[-2].text
    assert "Напишите сообщение" in window(vera).text
    await vera.write("я" * MAX_TEXT_LENGTH)
    assert "Кому отправить?" in window(vera).text
    await vera.press("📰 Новость для всех · 1")
    assert window(vera).text.endswith("я" * MAX_TEXT_LENGTH)


async def test_message_without_text_is_answered_with_a_hint(vera: ChatUser) -> None:
    await begin(vera)
    for strange in (vera.send_sticker(), vera.write("/nonsense")):
        await strange
        assert vera.messages[-2].text.startswith("Для рассылки нужны слова")
        assert "Напишите сообщение" in window(vera).text
    await vera.write("/cancel")
    assert vera.messages[-2].text == "Рассылка не отправлена."


async def test_guest_cannot_open_the_broadcast_dialog(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    await send_slowly(product, vera)
    stop = next(
        button["callback_data"] for row in report(vera).inline_keyboard for button in row if "callback_data" in button
    )
    await anna.press_data(anna.last, stop)
    assert said(anna).startswith("Эта кнопка устарела")
    other_venue = product.person(VERA, CLINIC)
    await other_venue.write("/start")
    await other_venue.press_data(other_venue.last, stop)
    assert said(other_venue).startswith("Эта кнопка устарела")
    await advance_by_seconds(product, 20)
    assert got(anna) == 1


async def test_broadcast_is_silent_in_quiet_hours(product: Product, vera: ChatUser, anna: ChatUser) -> None:
    product.clock.advance(timedelta(hours=11))
    await begin(vera)
    await vera.write(NEWS)
    await vera.press("📰 Новость для всех · 2")
    assert "тихие часы" in window(vera).text
    await vera.press("📣 Отправить")
    await advance_by_seconds(product, 5)
    call = product.sandbox.api.calls_of("sendMessage")[-1]
    assert call.parameters["disable_notification"] is True


CAPTION = Formatted(NEWS, ({"type": "text_link", "offset": 18, "length": 4, "url": ADDRESS},))


async def test_a_photo_with_its_caption_is_paused_and_resumed_and_declined(
    product: Product, vera: ChatUser, anna: ChatUser
) -> None:
    """The whole way of a broadcast with a photo: preview, pause, resume, and a guest who wants no more."""
    await begin(vera)
    await vera.send_photo(PNG, "")
    assert "нужны слова" in vera.messages[-2].text
    await vera.send_photo(PNG, CAPTION)
    await vera.press("📰 Новость для всех · 2")
    assert window(vera).photo
    assert window(vera).text.endswith(f"Под фотографией гости увидят вот что:\n\n{NEWS}")
    product.sandbox.api.faults.refuse("sendPhoto", 500, times=2, chat_id=ANNA)
    await vera.press("📣 Отправить")
    await advance_by_seconds(product, 2)
    await vera.press("⏸ Пауза")
    assert said(vera) == "Ставим на паузу"
    await advance_by_seconds(product, 30)
    assert "Рассылка на паузе" in report(vera).text
    assert "Получили: 1 из 2" in report(vera).text
    assert report(vera).buttons == [["▶️ Продолжить", "⏹ Остановить"]]
    assert got(anna) == 0

    await vera.press_data(report(vera), data_of(report(vera), "▶️ Продолжить"))
    await advance_by_seconds(product, 10)
    assert "Рассылка завершена" in report(vera).text
    news = anna.last
    assert (news.formatted.text, news.formatted.entities) == (CAPTION.text, CAPTION.entities)
    assert news.photo
    assert news.buttons == [["Не присылать новостей"]]
    await anna.press("Не присылать новостей")
    assert said(anna) == "Хорошо, новостей больше не будет."
    assert anna.chat.messages[news.id].buttons == []
    await anna.write("/help")
    await anna.press("📰 Присылать новости")
    assert "📰 Присылать новости" not in buttons(anna)
