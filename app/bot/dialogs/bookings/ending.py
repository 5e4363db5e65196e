"""The end of a dialog in which a guest has booked or moved: its message is that of the booking from now on."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode

from app.bot.aiogram_dialog_patches.left_messages import leave_message
from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.jumps import Opening
from app.bot.presses import pressed_message_id, toast
from app.bot.states import MyBookings
from app.domain.messages.kinds import Kind
from app.usecases.messages.answer_in_message import AnswerInMessage


async def end_in_message(
    press: CallbackQuery, manager: DialogManager, answer: AnswerInMessage, booking_id: int
) -> Opening | None:
    """Close the dialog, make the pressed message that of the booking, and answer the press.

    Returns the booking's card where the message is not the booking's: that was changed meanwhile.
    """
    await leave_message(manager)
    return None if await answer_in_message(press, manager, answer) else open_card(booking_id)


async def answer_in_message(press: CallbackQuery, manager: DialogManager, answer: AnswerInMessage) -> bool:
    """Answer the press if its message is that of a booking by now, see `AnswerInMessage`. Returns whether it is."""
    conversation, message_id = Conversation.of(manager), pressed_message_id(press)
    kind = message_id and await answer(conversation.as_visitor(), message_id)
    if kind:
        await toast(press, conversation.words.plain("booking_moved" if kind is Kind.MOVED else "booking_done"))
    return bool(kind)


def open_card(booking_id: int) -> Opening:
    """Return the jump to the card of the guest's own booking, in a new message."""
    return Opening(MyBookings.card, OPENED_BOOKING.dump(OpenedBooking(booking_id=booking_id)), ShowMode.SEND)
