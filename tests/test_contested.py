"""A thousand confirmations of twenty slots, in several processes, once on each backend."""

import asyncio

import pytest

from tests.contested import contest


@pytest.mark.timeout(1100)
async def test_one_guest_gets_each_slot_and_the_others_are_offered_the_free_times(database_url: str) -> None:
    result = await asyncio.to_thread(contest, "any", database_url, slots=20, guests_a_slot=50)

    assert result.errors == {}
    assert (result.bookings, result.doubles, result.unplanned) == (20, 0, 0)
    assert result.is_clean
