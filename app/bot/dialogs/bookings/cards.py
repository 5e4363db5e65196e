"""The dialogs that show a booking's card: to its guest, and to the venue's admins."""

from dataclasses import replace

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.jumps import Opening
from app.bot.states import AdminPanel, MyBookings
from app.domain.access import Admin, Visitor
from app.domain.bookings import Booking
from app.usecases.bookings.show_booking import ShowBooking

Cards = type[MyBookings] | type[AdminPanel]
"""The states of such a dialog."""


def cards_of(who: Visitor | Admin) -> Cards:
    """Return the states of the dialog in which `who` sees a booking."""
    return AdminPanel if isinstance(who, Admin) else MyBookings


def open_below(state: State, booking: Booking) -> Opening:
    """Open a window that is about the booking, below the newest message of the chat."""
    opened = OpenedBooking(booking_id=booking.id, resource_id=booking.resource_id)
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
    booking_id = OPENED_BOOKING.read(manager).opened_id()
    return await show_booking(who_opened(manager), booking_id)
