"""RabbitMQ, Redis and PostgreSQL go away under running processes, and come back."""

import asyncio
import time

from app.sandbox.person import Hand
from tests.services.deployment import ADMIN, Deployment
from tests.services.guests import TO_SUMMARY, book, choose, press, press_each
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.test_whole_product import ALERTED, ANNA, CONFIRMED, chats
from tests.services.workers import eventually


async def test_a_guest_books_at_once_without_rabbitmq_and_the_alert_follows(
    on_each_database: Deployment, anna: Hand, rabbitmq: RabbitMQ
) -> None:
    deployment = on_each_database
    await deployment.start("web", "worker", "scheduler")
    await choose(anna)

    await asyncio.to_thread(rabbitmq.stop)
    started = time.monotonic()
    await press_each(anna, "confirm")  # waiting for RabbitMQ would be without end: it comes back after this
    assert time.monotonic() - started < 10
    assert "Готово" in anna.last.text
    assert await deployment.down() == {"rabbitmq"}
    await asyncio.to_thread(rabbitmq.start)

    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])
    await asyncio.sleep(3)
    assert chats(deployment, ALERTED) == [ADMIN]
    assert chats(deployment, CONFIRMED) == [ANNA]


async def test_a_button_from_before_redis_was_emptied_shows_the_menu(
    deployment: Deployment, anna: Hand, redis: Redis
) -> None:
    await deployment.start("web")
    await choose(anna)
    redis.flush()

    pressed = await press(anna, "confirm")

    assert pressed.answered
    assert pressed.toast
    await press_each(anna, *TO_SUMMARY, "confirm")
    assert await deployment.booked() == [(1, "booked")]


async def test_updates_wait_for_redis(deployment: Deployment, anna: Hand, redis: Redis) -> None:
    await deployment.start("web")
    await choose(anna)

    await asyncio.to_thread(redis.stop)
    confirm = press(anna, "confirm")
    await eventually(lambda: confirm.delivery.attempts > 1)
    webhook = anna.chat.bot.webhook
    assert webhook
    assert webhook.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert await deployment.down() == {"redis"}
    await asyncio.to_thread(redis.start)

    # Redis keeps nothing here, so the guest starts again.
    assert (await confirm).answered
    await book(anna)


async def test_every_process_comes_back_after_postgresql_was_restarted(
    deployment: Deployment, anna: Hand, postgresql: PostgreSQL
) -> None:
    await deployment.start("web", "worker", "scheduler")
    await choose(anna)

    await asyncio.to_thread(postgresql.kill)
    confirm = press(anna, "confirm")
    await eventually(lambda: confirm.delivery.attempts > 1)
    assert await deployment.down() == {"database"}
    await asyncio.to_thread(postgresql.start)

    assert (await confirm).answered
    await deployment.until_down()
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])
