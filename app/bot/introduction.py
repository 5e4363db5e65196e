"""Set a bot's webhook, and its commands, names and menu button in each language."""

import structlog
from aiogram import Bot
from aiogram.enums import UpdateType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from app.bot.menu_button import show_menu_button
from app.bot.venue_bots import VenueBot
from app.bot.webhook import webhook_path
from app.domain.venues import Locale
from app.texts.translator import Translator, Words

log = structlog.stdlib.get_logger()

UPDATES = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
"""The types of updates that the dispatcher has handlers for."""
COMMANDS = ("start", "book", "my", "language", "help", "cancel")
"""The main commands, in the order of the menu; each has a text `command_...`."""
ADMIN_COMMANDS = ("admin", *COMMANDS)


async def introduce(served: VenueBot, translator: Translator, public_url: str) -> None:
    """Bring what Telegram knows of the bot up to date. It may be repeated at any time; pending updates are kept.

    `public_url` is the HTTPS address that Telegram reaches. Raises `TelegramAPIError`.
    """
    bot, venue = served.bot, served.venue
    await set_webhook(served, public_url)
    for locale in Locale:
        words = translator.words(venue, locale)
        # Telegram shows texts without a language to users of every other language.
        tags = [locale.value, None] if locale is venue.locale else [locale.value]
        for tag in tags:
            await _describe(bot, words, venue.name.to(locale), tag)
            await bot.set_my_commands(_commands(words, COMMANDS), BotCommandScopeDefault(), tag)
            await _show_admin_commands(served, words, tag)
    await show_menu_button(bot, venue, translator, public_url)
    log.info("bot introduced", venue=venue.id)


async def set_webhook(served: VenueBot, public_url: str) -> None:
    """Let Telegram deliver the bot's updates to web, also those that wait. Raises `TelegramAPIError`."""
    await served.bot.set_webhook(
        public_url + webhook_path(served.venue.id),
        secret_token=served.webhook_secret,
        allowed_updates=list(UPDATES),
        drop_pending_updates=False,
    )


async def _describe(bot: Bot, words: Words, name: str, tag: str | None) -> None:
    # Telegram allows few changes of a name a day: only what differs is set.
    if (await bot.get_my_name(tag)).name != name:
        await bot.set_my_name(name, tag)
    description = words.plain("bot_description", venue=name)
    if (await bot.get_my_description(tag)).description != description:
        await bot.set_my_description(description, tag)
    short = words.plain("bot_short_description", venue=name)
    if (await bot.get_my_short_description(tag)).short_description != short:
        await bot.set_my_short_description(short, tag)


async def _show_admin_commands(served: VenueBot, words: Words, tag: str | None) -> None:
    for admin_id in served.venue.admin_ids:
        try:
            await served.bot.set_my_commands(
                _commands(words, ADMIN_COMMANDS), BotCommandScopeChat(chat_id=admin_id), tag
            )
        except TelegramBadRequest:
            log.info("admin has not started the bot yet", venue=served.venue.id, admin=admin_id)


def _commands(words: Words, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=words.plain(f"command_{name}")) for name in names]
