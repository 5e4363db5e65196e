"""Outages of RabbitMQ, Redis and PostgreSQL while the processes run."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from app.queue.task_queue import PUSH_PAUSE
from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import PEOPLE
from tests.services.deployment import ADMIN, TOKEN, Deployment
from tests.services.fixtures import TIMEOUT
from tests.services.guests import TO_CANCELED, TO_SUMMARY, book, choose, press, press_each
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.test_whole_product import ALERTED, ANNA, CANCELED, CONFIRMED, STARTED, chats
from tests.services.workers import eventually

SECOND = timedelta(seconds=1)
LONG_OUTAGE = float(os.environ.get("OUTAGE_SECONDS", "20"))
TO_START = 5.0
"""Seconds of the outage in which RabbitMQ starts."""
READ_RUSSIAN = [person.id for person in PEOPLE if person.language_code == "ru"]
"""The admin, too, who is a guest in this test."""


async def test_a_guest_books_without_rabbitmq_and_the_alert_is_sent_later(
    on_each_database: Deployment, anna: ChatUser, rabbitmq: RabbitMQ
) -> None:
    deployment = on_each_database
    await deployment.start("web", "worker", "scheduler")
    await choose(anna)

    await asyncio.to_thread(rabbitmq.stop)
    await press_each(anna, "confirm")  # waiting for RabbitMQ would never end: it is started below
    assert chats(deployment, CONFIRMED) == [ANNA], "web edits the message itself"
    await deployment.until_down("rabbitmq")
    await asyncio.to_thread(rabbitmq.start)

    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])
    await asyncio.sleep(3)
    assert chats(deployment, ALERTED) == [ADMIN]
    assert chats(deployment, CONFIRMED) == [ANNA]


@pytest.mark.timeout(LONG_OUTAGE + TIMEOUT)
async def test_every_process_recovers_from_a_long_outage_of_rabbitmq(
    deployment: Deployment, rabbitmq: RabbitMQ
) -> None:
    *_, scheduler = await deployment.start("web", "worker", "scheduler")
    users = [deployment.sandbox.user(chat, TOKEN) for chat in READ_RUSSIAN]

    await asyncio.to_thread(rabbitmq.stop)
    for user in users:
        pause = asyncio.sleep((LONG_OUTAGE - TO_START) / len(users))
        await asyncio.gather(pause, book(user), deployment.owe(datetime.now(UTC) + SECOND, [user.chat.person.id]))
    await deployment.until_down("rabbitmq")
    assert sorted(chats(deployment, CONFIRMED)) == READ_RUSSIAN, "web edits the messages itself"
    await asyncio.to_thread(rabbitmq.start)

    await deployment.until_down()
    await eventually(lambda: sorted(chats(deployment, CONFIRMED)) == READ_RUSSIAN)
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] * len(users))
    await eventually(lambda: sorted(chats(deployment, STARTED)) == sorted([*READ_RUSSIAN, ADMIN]))
    await scheduler.stop()
    await cancel_until_told(deployment, users)  # by web and worker alone
    told = [sorted(chats(deployment, text)) for text in (CONFIRMED, ALERTED, STARTED)]
    assert told == [READ_RUSSIAN, [ADMIN] * len(users), sorted([*READ_RUSSIAN, ADMIN])], "each once"


async def cancel_until_told(deployment: Deployment, users: Sequence[ChatUser]) -> None:
    """Cancel bookings until the admin gets an alert: on a busy machine a push may exceed its limit of one second."""
    for user in users:
        await press_each(user, *TO_CANCELED)
        with suppress(AssertionError):
            return await eventually(lambda: bool(chats(deployment, CANCELED)), within=PUSH_PAUSE + 5)
    pytest.fail("no push of web has got through")


async def test_a_button_from_before_redis_was_emptied_shows_the_menu(
    deployment: Deployment, anna: ChatUser, redis: Redis
) -> None:
    await deployment.start("web")
    await choose(anna)
    redis.flush()

    pressed = await press(anna, "confirm")

    assert pressed.answered
    assert pressed.toast
    await press_each(anna, *TO_SUMMARY, "confirm")
    assert await deployment.booked() == [(1, "booked")]


async def test_updates_wait_for_redis(deployment: Deployment, anna: ChatUser, redis: Redis) -> None:
    await deployment.start("web")
    await choose(anna)

    await asyncio.to_thread(redis.stop)
    confirm = press(anna, "confirm")
    await eventually(lambda: confirm.delivery.attempts > 1)
    webhook = anna.chat.bot.webhook
    assert webhook
    assert webhook.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    await deployment.until_down("redis")
    await asyncio.to_thread(redis.start)

    # This Redis has no persistence, so the guest starts again.
    assert (await confirm).answered
    await book(anna)


async def test_every_process_recovers_from_a_restart_of_postgresql(
    deployment: Deployment, anna: ChatUser, postgresql: PostgreSQL
) -> None:
    await deployment.start("web", "worker", "scheduler")
    await choose(anna)

    await asyncio.to_thread(postgresql.kill)
    confirm = press(anna, "confirm")
    await eventually(lambda: confirm.delivery.attempts > 1)
    await deployment.until_down("database")
    await asyncio.to_thread(postgresql.start)

    assert (await confirm).answered
    await deployment.until_down()
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])
