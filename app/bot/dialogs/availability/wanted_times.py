"""The free times at which a guest would like to come: within the hours that they said, at a place that they named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from app.bot.dialogs.availability.chosen_slot import ChosenSlot
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import Offering
from app.domain.availability.slots import DAY_MINUTES, hours_of, local_time
from app.domain.venues import Venue
from app.usecases.availability.find_slots import FindSlots, MovedBooking


async def find_free(
    find_slots: FindSlots, venue: Venue, chosen: ChosenSlot, day: date, moved: MovedBooking | None
) -> list[GridSlot]:
    """Return the free slots of a local day for what was chosen."""
    found = await find_slots.free(venue, chosen.wish, [day], chosen.wanted(venue), moved)
    return free_at_wanted(venue, chosen, found[day])


def free_at_wanted(venue: Venue, chosen: ChosenSlot, grid: Sequence[GridSlot]) -> list[GridSlot]:
    """Return the free slots of a grid; of places of `any_of` only, where one of them fits."""
    wanted = _named_places(venue, chosen)
    slots = [_at(each, wanted) for each in grid] if wanted else grid
    return [slot for slot in slots if slot.free]


def has_hours(venue: Venue, chosen: ChosenSlot, day: date) -> bool:
    """Whether a place that the guest may mean can be booked on a local day at all, whatever others have booked."""
    wanted, named = chosen.wanted(venue), _named_places(venue, chosen)
    fitting = [wanted] if wanted else Offering(venue).fitting(chosen.wish)
    return any(hours_of(venue, place, day) for place in fitting if not named or place.id in named)


def within_hours(venue: Venue, chosen: ChosenSlot, slots: Sequence[GridSlot]) -> list[GridSlot]:
    """Return the slots of the chosen day that start within the hours that the guest said; all if they said none."""
    day = chosen.local_day()

    def suits(slot: GridSlot) -> bool:
        minute = minute_of(venue, day, slot.slot.starts_at)
        return any(begins <= minute <= ends for begins, ends in chosen.hours or [(minute, minute)])

    return [slot for slot in slots if suits(slot)]


def minute_of(venue: Venue, day: date, instant: datetime) -> int:
    """The minutes from midnight of a local day to `instant` (UTC) on the venue's clock; 1440 and more on later days."""
    local = local_time(venue, instant)
    return (local.date() - day).days * DAY_MINUTES + local.hour * 60 + local.minute


def first_free(venue: Venue, chosen: ChosenSlot, found: Mapping[date, Sequence[GridSlot]]) -> GridSlot | None:
    """Return the first slot of some days that suits the guest; None if none does."""
    for day, grid in found.items():
        suiting = within_hours(venue, replace(chosen, day=day), free_at_wanted(venue, chosen, grid))
        if suiting:
            return suiting[0]
    return None


def _named_places(venue: Venue, chosen: ChosenSlot) -> set[str]:
    """The ids of those places of `any_of` that fit."""
    return {place.id for place in Offering(venue).fitting(chosen.wish)} & set(chosen.any_of or ())


def _at(slot: GridSlot, wanted: set[str]) -> GridSlot:
    return replace(slot, free=tuple(place for place in slot.free if place.id in wanted))
