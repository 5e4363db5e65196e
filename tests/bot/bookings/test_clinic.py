"""A patient books half an hour with a doctor, and no message says what the visit is for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bot.messages.letters import write_page
from app.catalogue.loader import load_venues
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, BookingStatus
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.letters import (
    AllCanceledLetter,
    BookingLetter,
    CatalogueLetter,
    Envelope,
    Letter,
    ServiceLetter,
    WaitlistLetter,
)
from app.domain.messages.payloads import AlertAllCanceled, AlertMisfits, BookingPayload, ServicePayload, WaitlistPayload
from app.domain.venues import Locale, Resource
from app.domain.waitlist import NewWait, Offer, Wait
from app.sandbox.chat_user import ChatUser
from app.texts.translator import Translator
from tests.bot.steps import TODAY, TUESDAY, buttons, press_all, told, window
from tests.domain.builders import a_notification, a_payload
from tests.product import A_FEW_SECONDS, ANNA, BEN, CLINIC, Product

VENUES_DIR = Path("data/venues")
VENUE = load_venues(VENUES_DIR)[CLINIC]
WORDS = Translator.load(VENUES_DIR, [VENUE])
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ENDING = 2
"""Letters at the end of a word that change with the grammatical case in Russian."""


@pytest.fixture
async def patient(product: Product) -> ChatUser:
    user = product.person(ANNA, CLINIC)
    await user.write("/start")
    return user


async def test_patient_books_half_an_hour_with_a_doctor(product: Product, patient: ChatUser) -> None:
    await patient.press("📝 Записаться")
    assert buttons(patient)[:5] == ["🩺 Терапия", "❤️ Кардиология", "🧠 Неврология", "🧒 Педиатрия", "✋ Дерматология"]
    assert "Сердце, давление, ЭКГ" in window(patient).text
    await press_all(patient, "›", "👁 Офтальмология")
    assert "Любой врач" in window(patient).text
    await patient.press("👤 Выбрать врача")
    assert buttons(patient)[1:3] == ["Ирина Борисовна Мельник", "Александр Витальевич Ким"]
    assert "стаж" in window(patient).text

    await patient.press("Александр Витальевич Ким")
    assert window(patient).photo
    assert "Александр Витальевич Ким · стаж" in window(patient).text
    assert "29" not in buttons(patient), "the clinic is closed on Sundays"

    await patient.press(TUESDAY)
    times = [row for row in window(patient).buttons if ":" in row[0]]
    assert [len(row) for row in times] == [4] * 6
    assert (times[0][0], times[0][1], times[-1][-1]) == ("08:00", "08:30", "19:30")

    await patient.press("08:30")
    assert "вторник, 24 ноября, 08:30–09:00" in window(patient).text
    assert "🩺 Александр Витальевич Ким" in window(patient).text
    assert "Москва, улица Доброго Утра, 12" in window(patient).text
    await patient.press("✅ Подтвердить")
    assert "Ждём вас!" in told(patient).text
    await product.advance(A_FEW_SECONDS)
    assert "Ждём вас!" in patient.last.text


async def test_patient_books_in_english(product: Product) -> None:
    ben = product.person(BEN, CLINIC)
    await ben.write("/start book")
    await press_all(
        ben, "›", "🦴 Orthopaedics", "Ordinary visit", "👤 Choose a doctor", "Seseg Tsyrenova", TUESDAY, "19:30"
    )
    assert "Tuesday, 24 November, 19:30–20:00 Moscow time" in window(ben).text
    assert "Seseg Tsyrenova" in window(ben).text
    await ben.press("✅ Confirm")
    assert told(ben).text.startswith("✅ See you soon!")


async def test_any_doctor_is_the_one_with_the_emptiest_day(product: Product, patient: ChatUser) -> None:
    """The first of the catalogue, and then the other one."""
    await press_all(patient, "📝 Записаться", "🩺 Терапия", TUESDAY, "10:00")
    assert "🩺 Анна Викторовна Соколова" in window(patient).text
    assert window(patient).photo
    await patient.press("✅ Подтвердить")
    ben = product.person(BEN, CLINIC)
    await ben.write("/start book")
    await press_all(ben, "🩺 General practice", TUESDAY, "10:00")
    assert "Pyotr Gromov" in window(ben).text
    assert "🔄 Another doctor" not in buttons(ben), "nobody else is free then"
    await press_all(ben, "‹ Back", "12:00")
    assert "Pyotr Gromov" in window(ben).text
    assert "🔄 Another doctor" in buttons(ben)


async def test_patient_begins_with_a_doctor(product: Product, patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "👤 Выбрать врача", "›", "›")
    doctor = buttons(patient)[0]
    await patient.press(doctor)
    assert doctor in window(patient).text
    await press_all(patient, TUESDAY, "10:00")
    assert f"🩺 {doctor}" in window(patient).text


async def test_patient_gets_messages_before_and_after_the_visit(product: Product, patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "🩺 Терапия", "25", "10:00", "✅ Подтвердить")
    await product.advance(timedelta(days=3))
    sent = [message.text for message in patient.messages]
    assert len([text for text in sent if text.startswith("⏰ Ждём вас ")]) == len(VENUE.messages.reminders)
    assert len([text for text in sent if "как вы после приёма" in text]) == 1


async def test_confirmation_has_no_buttons_for_a_change_that_is_too_late(product: Product, patient: ChatUser) -> None:
    await press_all(patient, "📝 Записаться", "🩺 Терапия", TODAY, "12:30", "✅ Подтвердить")
    await product.advance(A_FEW_SECONDS)
    assert "Ждём вас!" in patient.last.text
    assert "Перенести или отменить" not in patient.last.text
    assert patient.last.buttons == [["Открыть запись"], ["📅 В календарь", "📅 Google"], ["🗺 На карте"]]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.MOVED])
def test_confirmation_says_until_when_the_booking_can_be_changed(kind: Kind, locale: Locale) -> None:
    doctor, words = VENUE.resource("gromov"), WORDS.words(VENUE, locale)
    letter = _letter(doctor, kind)
    assert isinstance(letter, BookingLetter)
    until = letter.booking.changeable_until(VENUE.booking)
    early, late = write_page(letter, words, until - timedelta(minutes=1)), write_page(letter, words, until)
    line = words("changeable_until", until_time="11:00", until_day=words.dates.month_day(until, NOW))
    assert early.text == f"{late.text}\n{line}"
    assert early.keyboard
    assert late.keyboard
    assert [len(row) for row in early.keyboard.inline_keyboard] == [2, 2, 1, 1]
    assert [len(row) for row in late.keyboard.inline_keyboard] == [1, 2, 1]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("doctor", VENUE.resources.values(), ids=lambda doctor: doctor.id)
def test_no_message_mentions_a_specialty(doctor: Resource, locale: Locale) -> None:
    kinds = [kind for kind in Kind if kind.rule.subject not in {Subject.BROADCAST, Subject.EXPORT}]
    told = " ".join(_push(doctor, kind, locale) for kind in kinds).lower()
    for specialty in VENUE.specialties.values():
        for name in (specialty.name.ru, specialty.name.en):
            assert name.lower()[:-ENDING] not in told
    assert doctor.name.to(locale).lower() in told


def _push(doctor: Resource, kind: Kind, locale: Locale) -> str:
    """The text of the notification and the buttons under it."""
    words = WORDS.words(VENUE, locale)
    page = write_page(_letter(doctor, kind), words, NOW)
    keyboard = page.keyboard.inline_keyboard if page.keyboard else []
    return " ".join([page.text, *(button.text for row in keyboard for button in row)])


def _letter(doctor: Resource, kind: Kind) -> Letter:
    starts_at = NOW + timedelta(days=1)
    ends_at = starts_at + VENUE.booking.slot_length
    booking = Booking(1, VENUE.id, 1, doctor.id, starts_at, ends_at, None, BookingStatus.BOOKED, 1, NOW)
    guest = Guest(1, VENUE.id, ANNA, "Anna", None, "ru", None, None, None, NOW)
    payload = a_payload(kind, variant=VENUE.messages.follow_ups[0].text, old_resource_id=doctor.id)
    envelope = Envelope(a_notification(kind, NOW, payload=payload), VENUE, guest, is_silent=False)
    if isinstance(payload, BookingPayload):
        return BookingLetter(envelope, payload, booking, guest, replaced_message_id=None)
    if isinstance(payload, AlertMisfits):
        return CatalogueLetter(envelope, payload)
    if isinstance(payload, AlertAllCanceled):
        return AllCanceledLetter(envelope, payload, guest)
    if isinstance(payload, WaitlistPayload):
        wish = Wish(specialty=doctor.specialty)
        day = NewWait.for_day(VENUE, starts_at.date(), wish)
        wait = Wait(
            day=day.day,
            wish=wish,
            begins_at=day.begins_at,
            ends_at=day.ends_at,
            id=1,
            venue_id=VENUE.id,
            guest_id=1,
            joined_at=NOW,
        )
        offer = Offer(1, 1, 1, doctor.id, Slot(starts_at, ends_at), NOW)
        return WaitlistLetter(envelope, payload, offer, wait, replaced_message_id=None)
    assert isinstance(payload, ServicePayload)
    return ServiceLetter(envelope, payload)
