"""The data of the dialog in which a guest books, and the windows with which it can begin."""

from dataclasses import dataclass
from uuid import uuid4

from aiogram.fsm.state import State
from aiogram_dialog import ShowMode

from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData
from app.bot.dialogs.jumps import Opening
from app.bot.states import BookingSteps
from app.domain.availability.offering import Offering
from app.domain.bookings import Booking, wish_of
from app.domain.errors import Refused
from app.domain.venues import Asks, Venue

FIRST_STEPS = (BookingSteps.party_size, BookingSteps.specialty)


@dataclass(frozen=True, kw_only=True)
class BookingDraft(OpenedBooking):
    """The data of the dialog in which a guest books. The booking's id is there once it is made."""

    request_key: str
    """One run of the dialog is one request: confirming twice makes one booking."""
    asks_about_offers: bool = False


DRAFT = DialogData(BookingDraft)


def first_step(venue: Venue) -> State:
    """The window that asks what the venue's guests choose first."""
    return BookingSteps.party_size if venue.booking.asks is Asks.PARTY_SIZE else BookingSteps.specialty


def open_first_step(venue: Venue, show_mode: ShowMode | None = None) -> Opening:
    """Return the jump to the first step of a new booking, in place of all that is open."""
    return Opening(first_step(venue), DRAFT.dump(BookingDraft(request_key=uuid4().hex)), show_mode)


def open_same_again(venue: Venue, booking: Booking) -> Opening:
    """Return the jump to a new booking of the same resource for the same wish: to the choice of a day.

    It leads to the first step where the resource no longer fits, as when the catalogue has changed.
    """
    wish = wish_of(venue, booking)
    try:
        Offering(venue).check(wish, venue.place(booking.resource_id))
    except Refused:
        return open_first_step(venue)
    draft = BookingDraft(
        request_key=uuid4().hex,
        resource_id=booking.resource_id,
        party_size=wish.party_size,
        specialty=wish.specialty,
        service=wish.service,
    )
    return Opening(BookingSteps.day, DRAFT.dump(draft))
