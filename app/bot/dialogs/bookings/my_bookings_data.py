"""What the dialog of a guest's own bookings remembers between two presses."""

from dataclasses import dataclass

from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData, required
from app.domain.sentences.read import Understood


@dataclass(frozen=True, kw_only=True)
class MyBookingsData(OpenedBooking):
    """The data of the dialog."""

    asked: Understood | None = None
    """What a sentence asked for about one of the bookings in the list: the guest was asked which one is meant."""
    wait_id: int | None = None
    """The wish of the waiting list that is open."""
    offer_id: int | None = None
    """What the window of that wish shows to be held."""

    def opened_wait_id(self) -> int:
        """Raises `NotFound` when no wish was opened."""
        return required(self.wait_id, "a wish")

    def opened_offer_id(self) -> int:
        """Raises `NotFound` when the window showed nothing that is held."""
        return required(self.offer_id, "an offer")


MY_BOOKINGS = DialogData(MyBookingsData)
