"""The callback data of the buttons under notifications. It holds ids only: Telegram takes at most 64 bytes."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from app.domain.bookings import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""A modified client may send anything; callback data with another value matches none of these buttons."""


class OpenBooking(CallbackData, prefix="open"):
    """Show the booking's card: to its guest, or to an admin."""

    booking_id: Id


class AskToCancel(CallbackData, prefix="cancel"):
    """Ask whether the booking is to be canceled."""

    booking_id: Id


class AskToMove(CallbackData, prefix="move"):
    """Ask to which other time the booking is to move."""

    booking_id: Id


class SendCalendar(CallbackData, prefix="ics"):
    """Send the booking as an .ics file."""

    booking_id: Id


class StopBroadcasting(CallbackData, prefix="stop_broadcast"):
    """Stop a broadcast: no more guests get it."""

    broadcast_id: Id


class OpenUndecided(CallbackData, prefix="undecided"):
    """Show the bookings that no longer fit the catalogue to an admin."""


class NoMoreOffers(CallbackData, prefix="no_offers"):
    """Withdraw the consent to offers."""
