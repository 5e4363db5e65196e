"""A short run of the fault bench. `python -m tests.faults` runs longer, on both databases."""

from pathlib import Path

import pytest

from tests.databases import postgresql_copy
from tests.faults.bench import Services
from tests.faults.injector import AT_LEAST
from tests.faults.run_and_check import run_and_check
from tests.services.instances import PostgreSQL, RabbitMQ, Redis

GUESTS, SEED = 40, 3


@pytest.mark.timeout(1200)
async def test_no_fault_breaks_a_promise(
    postgresql: PostgreSQL, postgresql_template: str, rabbitmq: RabbitMQ, redis: Redis, tmp_path: Path
) -> None:
    services = Services(rabbitmq, redis, postgresql)
    async with postgresql_copy(postgresql, postgresql_template) as url:
        verdict = await run_and_check(GUESTS, SEED, url, services, tmp_path / "history.jsonl")

    assert verdict.broken == []
    assert verdict.untried == []
    assert verdict.bookings == GUESTS + verdict.for_others
    assert verdict.faults.total() >= AT_LEAST
