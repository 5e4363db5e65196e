"""Only the first message of an album is answered: Telegram sends each photo of it as a message of its own."""

from datetime import UTC, datetime

from aiogram.types import Message, PhotoSize, Update
from aiogram_dialog import DialogManager

from app.bot.aiogram_dialog_patches.albums import continues_album
from tests.bot.aiogram_dialog_patches.plain import PlainBot


async def send_album(bot: PlainBot, *albums: str | None) -> list[bool]:
    """Send a photo of each album, and return for each whether it was recognized as part of the album before it."""
    answers: list[bool] = []

    async def show_again(message: Message, dialog_manager: DialogManager) -> None:
        answers.append(continues_album(message, dialog_manager))
        await dialog_manager.show()

    bot.dispatcher.message.register(show_again, lambda message: message.photo)
    await bot.client.send("/start")
    for number, album in enumerate(albums):
        photo = Message(
            message_id=100 + number,
            date=datetime.now(UTC),
            chat=bot.client.chat,
            from_user=bot.client.user,
            photo=[PhotoSize(file_id="1", file_unique_id="1", width=1, height=1)],
            media_group_id=album,
        )
        await bot.dispatcher.feed_update(bot.client.bot, Update(update_id=2000 + number, message=photo))
    return answers


async def test_contract_plain_library_remembers_the_album_that_a_window_was_shown_for() -> None:
    assert await send_album(PlainBot(), "one", "one", "one", "two", "two") == [False, True, True, False, True]


async def test_photos_of_no_album_continue_none() -> None:
    assert await send_album(PlainBot(), None, None) == [False, False]
