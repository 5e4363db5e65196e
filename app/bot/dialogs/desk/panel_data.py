"""What the admin panel remembers between two presses."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from aiogram_dialog import DialogManager

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData, required
from app.domain.availability.slots import day_of
from app.domain.bookings import Misfit
from app.runtime.clock import Clock
from app.usecases.desk.list_day import PartOfDay
from app.usecases.desk.settle_all import Decision


class OpenedIn(StrEnum):
    """The list in which a booking's card was opened: to it "back" leads."""

    ELSEWHERE = "elsewhere"
    DAY = "day"
    HOUR = "hour"
    SEARCH = "search"


@dataclass(frozen=True, kw_only=True)
class PanelData(OpenedBooking):
    """The data of the admin panel."""

    open_day: date | None = None
    """A local date of the venue; None: today, also after midnight."""
    part: PartOfDay = PartOfDay.AHEAD
    """Which of the day's bookings are listed."""
    of_resource: str | None = None
    """The resource whose bookings are listed; None: those of all."""
    hour: datetime | None = None
    """The beginning of the hour whose bookings are listed: a wall-clock time of the venue, without a zone."""
    figures_first: date | None = None
    figures_last: date | None = None
    """The local days whose figures are shown; None: those of this month."""
    searched: str = ""
    """What an admin typed to find bookings."""
    opened_in: OpenedIn = OpenedIn.ELSEWHERE
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
    wait_id: int | None = None
    """Whose wish of the waiting list is open."""
    offer_id: int | None = None
    """What its card shows to be held."""
    seen_note: str | None = None
    """The desk's note that the card of a booking shows."""
    reason: str | None = None
    """The reason that the guest is told when the booking is canceled."""
    bar_reason: str | None = None
    """Why a guest is to be barred."""

    def opened_guest_id(self) -> int:
        """Raises `NotFound` when no guest was opened."""
        return required(self.guest_id, "a guest")


PANEL = DialogData(PanelData)


def open_day(manager: DialogManager, clock: Clock) -> date:
    """The venue's local day that the list of a day shows."""
    return PANEL.read(manager).open_day or day_of(Conversation.of(manager).venue, clock.now())


def open_list(manager: DialogManager, day: date | None) -> None:
    """Let the list show a day from now on, of the same resource as before; None is today."""
    PANEL.write(manager, replace(PANEL.read(manager), open_day=day, part=PartOfDay.AHEAD))
