"""The part of a dialog's data that names the booking it shows."""

from dataclasses import dataclass

from app.bot.dialogs.availability.chosen_slot import ChosenSlot
from app.bot.dialogs.dialog_data import PartOfDialogData, required


@dataclass(frozen=True, kw_only=True)
class OpenedBooking(ChosenSlot):
    """The part of a dialog's data that names a booking, and the slot that was chosen for it."""

    booking_id: int | None = None
    seen_version: int | None = None
    """The booking's `time_version` when a window showed it: what is decided is decided about that time."""

    def opened_id(self) -> int:
        """Raises `NotFound` when no booking was opened."""
        return required(self.booking_id, "a booking")


OPENED_BOOKING = PartOfDialogData(OpenedBooking)
