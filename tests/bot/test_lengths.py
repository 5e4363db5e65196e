"""Windows with the longest names and descriptions that the catalogue allows are within Telegram's limits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bot.booking_facts import visit_facts
from app.bot.dialogs.bookings.first_steps import PAGE_SIZE
from app.bot.resource_card import resource_card
from app.catalogue.loader import load_venues
from app.catalogue.schema import NAME_LENGTH, TEXT_LENGTH
from app.domain.availability.slots import Slot
from app.domain.venues import Locale, Localized, Resource, Venue
from app.texts.translator import Html, Translator, Words

VENUES_DIR = Path("data/venues")
VENUES = load_venues(VENUES_DIR)
WORDS = Translator.load(VENUES_DIR, VENUES.values())
MESSAGE, CAPTION = 4096, 1024
"""Characters (Bot API, sendMessage and sendPhoto)."""
NAME, TEXT = (Localized("&" * length, "&" * length) for length in (NAME_LENGTH, TEXT_LENGTH))
STARTS_AT = datetime(2027, 9, 22, 9, 0, tzinfo=UTC)


def longest(venue: Venue) -> tuple[Venue, Resource]:
    """Return the venue with one resource, with names and descriptions of the greatest length."""
    resource = replace(next(iter(venue.resources.values())), name=NAME, description=TEXT)
    return replace(venue, name=NAME, address=TEXT, resources={resource.id: resource}), resource


def said(*texts: Html) -> int:
    """Return the length of a window of these texts in characters, as Telegram counts it: `&amp;` is one."""
    return len("\n".join(texts).replace("&amp;", "&"))


def words_of(venue: Venue) -> Iterable[Words]:
    return (WORDS.words(venue, locale) for locale in Locale)


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_a_page_of_the_longest_cards_fits_a_message(venue: Venue) -> None:
    _, resource = longest(venue)
    for words in words_of(venue):
        cards = Html("\n\n".join([resource_card(resource, words)] * PAGE_SIZE))
        specialty = words("specialty_card", icon="🦴", specialty=NAME.ru, description=TEXT.ru)
        assert said(words("ask_table", party=words("party", size=12), cards=cards)) < MESSAGE
        assert said(words("ask_doctor", specialty=NAME.ru, cards=cards)) < MESSAGE
        assert said(words("ask_specialty", cards=Html("\n".join([specialty] * PAGE_SIZE)))) < MESSAGE


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.id)
def test_the_longest_card_fits_a_caption(venue: Venue) -> None:
    venue, resource = longest(venue)
    slot = Slot(STARTS_AT, STARTS_AT + venue.booking.slot_length)
    for words in words_of(venue):
        facts = visit_facts(venue, resource.id, slot, 12, words, STARTS_AT.replace(year=2026))
        old = {"old_day": facts["day"], "old_slot": facts["slot"]}
        card = resource_card(resource, words)
        above = words("moves_from", **old)
        assert said(words("check_booking", **facts)) < CAPTION
        assert said(words("check_move", **facts, **old)) < CAPTION
        assert said(above, words("ask_day", card=card)) < CAPTION
        assert said(above, words("no_day_is_free", card=card)) < CAPTION
        assert said(above, words("ask_time", card=card, day=facts["day"], zone=facts["zone"])) < CAPTION
        assert said(above, words("no_time_is_free", card=card, day=facts["day"])) < CAPTION
