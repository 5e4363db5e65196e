"""Processes that are killed, or stopped, in the middle of their work."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.messages.kinds import Kind
from app.sandbox.chat_user import ChatUser
from tests.services.deployment import ADMIN, CHATS, Deployment, Process, until
from tests.services.guests import book, choose, press, press_each
from tests.services.test_whole_product import ALERTED, ANNA, CONFIRMED, REMINDED, STARTED, chats
from tests.services.workers import PATIENCE, eventually

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def kill(process: Process) -> None:
    process.kill()


async def stop(process: Process) -> None:
    await process.stop()


@pytest.mark.parametrize("end", [kill, stop])
async def test_a_dialog_continues_after_web_was_restarted(
    deployment: Deployment, anna: ChatUser, end: Callable[[Process], Awaitable[None]]
) -> None:
    (web,) = await deployment.start("web")
    await choose(anna)

    await end(web)
    confirm = press(anna, "confirm")  # refused, and sent again by Telegram
    await eventually(lambda: confirm.delivery.attempts > 1)
    await deployment.start("web")

    assert (await confirm).answered
    assert await deployment.booked() == [(1, "booked")]


async def test_a_press_whose_web_process_was_killed_is_handled_by_the_next_one(
    deployment: Deployment, anna: ChatUser
) -> None:
    web, *_ = await deployment.start("web", "worker", "scheduler")
    await choose(anna)
    faults = deployment.sandbox.api.faults
    faults.hang("editMessageText")
    confirm = press(anna, "confirm")
    await eventually(lambda: faults.all_applied)  # the booking is made, the guest does not see it yet

    web.kill()
    await deployment.start("web")

    async with asyncio.timeout(PATIENCE):  # the chat is locked for 15 s
        assert (await confirm).answered
    assert "Столик ваш" in anna.toasts[-1].text
    assert await deployment.booked() == [(1, "booked")]
    await eventually(lambda: chats(deployment, CONFIRMED) == [ANNA])  # a worker edits the dialog's message
    assert len([message for message in anna.messages if message.text.startswith("✅ Ждём вас!")]) == 1


async def test_a_message_whose_worker_was_killed_is_sent_by_another(
    on_each_database: Deployment, anna: ChatUser
) -> None:
    deployment = on_each_database
    _, worker, _ = await deployment.start("web", "worker", "scheduler")
    faults = deployment.sandbox.api.faults
    await eventually(lambda: chats(deployment, STARTED) == [ADMIN])  # not this message shall hang
    await choose(anna)
    faults.hang("sendMessage", chat_id=ADMIN)
    await press_each(anna, "confirm")
    await eventually(lambda: faults.all_applied)  # the alert hangs

    worker.kill()
    assert not deployment.received(ALERTED)
    await deployment.start("worker")

    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN])
    await eventually(lambda: chats(deployment, CONFIRMED) == [ANNA])


async def test_messages_due_without_a_scheduler_are_delivered_or_missed(deployment: Deployment, anna: ChatUser) -> None:
    _, _, scheduler = await deployment.start("web", "worker", "scheduler")
    await book(anna)
    scheduler.kill()
    now = datetime.now(UTC)
    await deployment.fall_due(Kind.REMINDER, "24h", now - 10 * MINUTE, now - MINUTE)
    await deployment.fall_due(Kind.REMINDER, "6h", now - 10 * MINUTE, now + 10 * MINUTE)
    await asyncio.sleep(2)
    assert not deployment.received(REMINDED)

    await deployment.start("scheduler", "scheduler")

    await eventually(lambda: chats(deployment, REMINDED) == [ANNA])
    await until(lambda: _became(deployment, "24h", "missed"))
    await asyncio.sleep(2)
    assert chats(deployment, REMINDED) == [ANNA]


async def _became(deployment: Deployment, variant: str, status: str) -> bool:
    return await deployment.statuses(Kind.REMINDER, variant) == [status]


async def test_messages_claimed_by_a_killed_scheduler_are_delivered_by_another(deployment: Deployment) -> None:
    (scheduler,) = await deployment.start("scheduler")
    await deployment.owe(datetime.now(UTC) + SECOND)
    await until(lambda: _is_claimed(deployment))
    scheduler.kill()

    await deployment.start("worker", "scheduler")

    await eventually(lambda: sorted(chats(deployment, "")) == CHATS)


async def _is_claimed(deployment: Deployment) -> bool:
    return "queued" in await deployment.statuses(Kind.SERVICE_STARTED)
