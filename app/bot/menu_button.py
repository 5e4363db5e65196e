"""The button beside the input field: it opens the Mini App where there is one, else the list of commands."""

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
    """The button for everybody. Telegram keeps one text for it, so it speaks the venue's own language."""
    words = translator.words(venue, venue.locale)
    await bot.set_chat_menu_button(menu_button=_open_app(venue, words, public_url) or MenuButtonCommands())


async def translate_menu_button(bot: Bot, talk: Conversation, public_url: str | None) -> None:
    """Give this chat a button in the guest's language, or leave it the one for everybody where that is the venue's.

    Without it the guest loses nothing but a word: that Telegram does not take it is no failure of the update.
    """
    venue, words = talk.venue, talk.words
    own = None if words.locale is venue.locale else _open_app(venue, words, public_url)
    try:
        await bot.set_chat_menu_button(talk.guest.telegram_id, own or MenuButtonDefault())
    except TelegramAPIError as error:
        log.warning("menu button not translated", venue=venue.id, error=str(error))


def _open_app(venue: Venue, words: Words, public_url: str | None) -> MenuButtonWebApp | None:
    url = mini_app_url(public_url, venue.id)
    return MenuButtonWebApp(text=words.plain("menu_button"), web_app=WebAppInfo(url=url)) if url else None
