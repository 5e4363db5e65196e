"""The main menu, about, help, and the choice of a language."""

from typing import Any, TypedDict

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo, WebApp
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.booking_facts import address_of
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.bookings.draft import open_first_step
from app.bot.dialogs.guests import personal_data
from app.bot.dialogs.guests.offers import NO, YES, answer_offers, offer_consent, want_news
from app.bot.dialogs.jumps import Opening, leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.menu_button import translate_menu_button
from app.bot.presses import toast
from app.bot.states import AdminPanel, Menu, MyBookings
from app.domain.guests import Guest
from app.domain.venues import Locale, Venue
from app.runtime.mini_app import mini_app_url
from app.runtime.settings import Settings
from app.texts.translator import Translator, Words
from app.usecases.guests.choose_locale import ChooseLocale

LANGUAGES = {Locale.RU: "Русский", Locale.EN: "English"}
"""Each in its own words, for a guest who cannot read the other."""


class OfferedMenu(TypedDict):
    """For the main menu and about."""

    web_app_url: str | None
    """None where the Mini App has no public address."""
    venue: str
    address: str
    first_name: str
    is_admin: bool
    is_staff: bool


class OfferedLanguages(TypedDict):
    """For the window that asks for a language."""

    buttons: Buttons


def make_dialog() -> Dialog:
    back = SwitchTo(ButtonText("button_back"), "back", Menu.main)
    return Dialog(
        TypedWindow(
            MessageText("greeting"),
            Button(ButtonText("button_book"), id="book", on_click=book),
            WebApp(ButtonText("button_open_app"), Format("{web_app_url}"), id="app", when="web_app_url"),
            Start(ButtonText("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK),
            Row(
                SwitchTo(ButtonText("button_about"), "about", Menu.about),
                SwitchTo(ButtonText("button_language"), "language", Menu.language),
                SwitchTo(ButtonText("button_help"), "help", Menu.help),
            ),
            Start(
                ButtonText("button_admin_panel"), "admin", AdminPanel.main, mode=StartMode.RESET_STACK, when="is_admin"
            ),
            Start(ButtonText("button_my_day"), "my_day", AdminPanel.day, mode=StartMode.RESET_STACK, when="is_staff"),
            state=Menu.main,
            getters=[offer_menu],
        ),
        TypedWindow(MessageText("about"), back, state=Menu.about, getters=[offer_menu]),
        TypedWindow(
            MessageText("ask_language"),
            Row(Choice("locale", Locale, choose_language)),
            back,
            state=Menu.language,
            getters=[offer_languages],
        ),
        TypedWindow(
            MessageText("help"),
            MessageText("offers_are_on", when="gets_offers"),
            MessageText("offers_are_off", when="gets_no_offers"),
            MessageText("news_are_declined", when="declines_news"),
            Button(ButtonText("button_no_offers"), id=NO, on_click=answer_offers, when="gets_offers"),
            Button(ButtonText("button_offers"), id=YES, on_click=answer_offers, when="gets_no_offers"),
            Button(ButtonText("button_news"), id="news", on_click=want_news, when="declines_news"),
            SwitchTo(ButtonText("button_privacy"), "privacy", Menu.privacy),
            back,
            state=Menu.help,
            getters=[offer_consent],
        ),
        *personal_data.windows(),
    )


@inject
async def offer_menu(venue: Venue, guest: Guest, words: Words, settings: FromDishka[Settings], **_: Any) -> OfferedMenu:
    return {
        "web_app_url": mini_app_url(settings.public_url, venue.id),
        "venue": venue.name.to(words.locale),
        "address": venue.address.to(words.locale),
        "first_name": address_of(guest, words),
        "is_admin": venue.is_admin(guest.telegram_id),
        "is_staff": bool(venue.resources_of(guest.telegram_id)) and not venue.is_admin(guest.telegram_id),
    }


@leads_to(*FIRST_STEPS)
async def book(_callback: CallbackQuery, _: Any, manager: DialogManager) -> Opening:
    return open_first_step(Conversation.of(manager).venue)


async def offer_languages(words: Words, **_: Any) -> OfferedLanguages:
    return {
        "buttons": [
            (locale.value, f"✓ {name}" if locale is words.locale else name) for locale, name in LANGUAGES.items()
        ]
    }


@leads_to(Menu.main)
@inject
async def choose_language(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    locale: Locale,
    choose: FromDishka[ChooseLocale],
    translator: FromDishka[Translator],
    settings: FromDishka[Settings],
) -> State:
    conversation = Conversation.of(manager)
    await choose(conversation.guest, locale)
    words = translator.words(conversation.venue, locale)
    # The menu is rendered within this update, with the words that the middleware put here before the choice.
    manager.middleware_data["words"] = words
    await toast(callback, words.plain("language_chosen"))
    await translate_menu_button(manager.middleware_data["bot"], Conversation.of(manager), settings.public_url)
    return Menu.main
