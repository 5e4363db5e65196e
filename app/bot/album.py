"""Send drawn pictures to a chat."""

from collections.abc import Sequence

from aiogram import Bot
from aiogram.types import BufferedInputFile, InputMediaPhoto, MediaUnion

from app.texts.translator import Html


async def send_pictures(bot: Bot, chat_id: int, pictures: Sequence[bytes], name: str, caption: Html) -> None:
    """Send PNG files as one photo or one album of 2 to 10 (Bot API, sendMediaGroup), with one caption.

    `name` is what the files are called, without an ending.
    """
    files = [BufferedInputFile(each, filename=f"{name}-{number}.png") for number, each in enumerate(pictures, 1)]
    if len(files) == 1:
        await bot.send_photo(chat_id, files[0], caption=caption)
        return
    # Telegram shows the caption of an album that only its first photo has.
    media: list[MediaUnion] = [InputMediaPhoto(media=each) for each in files[1:]]
    await bot.send_media_group(chat_id, [InputMediaPhoto(media=files[0], caption=caption), *media])
