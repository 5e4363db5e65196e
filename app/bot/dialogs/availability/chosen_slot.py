"""The data of a slot that is being chosen, and the windows of each dialog that choose it."""

from dataclasses import dataclass
from datetime import date, datetime

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager
from pydantic import AwareDatetime

from app.bot.dialogs.dialog_data import PartOfDialogData, required
from app.bot.states import AdminPanel, BookingSteps, MyBookings
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot, slot_from
from app.domain.errors import GuestIsBusy, OutsideHours, Refused, SlotTaken, TooFarAhead, TooSoon
from app.domain.venues import Place, Venue


@dataclass(frozen=True, kw_only=True)
class ChosenSlot:
    """The part of a dialog's data that says for what, where and when. A field is None before its step."""

    party_size: int | None = None
    specialty: str | None = None
    service: str | None = None
    resource_id: str | None = None
    """The id of a resource, or of joined tables (`Place`)."""
    day: date | None = None
    """A local date of the venue."""
    starts_at: AwareDatetime | None = None

    @property
    def wish(self) -> Wish:
        return Wish(self.party_size, self.specialty, self.service)

    def place(self, venue: Venue) -> Place:
        """Raises `NotFound` when none was chosen, or when the catalogue no longer has it."""
        return venue.place(required(self.resource_id, "a resource"))

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
    """The windows of one dialog that ask for a day, then for a time, and then show what was chosen."""

    day: State
    time: State
    check: State

    def after(self, refusal: Refused) -> State | None:
        """Return where a slot can be chosen that is still possible; None where no other slot would help."""
        match refusal:
            case GuestIsBusy():
                return self.time
            case SlotTaken() if refusal.free_starts:
                return self.time
            case SlotTaken() | OutsideHours() | TooSoon() | TooFarAhead():
                return self.day
            case _:
                return None


BOOKING = SlotSteps(BookingSteps.day, BookingSteps.time, BookingSteps.confirm)
GUEST_MOVES = SlotSteps(MyBookings.move_day, MyBookings.move_time, MyBookings.move_check)
ADMIN_MOVES = SlotSteps(AdminPanel.move_day, AdminPanel.move_time, AdminPanel.move_check)
SLOT_STEPS = {steps.day.group: steps for steps in (BOOKING, GUEST_MOVES, ADMIN_MOVES)}
"""By the states of their dialog."""


def slot_steps(manager: DialogManager) -> SlotSteps:
    """Return the steps of the dialog that is open."""
    return SLOT_STEPS[manager.current_context().state.group]
