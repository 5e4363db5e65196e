"""What the buttons under notifications say when pressed. Ids only: Telegram takes 64 bytes."""

from aiogram.filters.callback_data import CallbackData


class OpenBooking(CallbackData, prefix="open"):
    """Show the booking's card: to its guest, or to an admin."""

    booking_id: int


class AskToCancel(CallbackData, prefix="cancel"):
    """Ask whether the booking is to be canceled."""

    booking_id: int


class SendCalendar(CallbackData, prefix="ics"):
    """Send the booking as an .ics file."""

    booking_id: int


class NoMoreOffers(CallbackData, prefix="no_offers"):
    """Withdraw the consent to offers."""
