"""Delivery of updates to webhooks: order, retries, expiry."""

import asyncio
from datetime import timedelta

from aiogram import Bot

from app.sandbox.chat_user import ChatUser
from app.sandbox.delivery import WebhookSender
from app.sandbox.sandbox import Sandbox

from .conftest import BEN, TOKEN, Webhook


def record_pauses(webhook_sender: WebhookSender) -> list[float]:
    """Replace the sender's pauses between attempts. Returns the list to which it adds their seconds."""
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    webhook_sender._sleep = note
    return pauses


async def test_an_update_carries_the_secret_and_the_message(anna: ChatUser, webhook: Webhook) -> None:
    assert webhook.secrets == ["secret"]
    message = webhook.updates[0]["message"]
    assert message["text"] == "/start"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": 101,
        "is_bot": False,
        "first_name": "Анна",
        "last_name": "Смирнова",
        "username": "anna_s",
        "language_code": "ru",
    }


async def test_a_refused_update_is_posted_again_with_growing_pauses(
    anna: ChatUser, sandbox: Sandbox, webhook: Webhook
) -> None:
    pauses = record_pauses(sandbox.api.webhook_sender)
    webhook.refuse(times=9)
    delivery = await anna.write("hello")
    assert delivery.delivered
    assert delivery.attempts == 10
    assert pauses == [0, 2, 4, 8, 16, 32, 64, 120, 120]
    assert len({update["update_id"] for update in webhook.updates[1:]}) == 1


async def test_updates_of_one_chat_wait_for_each_other(anna: ChatUser, sandbox: Sandbox, webhook: Webhook) -> None:
    record_pauses(sandbox.api.webhook_sender)
    webhook.refuse(times=2)
    await asyncio.gather(anna.write("one"), anna.write("two"))
    assert [update["message"]["text"] for update in webhook.updates[1:]] == ["one", "one", "one", "two"]


async def test_chats_do_not_wait_for_each_other(anna: ChatUser, sandbox: Sandbox, webhook: Webhook) -> None:
    bens_word = asyncio.Event()

    async def answer_anna_after_ben(update: dict[str, dict[str, dict[str, int]]]) -> None:
        if update["message"]["from"]["id"] == BEN:
            bens_word.set()
        await asyncio.wait_for(bens_word.wait(), 60)

    webhook.on_update = answer_anna_after_ben
    waiting = anna.write("I am first")
    await sandbox.user(BEN, TOKEN).write("I am not held up")
    assert (await waiting).delivered


async def test_updates_wait_for_a_webhook(bot: Bot, sandbox: Sandbox, webhook: Webhook) -> None:
    delivery = sandbox.user(BEN, TOKEN).write("is anybody there?")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook(webhook.url)
    assert (await delivery).delivered
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_pending_updates_are_dropped_when_asked(bot: Bot, sandbox: Sandbox, webhook: Webhook) -> None:
    delivery = sandbox.user(BEN, TOKEN).write("too early")
    await bot.set_webhook(webhook.url, drop_pending_updates=True)
    assert not (await delivery).delivered
    assert webhook.updates == []


async def test_an_update_is_dropped_after_a_day(
    anna: ChatUser, hooked: Bot, sandbox: Sandbox, webhook: Webhook
) -> None:
    async def pass_an_hour(_: float) -> None:
        sandbox.clock.advance(timedelta(hours=1))

    sandbox.api.webhook_sender._sleep = pass_an_hour
    webhook.refuse(times=100)
    delivery = await anna.write("hello")
    assert not delivery.delivered
    assert delivery.attempts == 24
    info = await hooked.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.pending_update_count == 0


async def test_a_press_is_dropped_after_150_seconds(anna: ChatUser, sandbox: Sandbox, webhook: Webhook) -> None:
    async def pass_a_minute(_: float) -> None:
        sandbox.clock.advance(timedelta(minutes=1))

    sandbox.api.webhook_sender._sleep = pass_a_minute
    webhook.refuse(times=100)
    waiting = anna.press_data(anna.last, "x")
    await waiting
    assert waiting.delivery.attempts == 3


async def test_only_allowed_updates_are_delivered(bot: Bot, sandbox: Sandbox, webhook: Webhook) -> None:
    await bot.set_webhook(webhook.url, allowed_updates=["callback_query"])
    assert not (await sandbox.user(BEN, TOKEN).write("not asked for")).delivered
    assert webhook.updates == []


async def test_a_method_call_in_the_webhooks_answer_is_carried_out(anna: ChatUser, webhook: Webhook) -> None:
    webhook.reply({"method": "sendMessage", "chat_id": anna.chat.person.id, "text": "from the answer"})
    await anna.write("hello")
    assert anna.last.text == "from the answer"
