"""The dialogs that show a booking's card: to its guest, and to the venue's admins and staff."""

from dataclasses import replace

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.jumps import Opening
from app.bot.states import AdminPanel, MyBookings
from app.domain.access import Admin, Staff, Visitor
from app.domain.bookings import Booking
from app.usecases.availability.find_slots import MovedBooking
from app.usecases.bookings.show_booking import ShowBooking

Cards = type[MyBookings] | type[AdminPanel]
"""The states of such a dialog."""


def cards_of(who: Visitor | Admin | Staff) -> Cards:
    """Return the states of the dialog in which `who` sees a booking."""
    return MyBookings if isinstance(who, Visitor) else AdminPanel


def open_below(state: State, opened: OpenedBooking) -> Opening:
    """Open a window that is about a booking, below the newest message of the chat."""
    return Opening(state, OPENED_BOOKING.dump(opened), ShowMode.DELETE_AND_SEND)


def open_cards(manager: DialogManager) -> Cards:
    """Return the states of that one of the two dialogs which is open."""
    return AdminPanel if manager.current_context().state.group is AdminPanel else MyBookings


def who_opened(manager: DialogManager) -> Visitor | Admin:
    """Return the guest as an admin where the panel is open, which is checked, else as a visitor. Raises `NotFound`."""
    conversation = Conversation.of(manager)
    return conversation.as_admin() if open_cards(manager) is AdminPanel else conversation.as_visitor()


def note_shown(manager: DialogManager, booking: Booking) -> None:
    """Remember the time with which a window shows the booking, for the decision that its buttons ask for."""
    OPENED_BOOKING.write(manager, replace(OPENED_BOOKING.read(manager), seen_version=booking.time_version))


async def opened_booking(manager: DialogManager, show_booking: ShowBooking) -> Booking:
    """Return the booking that the dialog has opened. Raises `NotFound`."""
    conversation, booking_id = Conversation.of(manager), OPENED_BOOKING.read(manager).opened_id()
    who = conversation.as_desk() if open_cards(manager) is AdminPanel else conversation.as_visitor()
    return await show_booking(who, booking_id)


def moved_booking(manager: DialogManager) -> MovedBooking | None:
    """Return the booking for which the open dialog chooses another slot; None in the dialog of a new booking."""
    booking_id = OPENED_BOOKING.read(manager).booking_id
    return None if booking_id is None else MovedBooking(who_opened(manager), booking_id)
