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


class AnswerReminding(CallbackData, prefix="answer"):
    """Answer to a reminder that the guest comes in time, or so many minutes late."""

    booking_id: Id
    version: Id
    """The `time_version` of which the reminder told."""
    late_minutes: Annotated[int, Field(ge=0, le=60)]


class AskHowLate(CallbackData, prefix="late"):
    """Ask under a reminder how late the guest comes."""

    booking_id: Id
    version: Id


class ShowReminder(CallbackData, prefix="reminder"):
    """Back from that question to the reminder."""

    booking_id: Id
    version: Id


class GiveStars(CallbackData, prefix="rate"):
    """Give a visit one to five stars."""

    booking_id: Id
    stars: Annotated[int, Field(ge=1, le=5)]


class SendCalendar(CallbackData, prefix="ics"):
    """Send the booking as an .ics file."""

    booking_id: Id


class BookAgain(CallbackData, prefix="again"):
    """Book the same once more: after the visit, or when the venue has canceled the booking."""

    booking_id: Id


class StopBroadcasting(CallbackData, prefix="stop_broadcast"):
    """Stop a broadcast: no more guests get it."""

    broadcast_id: Id


class PauseBroadcasting(CallbackData, prefix="pause_broadcast"):
    """Send no more of a broadcast until it is resumed."""

    broadcast_id: Id


class ResumeBroadcasting(CallbackData, prefix="resume_broadcast"):
    """Send the rest of a paused broadcast."""

    broadcast_id: Id


class CancelExporting(CallbackData, prefix="cancel_export"):
    """Cancel an export: no file is sent."""

    export_id: Id


class TakePlace(CallbackData, prefix="take"):
    """Book the place that is held for a guest of the waiting list."""

    offer_id: Id


class DeclinePlace(CallbackData, prefix="decline"):
    """Let the next guest have it."""

    offer_id: Id


class LeaveList(CallbackData, prefix="leave"):
    """Take the wish for which it was offered off the waiting list."""

    offer_id: Id


class OpenUndecided(CallbackData, prefix="undecided"):
    """Show the bookings that no longer fit the catalogue to an admin."""


class NoMoreNews(CallbackData, prefix="no_news"):
    """Decline all further news."""


class AnswerAboutOffers(CallbackData, prefix="offers"):
    """Answer whether the guest wants offers."""

    wants: bool


class NoMoreOffers(CallbackData, prefix="no_offers"):
    """Withdraw the consent to offers."""
