"""Web is killed with -9 in the middle of a press: what was recorded stands, and it is done once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.database.tables import booking_changes, bookings, broadcasts, ratings
from app.domain.bookings import Change
from app.domain.messages.kinds import Kind
from app.sandbox.chat_user import ChatUser, PressDelivery
from app.sandbox.model import Message
from tests.limits import open_chats, register
from tests.services.deployment import ADMIN, TOKEN, Deployment, Process, until
from tests.services.guests import book, press, press_each
from tests.services.test_whole_product import ALERTED, ANNA, REMINDED, chats
from tests.services.workers import eventually

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE, IN_TIME, LOW = "Гость опоздает на", "Гость придёт вовремя", "Низкая оценка"
ANSWERED, THANKED = "Гость ответил", "Спасибо, что написали"
GUESTS = range(10_001, 10_101)


@pytest.fixture
def vera(deployment: Deployment) -> ChatUser:
    """The admin."""
    return deployment.sandbox.user(ADMIN, TOKEN)


async def kill_during(deployment: Deployment, web: Process, pressed: PressDelivery) -> Process:
    """Kill `web` while it waits for Telegram, and return the process that handles the press instead."""
    await eventually(lambda: deployment.sandbox.api.faults.all_applied)
    web.kill()
    (another,) = await deployment.start("web")
    assert (await pressed).answered
    return another


def shown(user: ChatUser, words: str) -> list[Message]:
    """The messages of the bot in a chat that have these words now."""
    return [message for message in user.messages if message.from_bot and words in message.text]


async def fall_due(deployment: Deployment, kind: Kind, variant: str) -> None:
    now = datetime.now(UTC)
    await deployment.fall_due(kind, variant, now, now + 10 * MINUTE)


async def end_visits(deployment: Deployment) -> None:
    """Let the visits of all bookings have been two hours ago."""
    ended_at = datetime.now(UTC) - 2 * HOUR
    await deployment.database.change(update(bookings).values(starts_at=ended_at - HOUR, ends_at=ended_at))


async def answers(deployment: Deployment) -> list[str]:
    """What the history says of answers to reminders."""
    of_answers = booking_changes.c.what.in_([Change.LATE, Change.COMING])
    found = select(booking_changes.c.what).where(of_answers).order_by(booking_changes.c.id)
    return [row["what"] for row in await deployment.database.rows(found)]


async def test_an_answer_to_a_reminder_is_recorded_once_and_told_once(
    deployment: Deployment, anna: ChatUser, vera: ChatUser
) -> None:
    web, worker, _ = await deployment.start("web", "worker", "scheduler")
    faults = deployment.sandbox.api.faults
    await book(anna)
    await fall_due(deployment, Kind.REMINDER, "24h")
    await eventually(lambda: chats(deployment, REMINDED) == [ANNA])
    await press_each(anna, r"late:\d+:\d+")

    faults.hang("answerCallbackQuery")
    web = await kill_during(deployment, web, press(anna, r"answer:\d+:\d+:20"))
    await eventually(lambda: chats(deployment, LATE) == [ADMIN])
    assert await answers(deployment) == [Change.LATE]
    assert [message.text for message in shown(anna, REMINDED) if "20 минут" in message.text]

    # The guest thinks again, and a worker is killed while it edits the alert.
    faults.hang("editMessageText", chat_id=ADMIN)
    await press_each(anna, r"answer:\d+:\d+:0")
    await eventually(lambda: faults.all_applied)
    worker.kill()
    await deployment.start("worker")
    await eventually(lambda: bool(shown(vera, IN_TIME)))
    assert not shown(vera, LATE), "it is edited"
    assert await answers(deployment) == [Change.LATE, Change.COMING]
    assert chats(deployment, LATE) == [ADMIN]


async def test_stars_and_words_are_recorded_once_and_told_once(
    deployment: Deployment, anna: ChatUser, vera: ChatUser
) -> None:
    web, _, _ = await deployment.start("web", "worker", "scheduler")
    faults = deployment.sandbox.api.faults
    await book(anna)
    await eventually(lambda: chats(deployment, ALERTED) == [ADMIN])
    await end_visits(deployment)
    await fall_due(deployment, Kind.FOLLOW_UP, "review")
    await until(lambda: _is_sent(deployment, Kind.FOLLOW_UP, "review"))

    faults.hang("answerCallbackQuery")
    web = await kill_during(deployment, web, press(anna, r"rate:\d+:1"))
    await eventually(lambda: chats(deployment, LOW) == [ADMIN])
    assert shown(anna, "★☆☆☆☆"), "the question says what was given"

    faults.hang("sendMessage", chat_id=ANNA)
    writing = anna.write("Суп остыл")
    await eventually(lambda: faults.all_applied)
    web.kill()
    await deployment.start("web")
    await writing
    await eventually(lambda: chats(deployment, ANSWERED) == [ADMIN])
    assert len(shown(anna, THANKED)) == 1
    rows = await deployment.database.rows(select(ratings.c.stars, ratings.c.comment))
    assert [(row["stars"], row["comment"]) for row in rows] == [(1, "Суп остыл")]
    assert [chats(deployment, text) for text in (LOW, ANSWERED)] == [[ADMIN], [ADMIN]]
    assert len(shown(vera, LOW)) == 1


async def test_the_picture_of_a_day_comes_after_all(deployment: Deployment, anna: ChatUser, vera: ChatUser) -> None:
    web, _, _ = await deployment.start("web", "worker", "scheduler")
    await book(anna)
    await vera.write("/admin")
    await press_each(vera, "today")
    deployment.sandbox.api.faults.hang("sendPhoto", chat_id=ADMIN)
    await kill_during(deployment, web, press(vera, "sheet"))
    assert len([message for message in vera.messages if message.photo]) == 1


async def test_a_pause_of_a_broadcast_holds_and_the_rest_comes_once(deployment: Deployment, vera: ChatUser) -> None:
    open_chats(deployment.sandbox, GUESTS)
    await register(deployment.database, GUESTS)
    web, worker, _ = await deployment.start("web", "worker", "scheduler")
    await vera.write("/admin")
    await press_each(vera, "broadcast")
    await vera.write("В субботу джаз")
    await press_each(vera, "audience:everybody", "send")
    await eventually(lambda: len(reached(deployment)) > 5 and bool(shown(vera, "Рассылка идёт")))

    deployment.sandbox.api.faults.hang("answerCallbackQuery")
    await kill_during(deployment, web, press(vera, r"pause_broadcast:\d+"))
    (row,) = await deployment.database.rows(select(broadcasts.c.paused_at))
    assert row["paused_at"]
    await eventually(lambda: bool(shown(vera, "Рассылка на паузе")))
    until_paused = reached(deployment)
    assert len(until_paused) < len(GUESTS)
    worker.kill()
    await deployment.start("worker")
    await deployment.owe(datetime.now(UTC), [ADMIN])
    await until(lambda: _is_sent(deployment, Kind.SERVICE_STARTED))
    assert reached(deployment) == until_paused, "the other worker sends, but nothing of the broadcast"

    await press_each(vera, r"resume_broadcast:\d+")
    await eventually(lambda: len(reached(deployment)) >= len(GUESTS))
    await eventually(lambda: bool(shown(vera, "Рассылка завершена")))
    assert sorted(reached(deployment)) == list(GUESTS)


def reached(deployment: Deployment) -> list[int]:
    """The chats of the guests that got the broadcast, once for each time."""
    return [chat for chat in chats(deployment, "В субботу джаз") if chat in GUESTS]


async def _is_sent(deployment: Deployment, kind: Kind, variant: str = "") -> bool:
    """Whether all messages of a kind are sent."""
    return set(await deployment.statuses(kind, variant)) == {"sent"}
