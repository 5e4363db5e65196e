"""Groups: topics, the limit of twenty messages a minute, a removed bot, and a group that becomes a supergroup."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat

from app.sandbox.bot_api.limits import GROUP_PER_MINUTE, SendLimits
from app.sandbox.bot_api.refusals import Refusal
from app.sandbox.sandbox import Sandbox

from .conftest import TOKEN, Webhook

GROUP, SUPERGROUP, TOPIC = -400500, -1001234567890, 42


async def test_a_message_is_in_its_topic_until_the_topic_is_deleted(sandbox: Sandbox, bot: Bot) -> None:
    group = sandbox.add_group(SUPERGROUP, TOKEN, {TOPIC})
    sent = await bot.send_message(SUPERGROUP, "in the topic", message_thread_id=TOPIC)
    assert (sent.chat.type, sent.chat.is_forum, sent.message_thread_id) == ("supergroup", True, TOPIC)
    general = await bot.send_message(SUPERGROUP, "in General")
    assert general.message_thread_id is None
    group.delete_topic(TOPIC)
    assert [message.text for message in group.messages] == ["in General"]
    for topic in (TOPIC, 43):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(SUPERGROUP, "in the topic", message_thread_id=topic)


async def test_a_group_that_became_a_supergroup_names_it(sandbox: Sandbox, hooked: Bot, webhook: Webhook) -> None:
    group = sandbox.add_group(GROUP, TOKEN)
    first = await hooked.send_message(GROUP, "hello")
    assert first.chat.type == "group"
    supergroup, deliveries = group.upgrade(SUPERGROUP)
    for delivery in deliveries:
        await delivery
    calls = [
        hooked.send_message(GROUP, "hello"),
        hooked.edit_message_text("bye", chat_id=GROUP, message_id=first.message_id),
    ]
    for call in calls:
        with pytest.raises(TelegramMigrateToChat) as move:
            await call
        assert move.value.migrate_to_chat_id == supergroup.id
    told = [update["message"] for update in webhook.updates]
    assert [
        (each["chat"]["id"], each.get("migrate_to_chat_id"), each.get("migrate_from_chat_id")) for each in told
    ] == [
        (GROUP, SUPERGROUP, None),
        (SUPERGROUP, None, GROUP),
    ]


async def test_a_bot_that_was_removed_or_never_added_cannot_write(sandbox: Sandbox, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(GROUP, "hello")
    group = sandbox.add_group(GROUP, TOKEN)
    group.remove_bot()
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP, "hello")
    group.add_bot()
    await bot.send_message(GROUP, "hello")


def test_a_group_takes_twenty_messages_and_edits_a_minute() -> None:
    now = 0.0
    limits = SendLimits(lambda: now)
    for number in range(GROUP_PER_MINUTE):
        now = number * 1.0
        (limits.acquire_edit if number % 2 else limits.acquire)(7001, GROUP)
    for ask in (limits.acquire, limits.acquire_edit):
        with pytest.raises(Refusal) as refusal:
            ask(7001, GROUP)
        assert refusal.value.retry_after == 41
    limits.acquire(7001, 101)
    for _ in range(GROUP_PER_MINUTE + 1):
        limits.acquire_edit(7001, 101)
    now = 60.0
    limits.acquire(7001, GROUP)
