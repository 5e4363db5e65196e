"""When to come again: the free times in the order of how much they are like an earlier visit."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.availability.free_places import GridSlot
from app.domain.availability.slots import day_of, local_time
from app.domain.venues import Venue


def most_alike(venue: Venue, starts_at: datetime, free: Iterable[GridSlot]) -> list[GridSlot]:
    """Return the free slots: first those on the weekday and at the time of day of a visit that began at `starts_at`,
    then those at its time on other days, then the others; each of these soonest first."""
    weekday, time = day_of(venue, starts_at).weekday(), local_time(venue, starts_at).time()

    def unlike(slot: GridSlot) -> tuple[bool, bool, datetime]:
        start = slot.slot.starts_at
        is_other_time = local_time(venue, start).time() != time
        return is_other_time, not is_other_time and day_of(venue, start).weekday() != weekday, start

    return sorted(free, key=unlike)
