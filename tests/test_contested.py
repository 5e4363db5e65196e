"""A thousand confirmations of twenty slots, in several processes, once on each backend."""

import asyncio

from tests.contested import contest


async def test_each_slot_has_one_winner_and_every_loser_is_told_what_is_free(database_url: str) -> None:
    result = await asyncio.to_thread(contest, "any", database_url, slots=20, guests_a_slot=50)

    assert result.troubles == {}
    assert (result.bookings, result.doubles, result.unplanned) == (20, 0, 0)
    assert result.is_clean
