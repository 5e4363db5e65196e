"""The main menu, what stands behind it, and the choice of a language."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo, WebApp
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.booking import begin_booking
from app.bot.dialogs.guests.offers import NO, YES, answer_offers, offer_change
from app.bot.dialogs.widgets import Choice, Label, Offered, Say
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
"""Each in its own words, for whoever cannot read the other."""


def make_dialog() -> Dialog:
    back = SwitchTo(Label("button_back"), "back", Menu.main)
    return Dialog(
        Window(
            Say("greeting"),
            Button(Label("button_book"), id="book", on_click=open_booking),
            WebApp(Label("button_open_app"), Format("{web_app_url}"), id="app", when="web_app_url"),
            Start(Label("button_my_bookings"), "my", MyBookings.list, mode=StartMode.RESET_STACK),
            Row(
                SwitchTo(Label("button_about"), "about", Menu.about),
                SwitchTo(Label("button_language"), "language", Menu.language),
                SwitchTo(Label("button_help"), "help", Menu.help),
            ),
            Start(Label("button_admin_panel"), "admin", AdminPanel.main, mode=StartMode.RESET_STACK, when="is_admin"),
            state=Menu.main,
        ),
        Window(Say("about"), back, state=Menu.about),
        Window(
            Say("ask_language"),
            Row(Choice("locale", Locale, choose_language)),
            back,
            state=Menu.language,
            getter=offer_languages,
        ),
        Window(
            Say("help"),
            Say("offers_are_on", when="gets_offers"),
            Say("offers_are_off", when="gets_no_offers"),
            Button(Label("button_no_offers"), id=NO, on_click=answer_offers, when="gets_offers"),
            Button(Label("button_offers"), id=YES, on_click=answer_offers, when="gets_no_offers"),
            back,
            state=Menu.help,
            getter=offer_change,
        ),
        getter=offer_venue,
    )


@inject
async def offer_venue(venue: Venue, guest: Guest, words: Words, settings: FromDishka[Settings], **_: Any) -> Offered:
    return {
        "web_app_url": mini_app_url(settings.public_url, venue.id),
        "venue": venue.name.to(words.locale),
        "address": venue.address.to(words.locale),
        "guest": guest.name,
        "is_admin": venue.is_admin(guest.telegram_id),
    }


async def open_booking(_callback: CallbackQuery, _: Any, manager: DialogManager) -> None:
    await begin_booking(manager)


async def offer_languages(words: Words, **_: Any) -> Offered:
    return {
        "buttons": [
            (locale.value, f"✓ {name}" if locale is words.locale else name) for locale, name in LANGUAGES.items()
        ]
    }


@inject
async def choose_language(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    locale: Locale,
    choose: FromDishka[ChooseLocale],
    translator: FromDishka[Translator],
    settings: FromDishka[Settings],
) -> None:
    talk = Conversation.of(manager)
    await choose(talk.guest, locale)
    words = translator.words(talk.venue, locale)
    # The window below is shown within this very update, in the words that the dispatcher found before it.
    manager.middleware_data["words"] = words
    await toast(callback, words.plain("language_chosen"))
    await manager.switch_to(Menu.main)
    await translate_menu_button(manager.middleware_data["bot"], Conversation.of(manager), settings.public_url)
