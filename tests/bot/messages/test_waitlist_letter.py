"""What the offer of a place is edited to says only what is true of the guest's other wishes, too."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bot.messages.letters import write_page
from app.catalogue.loader import load_venues
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind
from app.domain.messages.letters import Envelope, WaitlistLetter
from app.domain.messages.payloads import WaitlistOver
from app.domain.relatives import Relative
from app.domain.venues import Locale
from app.domain.waitlist import EndOfOffer, NewWait, Offer, Wait
from app.texts.translator import Translator
from tests.domain.builders import a_notification
from tests.product import ANNA, CLINIC

VENUES_DIR = Path("data/venues")
VENUE = load_venues(VENUES_DIR)[CLINIC]
WORDS = Translator.load(VENUES_DIR, [VENUE])
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
ANOTHER_MAY_FOLLOW = {
    Locale.RU: "Если появится другое место, напишем.",
    Locale.EN: "We’ll write if there’s another place.",
}
OFF_THE_LIST = {
    Locale.RU: "👌 Это место мы больше не держим: вторник, 24 ноября, 12:00–12:30. Это пожелание из листа "
    "ожидания убрали.",
    Locale.EN: "👌 We no longer hold this place: Tuesday, 24 November, 12:00–12:30. This wish is off the waiting list.",
}
LEAVES_THE_WISH = [end for end in EndOfOffer if end not in {EndOfOffer.TAKEN, EndOfOffer.WAIT_ENDED}]
"""Ends of an offer after which the guest still waits, until the wish itself ends."""


def a_wait(ended_at: datetime | None = None, for_whom: Relative | None = None) -> Wait:
    day = NewWait.for_day(VENUE, TOMORROW.date(), Wish(specialty=VENUE.resource("gromov").specialty))
    return Wait(
        day=day.day,
        wish=day.wish,
        begins_at=day.begins_at,
        ends_at=day.ends_at,
        for_whom=for_whom,
        id=1,
        venue_id=VENUE.id,
        guest_id=1,
        joined_at=NOW,
        ended_at=ended_at,
    )


def edited(end: EndOfOffer, wait: Wait, locale: Locale, now: datetime = NOW) -> str:
    """The text that replaces the offer."""
    guest = Guest(1, VENUE.id, ANNA, "Anna", None, locale, None, None, None, NOW)
    payload = WaitlistOver(end=end)
    envelope = Envelope(a_notification(Kind.WAITLIST_OVER, NOW, payload=payload), VENUE, guest, is_silent=False)
    offer = Offer(1, 1, None, "gromov", Slot(TOMORROW, TOMORROW + timedelta(minutes=30)), NOW, end)
    letter = WaitlistLetter(envelope, payload, offer, wait, replaced_message_id=1)
    return write_page(letter, WORDS.words(VENUE, locale), now).text


@pytest.mark.parametrize("locale", Locale)
def test_the_end_of_one_wish_is_not_said_of_the_others(locale: Locale) -> None:
    assert edited(EndOfOffer.WAIT_ENDED, a_wait(ended_at=NOW), locale) == OFF_THE_LIST[locale]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("end", LEAVES_THE_WISH)
def test_another_place_is_promised_only_to_a_guest_who_still_waits(end: EndOfOffer, locale: Locale) -> None:
    waiting, promise = a_wait(), ANOTHER_MAY_FOLLOW[locale]
    assert promise in edited(end, waiting, locale)
    assert promise not in edited(end, a_wait(ended_at=NOW), locale)
    assert promise not in edited(end, waiting, locale, now=waiting.ends_at)


@pytest.mark.parametrize("end", EndOfOffer)
def test_a_wish_for_a_relative_names_them(end: EndOfOffer) -> None:
    for_masha = edited(end, replace(a_wait(), for_whom=Relative("Маша", 2019)), Locale.RU)
    assert for_masha.splitlines()[1] == "👥 Для: Маша, 2019"
    assert "Для:" not in edited(end, a_wait(), Locale.RU)
