"""What the picture of a day and its caption say: facts, no pixels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.bot.sheet_of_day import DayNumbers, caption_of_day, sheet_of_day
from app.domain.availability.offering import Wish
from app.domain.availability.slots import Slot
from app.domain.bookings import Booking, BookingStatus
from app.domain.closures import Closure
from app.domain.venues import Asks, Hours, Locale, Venue
from app.domain.waitlist import NewWait, Offer, Wait
from app.pictures.day_sheet import DaySheet
from app.texts.translator import Translator, Words
from app.usecases.desk.held import Held
from app.usecases.desk.show_timeline import Row, Timeline
from tests.domain.builders import TABLE, a_booking, a_guest, a_venue, at

HOUR = timedelta(hours=1)
DAY = date(2026, 11, 24)
NOON = at("Europe/Moscow", "2026-11-24 12:00")
TABLES = {each: replace(TABLE, id=each) for each in ("t1", "t2", "t3")}
VENUE = replace(a_venue(hours=[Hours(10 * 60, 22 * 60)]), resources=TABLES)
OPEN = Slot(NOON - 2 * HOUR, NOON + 10 * HOUR)


def words_of(venue: Venue, locale: Locale, folder: Path) -> Words:
    (folder / venue.id).mkdir(exist_ok=True)
    for each in Locale:
        (folder / venue.id / f"texts.{each}.ftl").write_text("")
    return Translator.load(folder, [venue]).words(venue, locale)


def a_timeline(*bookings: Booking, closures: Sequence[Closure] = (), hours: Sequence[Slot] = (OPEN,)) -> Timeline:
    rows = [Row(each, hours) for each in TABLES.values()]
    guest = a_guest(name="Анна 🌸")
    return Timeline(DAY, "version", rows, [(booking, guest) for booking in bookings], closures, (), 0)


def seated(at: datetime, **changes: object) -> Booking:
    return a_booking(at, status=BookingStatus.SEATED, seated_at=at, **changes)


BOOKINGS = (
    seated(NOON - HOUR, id=1, resource_id="t1", party_size=3),
    a_booking(NOON + HOUR, id=2, resource_id="t2+t3", party_size=8),
    a_booking(NOON - 2 * HOUR, id=3, resource_id="t3", status=BookingStatus.NO_SHOW),
    a_booking(NOON, id=4, resource_id="t2", status=BookingStatus.CANCELED),
)


def bars_of(sheet: DaySheet) -> dict[str, list[str]]:
    return {
        f"{number}": [f"{bar.status} {bar.number} {bar.detail}" for bar in row.bars]
        for number, row in enumerate(sheet.rows)
    }


def test_a_row_has_its_bookings_and_joined_tables_have_one_each(tmp_path: Path) -> None:
    sheet = sheet_of_day(VENUE, a_timeline(*BOOKINGS), words_of(VENUE, Locale.RU, tmp_path), NOON)
    assert bars_of(sheet) == {
        "0": ["seated № 1 11:00 · 3"],
        "1": ["booked № 2 13:00 · 8"],
        "2": ["no_show № 3 10:00 · 2", "booked № 2 13:00 · 8"],
    }
    assert sheet.title == "Кафе · вторник, 24 ноября"
    assert [label for _, label in sheet.hours][:: len(sheet.hours) - 1] == ["10:00", "22:00"]
    assert sheet.now == (NOON, "12:00")
    assert [status for status, _ in sheet.legend] == ["booked", "seated", "no_show"]


def test_a_row_has_what_is_held_on_it_in_order_of_time(tmp_path: Path) -> None:
    slot = Slot(NOON - 2 * HOUR, NOON)
    new = NewWait.for_day(VENUE, DAY, Wish(4))
    wait = Wait(DAY, new.wish, new.begins_at, new.ends_at, id=1, venue_id=VENUE.id, guest_id=2, joined_at=NOON)
    held = Held(Offer(1, 1, 9, "t2+t3", slot, NOON), wait, a_guest(id=2, name="Мария"))
    timeline = replace(a_timeline(*BOOKINGS[:2]), held=[held])

    sheet = sheet_of_day(VENUE, timeline, words_of(VENUE, Locale.RU, tmp_path), NOON)

    assert [[(bar.status, bar.name, bar.detail) for bar in row.bars] for row in sheet.rows[1:]] == [
        [("held", "Мария", "10:00 · 4"), ("booked", "Анна 🌸", "13:00 · 8")]
    ] * 2
    assert ("held", "держим для гостя") in sheet.legend


def test_a_booking_of_a_table_that_is_gone_has_a_row_and_one_outside_the_hours_is_seen(tmp_path: Path) -> None:
    late = a_booking(NOON + 9 * HOUR + HOUR / 2, resource_id="old")
    sheet = sheet_of_day(VENUE, a_timeline(late), words_of(VENUE, Locale.EN, tmp_path), NOON - 24 * HOUR)
    assert [row.name for row in sheet.rows][-1] == "old"
    assert sheet.hours[-1][1] == "00:00", "the visit ends at half past eleven"
    assert sheet.now is None


def test_a_closed_day_without_bookings_shows_all_hours(tmp_path: Path) -> None:
    sheet = sheet_of_day(VENUE, a_timeline(hours=()), words_of(VENUE, Locale.RU, tmp_path), NOON)
    assert len(sheet.hours) == 25


def test_numbers_of_the_day() -> None:
    house = Closure("t2", Slot(NOON, NOON + HOUR), 1, 900, None, None)
    numbers = DayNumbers.of(VENUE, a_timeline(*BOOKINGS, closures=[house]), NOON)
    assert numbers == DayNumbers(
        bookings=3,
        guests=11,
        seated=1,
        no_shows=1,
        canceled=1,
        busy_percent=17,  # 2 + 2 × 2 of 3 × 12 hours
        free_now=1,  # one is taken, one is closed
        resources=3,
    )
    assert DayNumbers.of(VENUE, a_timeline(*BOOKINGS), NOON - 24 * HOUR).free_now is None
    assert DayNumbers.of(VENUE, a_timeline(hours=()), NOON).busy_percent == 0


@pytest.mark.parametrize(
    ("locale", "caption"),
    [
        (
            Locale.RU,
            (
                "<b>вторник, 24 ноября</b> · 3 брони\nГостей: 11\nЗанято 17 % времени\nСвободно сейчас: 2 из 3\n"
                "▶️ Сейчас здесь: 1\n🚫 Не пришли: 1\n✖️ Отменены: 1"
            ),
        ),
        (
            Locale.EN,
            (
                "<b>Tuesday, 24 November</b> · 3 bookings\nGuests: 11\n17% of the time is taken\nFree now: 2 of 3\n"
                "▶️ Here now: 1\n🚫 No-shows: 1\n✖️ Canceled: 1"
            ),
        ),
    ],
)
def test_the_caption_has_the_numbers(tmp_path: Path, locale: Locale, caption: str) -> None:
    timeline, words = a_timeline(*BOOKINGS), words_of(VENUE, locale, tmp_path)
    assert caption_of_day(VENUE, timeline, sheet_of_day(VENUE, timeline, words, NOON), words, NOON) == caption


def test_a_clinic_counts_no_guests_and_what_has_no_room_is_said(tmp_path: Path) -> None:
    clinic = replace(VENUE, booking=replace(VENUE.booking, asks=Asks.SPECIALTY))
    words = words_of(clinic, Locale.RU, tmp_path)
    timeline = a_timeline()
    sheet = sheet_of_day(clinic, timeline, words, NOON)
    many = replace(sheet, rows=list(sheet.rows) * 100)
    caption = caption_of_day(clinic, timeline, many, words, NOON)
    assert "0 записей" in caption
    assert "Гостей" not in caption
    assert "ещё 100" in caption
