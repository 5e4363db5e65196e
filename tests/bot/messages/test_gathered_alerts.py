"""Alerts of many guests reach the admin in a few messages."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product as pairs
from pathlib import Path

import httpx
import pytest

from app.bot.messages.letters import write_page
from app.catalogue.loader import load_venues
from app.domain.bookings import BookingStatus
from app.domain.messages.kinds import GATHERED_KINDS, Kind
from app.domain.messages.letters import BookingLetter, Envelope, gather
from app.domain.messages.payloads import AlertMoved
from app.domain.venues import Locale, Venue
from app.sandbox.chat_user import ChatUser
from app.texts.telegram_html import parse_html
from app.texts.translator import Translator
from tests.api.signing import a_user, init_data
from tests.bot.steps import press_all, window
from tests.domain.builders import a_booking, a_guest, a_notification
from tests.faults.message_kinds import notifications_in
from tests.product import RESTAURANT, TOKENS, VERA, Product

GUESTS = range(201, 221)
"""The Telegram ids of twenty guests. The last two digits are in their names."""
SLOTS = list(pairs(("t3", "t4", "t5"), range(6, 20, 2)))
SECOND = timedelta(seconds=1)
VENUES_DIR = Path("data/venues")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def book_all(product: Product) -> None:
    """Twenty guests book tables for Tuesday at the same moment, in the Mini App."""
    async with httpx.AsyncClient(base_url=f"{product.address}/api/v1/venues/{RESTAURANT}") as http:
        answers = await asyncio.gather(
            *(
                http.post("/bookings", headers=signed(product, guest), json=wish(*slot))
                for guest, slot in zip(GUESTS, SLOTS, strict=False)
            )
        )
    assert {answer.status_code for answer in answers} == {201}
    await product.settle()


def signed(product: Product, guest: int) -> dict[str, str]:
    user = a_user(guest, name(guest))
    return {"Authorization": f"tma {init_data(TOKENS[RESTAURANT], product.clock.now(), user)}"}


def wish(resource_id: str, hour: int) -> dict[str, object]:
    return {"resource_id": resource_id, "starts_at": f"2026-11-24T{hour:02}:00:00+03:00", "party_size": 2}


def name(guest: int) -> str:
    return f"Гость{guest % 100:02}"


def alerts_of(product: Product) -> list[list[tuple[Kind, int | None]]]:
    """The alerts in each message to the admin."""
    calls = [call for call in product.sandbox.api.calls_of("sendMessage") if call.ok]
    mine = [call.parameters for call in calls if int(call.parameters["chat_id"]) == VERA]
    told = [notifications_in(each["text"], each.get("reply_markup")) for each in mine]
    return [each for each in told if each]


async def until_told(product: Product) -> list[list[tuple[Kind, int | None]]]:
    """Let time pass until the admin has every alert. The clock stands still while they are sent."""
    while sum(map(len, alerts_of(product))) < len(GUESTS):
        await product.advance(SECOND / 10)
    return alerts_of(product)


async def test_alerts_about_twenty_guests_arrive_in_a_few_messages(product: Product, vera: ChatUser) -> None:
    await book_all(product)
    assert len(alerts_of(product)) == 1, "the first one is sent alone, at once"
    told = await until_told(product)
    assert len(told) <= 4
    everything = [(Kind.ALERT_BOOKED, booking) for booking in range(1, len(GUESTS) + 1)]
    assert sorted(each for alerts in told for each in alerts) == everything
    text = "\n".join(message.text for message in vera.messages)
    assert [text.count(name(guest)) for guest in GUESTS] == [1] * len(GUESTS)


async def test_without_gathering_alerts_about_twenty_guests_are_twenty_messages(
    product: Product, vera: ChatUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.messages.ledger.GATHERED_AT_LEAST", 1_000)
    await book_all(product)
    assert [len(alerts) for alerts in await until_told(product)] == [1] * len(GUESTS)
    assert vera.last.text.startswith("🆕")


async def test_a_number_opens_a_booking_whose_changes_leave_the_message_about_others_as_it_is(
    product: Product, vera: ChatUser
) -> None:
    await book_all(product)
    told = await until_told(product)
    gathered = next(message for message in vera.messages if message.text.startswith("🔔"))
    before = gathered.text
    _, booking = next(alerts for alerts in told if len(alerts) > 1)[6]
    guest = next(name(each) for each in GUESTS if name(each) in before.splitlines()[2 + 6])
    await vera.press("7", gathered)
    assert guest in window(vera).text
    await press_all(vera, "Отменить бронь", "Да, отменить")
    # Times of the chat may still be reserved for alerts that have gone with the others.
    for _ in range(6):
        await product.advance(SECOND)
    assert [(Kind.ALERT_CANCELED, booking)] in alerts_of(product)
    assert guest in next(message.text for message in vera.messages if message.text.startswith("❌"))
    assert gathered.text == before


def alert(venue: Venue, number: int, kind: Kind) -> BookingLetter:
    """An alert about the booking of a guest, in the language of the venue's admins."""
    notification = a_notification(kind, NOW, id=number, venue_id=venue.id)
    payload = notification.payload
    if isinstance(payload, AlertMoved):
        payload = replace(payload, old_resource_id=next(iter(venue.resources)), old_starts_at=NOW)
    status = BookingStatus.CANCELED if kind is Kind.ALERT_CANCELED else BookingStatus.BOOKED
    resource_id = list(venue.resources)[number]
    booking = a_booking(NOW + timedelta(days=number), id=number, resource_id=resource_id, status=status)
    guest = a_guest(name="Anna <3 & Ben", username="anna")
    return BookingLetter(Envelope(notification, venue, None, False), payload, booking, guest, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("venue_id", "locale", "expected"),
    [
        (
            "binary_bites",
            Locale.RU,
            [
                "1. 🆕 вт, 24 ноября, 12:00 · Кресло с торшером · Anna <3 & Ben · 2 гостя",
                "2. 🔁 ср, 25 ноября, 12:00 · У окна на переулок · Anna <3 & Ben · 2 гостя. Было: пн, 23 ноября, 12:00",
                "3. ❌ Отмена: чт, 26 ноября, 12:00 · У окна во двор · Anna <3 & Ben · 2 гостя",
                "4. 🗑 Гость убрал из списка: пт, 27 ноября, 12:00 · Вечер на двоих · Anna <3 & Ben · 2 гостя",
                "5. 📵 Гость не получил сообщение: сб, 28 ноября, 12:00 · Терраса, у перил · Anna <3 & Ben · 2 гостя",
            ],
        ),
        (
            "zdorovie_plus",
            Locale.EN,
            [
                "1. 🆕 Tue, 24 November, 12:00",
                "2. 🔁 Wed, 25 November, 12:00",
                "3. ❌ Canceled: Thu, 26 November, 12:00",
                "4. 🗑 Removed from the guest’s list: Fri, 27 November, 12:00",
                "5. 📵 The guest got no message: Sat, 28 November, 12:00",
            ],
        ),
    ],
)
def test_each_alert_has_a_line_that_says_what_when_where_and_who(
    venue_id: str, locale: Locale, expected: list[str]
) -> None:
    venue = load_venues(VENUES_DIR)[venue_id]
    words = Translator.load(VENUES_DIR, [venue]).words(venue, locale)
    letter = gather([alert(venue, number, kind) for number, kind in enumerate(GATHERED_KINDS, 1)])
    page = write_page(letter, words, NOW)
    text, _ = parse_html(page.text)
    lines = text.splitlines()
    assert lines[0] in {"🔔 5 событий", "🔔 5 changes"}
    assert all(line.startswith(begin) for line, begin in zip(lines[2:7], expected, strict=True)), lines
    assert page.text.count("https://t.me/anna") == len(GATHERED_KINDS)
    assert page.keyboard
    opened = [[button.callback_data for button in row] for row in page.keyboard.inline_keyboard]
    assert opened == [["open:1", "open:2", "open:3", "open:4", "open:5"]]
