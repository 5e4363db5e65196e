"""The data of a slot that is being chosen, and the windows of each dialog that choose it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager
from pydantic import AwareDatetime

from app.bot.conversation import Conversation
from app.bot.dialogs.dialog_data import PartOfDialogData, required
from app.bot.states import AdminPanel, BookingSteps, MyBookings
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, slot_from
from app.domain.errors import (
    GuestIsBusy,
    NotFound,
    OutsideHours,
    Refused,
    ResourceDoesNotFit,
    SlotTaken,
    TooFarAhead,
    TooSoon,
)
from app.domain.relatives import Relative
from app.domain.venues import Place, Venue


class ChoiceGone(NotFound):
    """The catalogue no longer has what the guest chose for a new booking: a service was removed, a table is gone."""


@dataclass(frozen=True, kw_only=True)
class ChosenSlot:
    """The part of a dialog's data that says for what, where, when and for whom. A field is None before its step."""

    party_size: int | None = None
    specialty: str | None = None
    specialties: tuple[str, ...] | None = None
    """The ids of those among which the guest chooses, because a sentence may mean each of them. None: all."""
    service: str | None = None
    services: tuple[str, ...] | None = None
    """The same as `specialties`, for services."""
    without_service: bool = False
    """Whether an ordinary visit was chosen, where services are offered but none is required."""
    resource_id: str | None = None
    """The only place that the guest wants: the id of a resource, or of joined tables (`Place`). None: any that fits."""
    day: date | None = None
    """A local date of the venue."""
    starts_at: AwareDatetime | None = None
    place_id: str | None = None
    """The place that is proposed, or was chosen, for the time."""
    any_of: tuple[str, ...] | None = None
    """The ids of resources of which the guest wants any: "at the window"."""
    hours: tuple[tuple[int, int], ...] | None = None
    """When the guest would like to come: the first and the last start, in minutes of the local day."""
    for_whom: Relative | None = None
    """Who comes in a new booking. None: the guest."""

    @property
    def wish(self) -> Wish:
        return Wish(self.party_size, self.specialty, self.service)

    @property
    def proposed_id(self) -> str:
        """The id of the place to be booked. Raises `NotFound` when none was chosen."""
        # A dialog that an earlier release began has only the place that it asked for first.
        return required(self.place_id or self.resource_id, "a place")

    def without_time(self) -> Self:
        """The same before a day was chosen."""
        return replace(self, day=None, starts_at=None, place_id=None)

    def wanted(self, venue: Venue) -> Place | None:
        """The only place that the guest wants. Raises `NotFound` when the catalogue no longer has it."""
        return venue.place(self.resource_id) if self.resource_id is not None else None

    def place(self, venue: Venue) -> Place:
        """The place to be booked. Raises `NotFound` when none was chosen, or the catalogue no longer has it."""
        return venue.place(self.proposed_id)

    def local_day(self) -> date:
        """Raises `NotFound` when none was chosen."""
        return required(self.day, "a day")

    def start_time(self) -> datetime:
        """Raises `NotFound` when none was chosen."""
        return required(self.starts_at, "a time")

    def slot(self, venue: Venue) -> Slot:
        """Raises `NotFound` when no time was chosen."""
        return slot_from(venue, self.wish, self.start_time())


CHOSEN_SLOT = PartOfDialogData(ChosenSlot)


@dataclass(frozen=True, slots=True)
class SlotSteps:
    """The windows of one dialog that ask for a day, then for a time, and then show what was chosen.

    The desk has no windows of this kind in which something else than the time is chosen.
    """

    day: State
    time: State
    check: State
    place: State | None = None
    """Asks for another place at the chosen time."""
    resource: State | None = None
    """Asks for the only place that is wanted."""
    service: State | None = None
    for_whom: State | None = None
    """Asks who comes."""

    def after(self, refusal: Refused) -> State | None:
        """Return where a slot can be chosen that is still possible; None where no other slot would help."""
        match refusal:
            case GuestIsBusy():
                return self.time
            case SlotTaken() if refusal.same_time and self.place:
                return self.place
            case SlotTaken() if refusal.free_starts:
                return self.time
            case SlotTaken() | OutsideHours() | TooSoon() | TooFarAhead():
                return self.day
            case _:
                return None


BOOKING = SlotSteps(
    BookingSteps.day,
    BookingSteps.time,
    BookingSteps.confirm,
    BookingSteps.place,
    BookingSteps.resource,
    BookingSteps.service,
    BookingSteps.for_whom,
)
GUEST_MOVES = SlotSteps(
    MyBookings.move_day,
    MyBookings.move_time,
    MyBookings.move_check,
    MyBookings.move_place,
    MyBookings.move_resource,
    MyBookings.move_service,
)
ADMIN_MOVES = SlotSteps(AdminPanel.move_day, AdminPanel.move_time, AdminPanel.move_check)
SLOT_STEPS = {steps.day.group: steps for steps in (BOOKING, GUEST_MOVES, ADMIN_MOVES)}
"""By the states of their dialog."""


def slot_steps(manager: DialogManager) -> SlotSteps:
    """Return the steps of the dialog that is open."""
    return SLOT_STEPS[manager.current_context().state.group]


def read_choice(manager: DialogManager) -> ChosenSlot:
    """Return what was chosen, if the catalogue still has it. Raises `ChoiceGone`, in a move `NotFound`.

    The wish has to be complete: for windows after it.
    """
    venue, chosen = Conversation.of(manager).venue, CHOSEN_SLOT.read(manager)
    with still_offered(manager):
        check_choice(venue, chosen)
    return chosen


@contextmanager
def still_offered(manager: DialogManager) -> Iterator[None]:
    """Look up what was chosen. Raises `ChoiceGone`, in a move `NotFound`, for what the catalogue no longer has."""
    try:
        yield
    except (NotFound, ResourceDoesNotFit) as refusal:
        raise (ChoiceGone if slot_steps(manager) is BOOKING else NotFound)(str(refusal)) from None


def check_choice(venue: Venue, chosen: ChosenSlot) -> None:
    """Raise `NotFound` or `ResourceDoesNotFit` if the venue does not offer what was chosen."""
    offering, place = Offering(venue), chosen.wanted(venue)
    if place is None:
        place = next(iter(offering.fitting(chosen.wish)), None)
    if place is None:
        raise ResourceDoesNotFit(f"nothing fits {chosen.wish}")
    offering.check(chosen.wish, place)


def after_refusal(manager: DialogManager, refusal: Refused) -> State | None:
    """Return where a slot can be chosen that is still possible, and forget what cannot be had. None where no other slot
    would help."""
    steps, chosen = slot_steps(manager), CHOSEN_SLOT.read(manager)
    state = steps.after(refusal)
    if state is not None:
        CHOSEN_SLOT.write(manager, chosen.without_time() if state is steps.day else replace(chosen, place_id=None))
    return state
