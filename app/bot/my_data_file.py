"""Send a guest all that is kept about them, as a JSON file."""

from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile

from app.bot.conversation import Conversation
from app.usecases.guests.my_data_file import FILE_NAME, my_data_as_json
from app.usecases.guests.tell_my_data import TellMyData


async def send_my_data(bot: Bot, conversation: Conversation, tell: TellMyData, now: datetime) -> None:
    """Send the guest the file. `now` is when it is made."""
    content = my_data_as_json(conversation.venue, await tell(conversation.as_visitor()), now)
    file = BufferedInputFile(content.encode(), filename=FILE_NAME)
    await bot.send_document(conversation.chat_id, file, caption=conversation.words("my_data_caption"))
