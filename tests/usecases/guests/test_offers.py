"""A guest is asked about offers once, and what they agreed to is kept with its time, once on each backend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.database.guests import TelegramUser
from app.domain.access import Visitor
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.usecases.guests.answer_offers import AnswerOffers
from app.usecases.guests.ask_about_offers import AskAboutOffers
from tests.databases import OpenDatabase
from tests.domain.builders import a_venue
from tests.harness import Harness

VENUE = a_venue()
SILENT = replace(VENUE, id="silent", messages=replace(VENUE.messages, follow_ups=()))
OLD, NEW = "2026-11-01", "2026-12-01"
DAY = timedelta(days=1)


@pytest.fixture
def harness(database: OpenDatabase) -> Harness:
    return Harness(database, VENUE, SILENT)


async def stored(harness: Harness, guest: Guest) -> Guest:
    async with harness.database.read() as tx:
        return await tx.guests.get(guest.id)


async def ask(harness: Harness, guest: Guest, venue: Venue = VENUE, version: str = OLD) -> bool:
    return await harness.get(AskAboutOffers)(Visitor(venue, guest), version)


async def test_a_guest_is_asked_once_and_has_not_consented_by_that(harness: Harness) -> None:
    guest = await harness.register()

    assert await ask(harness, guest)
    assert not await ask(harness, guest, version=NEW), "the guest as it was read before is not asked again"

    asked = await stored(harness, guest)
    assert (asked.offers_consent, asked.offers_version) == (False, OLD)
    assert (asked.offers_agreed_at, asked.offers_declined_at) == (None, None)


async def test_a_venue_without_offers_asks_nobody(harness: Harness) -> None:
    async with harness.database.write() as tx:
        guest = await tx.guests.register(SILENT.id, TelegramUser(1, "Anna", None, "ru"), harness.clock.now())

    assert not await ask(harness, guest, SILENT)
    assert (await stored(harness, guest)).offers_consent is None


async def test_a_yes_is_kept_with_its_time_and_the_version_of_the_question(harness: Harness) -> None:
    guest, answer = await harness.register(), harness.get(AnswerOffers)
    await ask(harness, guest)
    harness.clock.advance(DAY)

    await answer(guest, consent=True)

    agreed = await stored(harness, guest)
    assert (agreed.offers_consent, agreed.offers_version) == (True, OLD)
    assert (agreed.offers_agreed_at, agreed.offers_declined_at) == (harness.clock.now(), None)


async def test_what_was_agreed_to_stays_recorded_when_it_is_withdrawn(harness: Harness) -> None:
    guest, answer = await harness.register(), harness.get(AnswerOffers)
    await answer(guest, consent=True, version=OLD)
    agreed_at = harness.clock.now()
    harness.clock.advance(DAY)

    await answer(guest, consent=False, version=NEW)

    declined = await stored(harness, guest)
    assert (declined.offers_consent, declined.offers_version) == (False, OLD)
    assert (declined.offers_agreed_at, declined.offers_declined_at) == (agreed_at, harness.clock.now())
    assert not await ask(harness, guest), "who has answered is not asked"


async def test_who_agrees_again_agrees_to_the_version_they_have_read(harness: Harness) -> None:
    guest, answer = await harness.register(), harness.get(AnswerOffers)
    await ask(harness, guest)
    await answer(guest, consent=False)
    harness.clock.advance(DAY)

    await answer(guest, consent=True, version=NEW)

    agreed = await stored(harness, guest)
    assert (agreed.offers_consent, agreed.offers_version, agreed.offers_agreed_at) == (True, NEW, harness.clock.now())
