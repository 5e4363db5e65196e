"""Which free time is most like an earlier visit."""

from datetime import timedelta

from app.domain.availability.free_places import GridSlot
from app.domain.availability.same_again import most_alike
from app.domain.availability.slots import Slot
from tests.domain.builders import a_venue, at

FRIDAY = at("Europe/Moscow", "2026-11-20 19:00")


def free_at(text: str) -> GridSlot:
    starts_at = at("Europe/Moscow", text)
    return GridSlot(Slot(starts_at, starts_at + timedelta(hours=2)), ())


def test_the_same_weekday_and_time_come_first_then_the_same_time_then_the_rest() -> None:
    in_order = [
        "2026-11-27 19:00",
        "2026-12-04 19:00",
        "2026-11-24 19:00",
        "2026-11-28 19:00",
        "2026-11-24 18:00",
        "2026-11-27 21:00",
    ]
    free = [free_at(text) for text in sorted(in_order)]

    assert most_alike(a_venue(), FRIDAY, free) == [free_at(text) for text in in_order]


def test_the_time_on_the_clock_counts_also_after_the_clocks_are_changed() -> None:
    venue = a_venue(zone="Europe/Berlin")
    before = at("Europe/Berlin", "2026-10-23 19:00")
    same, other = at("Europe/Berlin", "2026-10-30 19:00"), at("Europe/Berlin", "2026-10-30 18:00")
    free = [GridSlot(Slot(each, each + timedelta(hours=2)), ()) for each in (other, same)]

    assert [each.slot.starts_at for each in most_alike(venue, before, free)] == [same, other]
