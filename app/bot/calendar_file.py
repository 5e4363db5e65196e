"""Send a guest's booking to their chat as an .ics file."""

from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile

from app.bot.conversation import Conversation
from app.domain.bookings import Booking
from app.texts.calendar_file import calendar_file


async def send_calendar_file(bot: Bot, conversation: Conversation, booking: Booking, now: datetime) -> None:
    """Send the guest an .ics file of their booking. `now` is when it is made."""
    made = calendar_file(conversation.venue, booking, conversation.words, now)
    file = BufferedInputFile(made.content, filename=made.name)
    await bot.send_document(conversation.chat_id, file, caption=conversation.words("calendar_caption"))
