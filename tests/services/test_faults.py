"""The fault bench in short: `python -m tests.faults` does it for longer, and on each database."""

from pathlib import Path

import pytest

from tests.databases import postgresql_copy
from tests.faults.bench import Services
from tests.faults.investigation import investigate
from tests.services.instances import PostgreSQL, RabbitMQ, Redis

GUESTS, SEED = 40, 3


@pytest.mark.timeout(600)
async def test_no_trouble_breaks_a_promise(
    postgresql: PostgreSQL, postgresql_template: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    services = Services(rabbitmq, redis, postgresql)
    async with postgresql_copy(postgresql, postgresql_template) as url:
        verdict = await investigate(GUESTS, SEED, url, services, tmp_path / "history.jsonl")

    assert verdict.broken == []
    assert verdict.untried == []
    assert verdict.bookings == GUESTS
    assert verdict.troubles.total() >= 3
