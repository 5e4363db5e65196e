"""Four hundred confirmations of ten starts, in several processes, once on each backend."""

import asyncio

import pytest
from sqlalchemy import text

from tests.contested import contest
from tests.database.test_overlap import WITHOUT_CONSTRAINT
from tests.databases import opened


@pytest.mark.timeout(1100)
async def test_no_two_guests_get_one_table_and_the_others_are_offered_what_is_free(database_url: str) -> None:
    result = await asyncio.to_thread(contest, "any", database_url, slots=10, guests_a_slot=40)

    assert result.errors == {}
    assert (result.overlaps, result.unplanned) == (0, 0)
    assert result.bookings >= 4
    assert result.is_clean


@pytest.mark.timeout(1100)
async def test_without_the_databases_constraint_guests_get_the_same_table(database_url: str) -> None:
    """Shows that the contest finds overlaps, and that nothing else prevents them."""
    async with opened(database_url) as database:
        for statement in WITHOUT_CONSTRAINT[database.engine.dialect.name]:
            await database.change(text(statement))
    result = await asyncio.to_thread(contest, "any", database_url, slots=10, guests_a_slot=20)

    assert result.overlaps > 0
    assert not result.is_clean
