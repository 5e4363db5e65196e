"""A broadcast in short: `python -m tests.limits` sends it to three thousand guests, on each database."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.messages.kinds import BULK_A_SECOND
from tests.databases import opened
from tests.limits import TOKENS, VENUE, broadcast
from tests.services.instances import RabbitMQ, Redis
from tests.services.lag import measured_lag_of

SIZE = 200
A_SECOND = timedelta(seconds=1)


@pytest.mark.timeout(1000)
async def test_a_broadcast_respects_the_limits_and_does_not_delay_urgent_messages(
    database_url: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    async with opened(database_url) as database, measured_lag_of(rabbitmq, database) as lag:
        result = await broadcast(database_url, rabbitmq, redis, tmp_path, share_of_429=0.05, size=SIZE)

    assert result.is_clean
    for reminder in result.reminders:
        received_at = result.received[reminder.venue_id, reminder.chat_id, reminder.due_at]
        overtaken = [call for call in result.to_crowd if reminder.due_at < call.at < received_at]
        # Counted, not timed: this machine may be slow.
        seconds = 3 + lag.between(reminder.due_at, received_at) / A_SECOND
        assert len(overtaken) <= seconds * BULK_A_SECOND, reminder
    assert {reminder.venue_id for reminder in result.reminders} == set(TOKENS)
    assert len(result.late(VENUE)) >= 5
