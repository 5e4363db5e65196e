"""The actions of a simulated person and their effect on the bot."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox

from .conftest import ANNA, BEN, TOKEN, Webhook
from .test_sending import PNG


def menu(data: str) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(text="Book", callback_data=data)],
        [InlineKeyboardButton(text="Site", url="https://e.com")],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def answering(webhook: Webhook, bot: Bot, text: str | None, *, alert: bool) -> None:
    async def answer(update: dict[str, dict[str, str]]) -> None:
        await bot.answer_callback_query(update["callback_query"]["id"], text, show_alert=alert)

    webhook.on_update = answer


async def test_press_finds_the_newest_button_with_that_text(anna: ChatUser, hooked: Bot, webhook: Webhook) -> None:
    await hooked.send_message(ANNA, "Old menu", reply_markup=menu("old"))
    await hooked.send_message(ANNA, "New menu", reply_markup=menu("new"))
    answering(webhook, hooked, "Welcome", alert=False)
    press = await anna.press("Book")
    query = webhook.updates[-1]["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("new", "New menu")
    assert press.answered
    assert [(toast.text, toast.alert) for toast in anna.toasts] == [("Welcome", False)]


async def test_a_button_of_an_old_message_can_be_pressed(anna: ChatUser, hooked: Bot, webhook: Webhook) -> None:
    await hooked.send_message(ANNA, "Old menu", reply_markup=menu("old"))
    old = anna.last
    await hooked.send_message(ANNA, "New menu", reply_markup=menu("new"))
    answering(webhook, hooked, "Too old", alert=True)
    press = await anna.press("Book", old)
    assert webhook.updates[-1]["callback_query"]["data"] == "old"
    assert press.toast
    assert press.toast.alert


async def test_an_answer_without_text_shows_no_toast(anna: ChatUser, hooked: Bot, webhook: Webhook) -> None:
    await hooked.send_message(ANNA, "Menu", reply_markup=menu("x"))
    unanswered = await anna.press("Book")
    assert not unanswered.answered
    answering(webhook, hooked, None, alert=False)
    assert (await anna.press("Book")).answered
    assert anna.toasts == []


async def test_only_buttons_with_callback_data_can_be_pressed(anna: ChatUser, hooked: Bot) -> None:
    await hooked.send_message(ANNA, "Menu", reply_markup=menu("x"))
    with pytest.raises(LookupError, match="no button 'Pay'"):
        anna.press("Pay")
    with pytest.raises(LookupError, match="no callback data"):
        anna.press("Site")


async def test_a_press_can_be_answered_for_a_minute(
    anna: ChatUser, hooked: Bot, sandbox: Sandbox, webhook: Webhook
) -> None:
    await hooked.send_message(ANNA, "Menu", reply_markup=menu("x"))
    press = await anna.press("Book")
    sandbox.clock.advance(timedelta(seconds=61))
    for query_id in (press.id, "never pressed"):
        with pytest.raises(TelegramBadRequest) as refusal:
            await hooked.answer_callback_query(query_id)
        assert refusal.value.message == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_the_bot_is_told_that_it_was_blocked_and_unblocked(anna: ChatUser, webhook: Webhook) -> None:
    await anna.block()
    await anna.unblock()
    changes = [update["my_chat_member"] for update in webhook.updates[1:]]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert [change["old_chat_member"]["status"] for change in changes] == ["member", "kicked"]


async def test_the_bot_may_write_to_a_person_who_has_allowed_it_without_starting_it(
    hooked: Bot, sandbox: Sandbox, webhook: Webhook
) -> None:
    ben = sandbox.user(BEN, TOKEN)
    with pytest.raises(TelegramForbiddenError):
        await hooked.send_message(BEN, "Hello")
    await ben.allow_writing()
    assert webhook.updates[-1]["message"]["write_access_allowed"] == {"from_request": True}
    await hooked.send_message(BEN, "Hello")
    assert ben.last.text == "Hello"


async def test_the_bot_is_told_of_a_pinned_message(anna: ChatUser, hooked: Bot, webhook: Webhook) -> None:
    await hooked.send_message(ANNA, "Read me")
    await anna.pin(anna.last)
    assert webhook.updates[-1]["message"]["pinned_message"]["text"] == "Read me"


@pytest.mark.parametrize("kind", ["photo", "sticker", "contact", "document"])
async def test_every_kind_of_message_reaches_the_bot(anna: ChatUser, webhook: Webhook, kind: str) -> None:
    sendings: dict[str, Awaitable[object]] = {
        "photo": anna.send_photo(PNG),
        "sticker": anna.send_sticker("🎉"),
        "contact": anna.send_contact(),
        "document": anna.send_document("letter.txt", b"Hello"),
    }
    await sendings[kind]
    assert any(kind in update["message"] for update in webhook.updates)


async def test_a_reply_contains_the_message_it_replies_to(anna: ChatUser, hooked: Bot, webhook: Webhook) -> None:
    question = await hooked.send_message(ANNA, "Your name?")
    await anna.write("Anna", reply_to=question.message_id)
    assert webhook.updates[-1]["message"]["reply_to_message"]["text"] == "Your name?"


async def test_messages_are_unread_until_the_person_reads_the_chat(anna: ChatUser, hooked: Bot) -> None:
    await hooked.send_message(ANNA, "one")
    await hooked.send_message(ANNA, "two")
    assert anna.chat.unread == 2
    anna.read()
    assert anna.chat.unread == 0
