"""The button beside the input field: it opens the Mini App, or the list of commands where there is none."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import MenuButtonCommands, MenuButtonDefault, MenuButtonWebApp, WebAppInfo

from app.bot.conversation import Conversation
from app.domain.venues import Venue
from app.runtime.mini_app import mini_app_url
from app.texts.translator import Translator, Words

log = structlog.stdlib.get_logger()


async def show_menu_button(bot: Bot, venue: Venue, translator: Translator, public_url: str | None) -> None:
    """Set the button of all chats. Telegram keeps one text for it: that in the venue's own language."""
    words = translator.words(venue, venue.locale)
    await bot.set_chat_menu_button(menu_button=_open_app(venue, words, public_url) or MenuButtonCommands())


async def translate_menu_button(bot: Bot, conversation: Conversation, public_url: str | None) -> None:
    """Give this chat a button in the guest's language, or the button of all chats where that is the venue's language.

    When Telegram refuses it, that is logged and no failure of the update: the guest sees one word in another language.
    """
    venue, words = conversation.venue, conversation.words
    own = None if words.locale is venue.locale else _open_app(venue, words, public_url)
    try:
        await bot.set_chat_menu_button(conversation.chat_id, own or MenuButtonDefault())
    except TelegramAPIError as error:
        log.warning("menu button not translated", venue=venue.id, error=str(error))


def _open_app(venue: Venue, words: Words, public_url: str | None) -> MenuButtonWebApp | None:
    url = mini_app_url(public_url, venue.id)
    return MenuButtonWebApp(text=words.plain("menu_button"), web_app=WebAppInfo(url=url)) if url else None
