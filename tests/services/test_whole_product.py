"""Web, worker and scheduler together without faults: what a guest and an admin see, start and stop."""

import asyncio
from datetime import UTC, datetime, timedelta

from app.domain.messages.kinds import Kind
from app.sandbox.chat_user import ChatUser
from tests.services.deployment import ADMIN, CHATS, CLEAN_ENDS, Deployment
from tests.services.guests import TO_CANCELED, book, press_each
from tests.services.instances import PostgreSQL, RabbitMQ, Redis
from tests.services.workers import eventually

ANNA = CHATS[0]
CONFIRMED, ALERTED, CANCELED, REMINDED = "Ждём вас!", "Новая бронь", "Бронь отменена", "⏰"
STARTED, STOPPED = "бот работает", "бот остановлен"
MINUTE = timedelta(minutes=1)


def chats(deployment: Deployment, text: str) -> list[int]:
    return [chat for chat, _ in deployment.received(text)]


async def test_each_message_of_a_booking_is_sent_once_and_none_after_a_cancellation(
    on_each_database: Deployment, anna: ChatUser
) -> None:
    deployment = on_each_database
    await deployment.start("web", "worker", "scheduler")
    await book(anna)
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])

    now = datetime.now(UTC)
    await deployment.fall_due(Kind.REMINDER, "24h", now, now + 10 * MINUTE)
    await eventually(lambda: chats(deployment, REMINDED) == [ANNA])
    await press_each(anna, *TO_CANCELED)
    await eventually(lambda: chats(deployment, CANCELED) == [ADMIN])
    await deployment.fall_due(Kind.REMINDER, "6h", now, now + 10 * MINUTE)
    await asyncio.sleep(3)

    assert await deployment.booked() == [(1, "canceled")]
    told = (STARTED, ALERTED, CONFIRMED, REMINDED, CANCELED)
    assert [chats(deployment, text) for text in told] == [[ADMIN], [ADMIN], [ANNA], [ANNA], [ADMIN]]
    assert await deployment.statuses(Kind.REMINDER, "6h") == ["canceled"]


async def test_the_order_in_which_the_services_come_up_does_not_matter(
    deployment: Deployment, anna: ChatUser, postgresql: PostgreSQL, rabbitmq: RabbitMQ, redis: Redis
) -> None:
    services = {"rabbitmq": rabbitmq, "redis": redis, "database": postgresql}
    down = set(services)
    for service in services.values():
        await asyncio.to_thread(service.stop)
    await deployment.start("web", "worker", "scheduler")

    assert await deployment.down() == down

    for name, service in services.items():
        await asyncio.to_thread(service.start)
        down.remove(name)
        await deployment.until_down(*down)

    await book(anna)
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN] and chats(deployment, CONFIRMED) == [ANNA])


async def test_all_processes_stop_at_once_in_time_and_admins_are_told_before_the_last_ends(
    deployment: Deployment,
) -> None:
    web, worker, scheduler = await deployment.start("web", "worker", "scheduler")
    await eventually(lambda: chats(deployment, STARTED) == [ADMIN])

    ends = await asyncio.gather(*(process.stop() for process in (web, scheduler, worker)))

    assert chats(deployment, STOPPED) == [ADMIN], web.output
    for process, end in zip((web, scheduler, worker), ends, strict=True):
        assert end in CLEAN_ENDS[process.name], process.output
