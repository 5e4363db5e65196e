"""What the admin panel remembers between two presses."""

from dataclasses import dataclass
from datetime import date

from aiogram_dialog import DialogManager

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData, required
from app.domain.availability.slots import local_date
from app.domain.bookings import Misfit
from app.runtime.clock import Clock
from app.usecases.desk.settle_all import Decision


@dataclass(frozen=True, kw_only=True)
class PanelData(OpenedBooking):
    """The data of the admin panel."""

    open_day: date | None = None
    """A local date of the venue; None: today, also after midnight."""
    is_from_day: bool = False
    """Whether the card was opened in the list of a day, to which "back" then leads."""
    misfit: Misfit | None = None
    """The reason whose bookings are listed."""
    decision: Decision | None = None
    """What the question about all of these bookings asks."""
    seen_all: str | None = None
    """The digest of the bookings that the question shows (`app.usecases.desk.settle_all`)."""
    seen_misfits: tuple[Misfit, ...] = ()
    """Those that the card of a booking shows."""
    guest_id: int | None = None
    """Whose card is open."""

    def opened_guest_id(self) -> int:
        """Raises `NotFound` when no guest was opened."""
        return required(self.guest_id, "a guest")


PANEL = DialogData(PanelData)


def open_day(manager: DialogManager, clock: Clock) -> date:
    """The venue's local day that the list of a day shows."""
    return PANEL.read(manager).open_day or local_date(Conversation.of(manager).venue, clock.now())
