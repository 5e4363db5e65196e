"""A broadcast in short: `python -m tests.limits` sends it to three thousand guests, on each database."""

from pathlib import Path
from statistics import mean

import pytest

from app.domain.messages.kinds import Urgency
from tests.limits import TOKENS, VENUE, broadcast
from tests.services.instances import RabbitMQ, Redis

SIZE = 400
OVERTAKEN = 0.75
"""The share of a broadcast that a reminder overtakes: over 0.9 in its own queue, up to 0.6 in the broadcast's."""


@pytest.mark.timeout(1000)
async def test_a_broadcast_respects_the_limits_and_does_not_delay_urgent_messages(
    database_url: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    result = await broadcast(database_url, rabbitmq, redis, tmp_path, share_of_429=0.05, size=SIZE, is_backlog=True)

    assert result.is_clean, (
        result.progress,
        [chat for chat, times in result.accepted.items() if times > 1],
        result.over_limit,
    )
    # Counted, not timed: on a slow machine the broadcast is slow, too.
    assert mean(result.shares_overtaken) > OVERTAKEN, result.shares_overtaken
    assert {reminder.venue_id for reminder in result.reminders} == set(TOKENS)
    assert len(result.late(VENUE)) >= 5


@pytest.mark.timeout(1000)
async def test_in_the_queue_of_the_broadcast_reminders_would_wait_for_all_of_it(
    database_url: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    result = await broadcast(
        database_url,
        rabbitmq,
        redis,
        tmp_path,
        share_of_429=0.05,
        size=SIZE,
        is_backlog=True,
        queue_of_reminders=Urgency.BULK,
    )

    assert mean(result.shares_overtaken) < OVERTAKEN, result.shares_overtaken
