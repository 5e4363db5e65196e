"""The window in which an admin gets the QR code of a link to the bot: to a table, a person, a service."""

from typing import Any, TypedDict

from aiogram import Bot
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Group, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.album import send_pictures
from app.bot.conversation import Conversation
from app.bot.deep_links import BOOK, deep_links
from app.bot.dialogs.pages import cut_page, pager
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import toast
from app.bot.states import AdminPanel
from app.domain.errors import NotFound
from app.domain.venues import Venue
from app.pictures.drawing import Drawing
from app.pictures.qr_code import draw_qr_code
from app.texts.translator import Words

LINKS = "links"
PAGE_SIZE = 40


class OfferedLinks(TypedDict):
    """For the window: a page of what links can open."""

    buttons: Buttons
    pages: int


def window() -> TypedWindow:
    return TypedWindow(
        MessageText("ask_qr_code"),
        Group(Choice("link", str, send_code), width=2),
        pager(LINKS),
        SwitchTo(ButtonText("button_back"), "back", AdminPanel.main),
        state=AdminPanel.qr_codes,
        getters=[offer_links],
    )


async def offer_links(dialog_manager: DialogManager, venue: Venue, words: Words, **_: Any) -> OfferedLinks:
    named = _named_links(venue, words)
    on_page, pages = await cut_page(dialog_manager, LINKS, list(named.items()), PAGE_SIZE)
    return {"buttons": on_page, "pages": pages}


@inject
async def send_code(
    callback: CallbackQuery, _: Any, manager: DialogManager, argument: str, draw: FromDishka[Drawing]
) -> None:
    conversation = Conversation.of(manager)
    venue, words, bot = conversation.as_admin().venue, conversation.words, _bot(manager)
    name = _named_links(venue, words).get(argument)
    if name is None:
        raise NotFound(f"no link has the argument {argument!r}")
    await toast(callback, words.plain("picture_begins"))
    link = f"https://t.me/{(await bot.me()).username}?start={argument}"
    picture = await draw(draw_qr_code, link)
    caption = words("qr_code", name=name, link=link)
    await send_pictures(bot, conversation.chat_id, [picture], f"qr-{argument.lower()}", caption)


def _bot(manager: DialogManager) -> Bot:
    bot: Bot = manager.middleware_data["bot"]
    return bot


def _named_links(venue: Venue, words: Words) -> dict[str, str]:
    """What each link opens, by the argument of `/start`."""
    whole = {BOOK: words.plain("button_book")}
    return whole | {argument: name.to(words.locale) for argument, name in deep_links(venue).items()}
