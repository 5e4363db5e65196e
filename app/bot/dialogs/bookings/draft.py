"""The data of the dialog in which a guest books, and the windows with which it can begin."""

from dataclasses import dataclass

from aiogram_dialog import ShowMode

from app.bot.dialogs.availability.choices import first_step, next_choice
from app.bot.dialogs.availability.chosen_slot import BOOKING, ChosenSlot
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.dialog_data import DialogData
from app.bot.dialogs.jumps import Opening
from app.domain.availability.offering import Offering
from app.domain.bookings import Booking, wish_of
from app.domain.venues import Venue


@dataclass(frozen=True, kw_only=True)
class BookingDraft(OpenedBooking):
    """The data of the dialog in which a guest books."""


DRAFT = DialogData(BookingDraft)
CONFIRM = "confirm"
"""The id of the button that books."""


def request_key(intent_id: str) -> str:
    """The key of the request that one run of the dialog makes: confirming twice makes one booking.

    It follows from the dialog's id, which each of its buttons carries: so it is known even when the dialog is lost.
    """
    return f"dialog {intent_id}"


def open_first_step(venue: Venue, show_mode: ShowMode | None = None) -> Opening:
    """Return the jump to the first step of a new booking, in place of all that is open."""
    return Opening(first_step(venue), DRAFT.dump(BookingDraft()), show_mode)


def open_chosen(venue: Venue, chosen: ChosenSlot, show_mode: ShowMode | None = None) -> Opening:
    """Return the jump to a new booking for which something is chosen already: to the window that asks for the rest."""
    draft = BookingDraft(
        specialty=chosen.specialty,
        service=chosen.service,
        resource_id=chosen.resource_id,
        day=chosen.day,
    )
    return Opening(next_choice(venue, BOOKING, draft), DRAFT.dump(draft), show_mode)


def draft_same_again(venue: Venue, booking: Booking) -> BookingDraft:
    """Return the choices of a new booking of the same place for the same wish, without a time.

    Raises `NotFound` or `ResourceDoesNotFit` where the catalogue no longer offers that.
    """
    wish = wish_of(venue, booking)
    Offering(venue).check(wish, venue.place(booking.resource_id))
    return BookingDraft(
        resource_id=booking.resource_id,
        party_size=wish.party_size,
        specialty=wish.specialty,
        service=wish.service,
        without_service=wish.service is None,
        for_whom=booking.for_whom if venue.booking.for_others else None,
    )
