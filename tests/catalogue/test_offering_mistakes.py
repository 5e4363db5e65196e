"""Mistakes in hours, services, lengths and joined tables stop the start with file, key and what is expected."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.catalogue.loader import load_venues
from app.catalogue.mistakes import InvalidCatalogue
from app.domain.venues import Asks, Hours, Localized, TurnTime, Venue
from tests.catalogue.venue_files import CAFE, CLINIC, write_venue

TWO_TABLES = """
[[resources]]
id = "a"
name = { ru = "А", en = "A" }
description = { ru = "А", en = "A" }
capacity = 4
joins = ["b"]

[[resources]]
id = "b"
name = { ru = "Б", en = "B" }
description = { ru = "Б", en = "B" }
capacity = 4
joins = ["a"]
"""
BIG_CAFE = CAFE.replace("max_party_size = 4", "max_party_size = 8") + TWO_TABLES
BARBERS = """\
name = { ru = "Барбершоп", en = "Barbers" }
timezone = "Europe/Moscow"
locale = "ru"
address = { ru = "Улица, 3", en = "3 Street" }

[booking]
asks = "service"
slot_minutes = 30
start_every_minutes = 15
buffer_minutes = 5
horizon_days = 30
min_notice_minutes = 0
cancel_until_minutes = 0
max_active_per_guest = 3

[opening_hours]
mon = ["10:00-20:00"]
fri = ["18:00-02:00"]

[closures]
dates = ["2027-01-01..2027-01-03"]

[closures.hours]
"2026-12-31" = ["12:00-18:00"]

[messages]

[[services]]
id = "cut"
name = { ru = "Стрижка", en = "Haircut" }
minutes = 45
buffer_minutes = 10
price = { ru = "1 800 ₽", en = "1,800 ₽" }
resources = ["anna"]

[[services]]
id = "shave"
name = { ru = "Бритьё", en = "Shave" }
minutes = 20
resources = ["anna", "boris"]

[[resources]]
id = "anna"
name = { ru = "Анна", en = "Anna" }
description = { ru = "Стрижёт", en = "Cuts" }
hours = { mon = ["12:00-16:00", "10:00-11:00"] }
absences = ["2026-12-20..2026-12-22"]

[[resources]]
id = "boris"
name = { ru = "Борис", en = "Boris" }
description = { ru = "Бреет", en = "Shaves" }
"""


def load(folder: Path, toml: str) -> Venue:
    write_venue(folder, "venue", toml)
    return load_venues(folder)["venue"]


def mistakes(folder: Path, toml: str) -> list[str]:
    write_venue(folder, "venue", toml)
    with pytest.raises(InvalidCatalogue) as raised:
        load_venues(folder)
    prefix = f"{folder / 'venue' / 'venue.toml'}: "
    assert all(each.startswith(prefix) for each in raised.value.mistakes)
    return [each.removeprefix(prefix) for each in raised.value.mistakes]


def spoiled(toml: str, old: str, new: str) -> str:
    assert old in toml, f"nothing to spoil: {old}"
    return toml.replace(old, new, 1)


def test_a_venue_that_asks_for_a_service_is_read(tmp_path: Path) -> None:
    venue = load(tmp_path, BARBERS)
    cut, shave = venue.service("cut"), venue.service("shave")

    assert venue.booking.asks is Asks.SERVICE
    assert (venue.booking.start_every, venue.booking.buffer) == (timedelta(minutes=15), timedelta(minutes=5))
    assert (cut.length, cut.buffer, cut.resources) == (timedelta(minutes=45), timedelta(minutes=10), ("anna",))
    assert cut.price == Localized("1 800 ₽", "1,800 ₽")
    assert (shave.buffer, shave.price) == (timedelta(minutes=5), None)
    anna = venue.resource("anna")
    assert anna.hours == ((Hours(600, 660), Hours(720, 960)), *[()] * 6)
    assert anna.absences == {date(2026, 12, day) for day in (20, 21, 22)}
    assert venue.resource("boris").hours is None
    assert venue.hours_on(date(2026, 11, 27)) == (Hours(18 * 60, 26 * 60),)
    assert venue.hours_on(date(2026, 12, 31)) == (Hours(720, 1080),)
    assert venue.closures == {date(2027, 1, day) for day in (1, 2, 3)}


def test_tables_that_join_turn_times_and_pacing_are_read(tmp_path: Path) -> None:
    more = "max_party_size = 8\nturn_times = [{ up_to = 2, minutes = 90 }]\npacing = { guests_per_15_minutes = 12 }"
    venue = load(tmp_path, spoiled(BIG_CAFE, "max_party_size = 8", more))

    assert venue.place("a+b").capacity == 8
    assert venue.booking.turn_times == (TurnTime(2, timedelta(minutes=90)),)
    assert venue.booking.guests_per_15_minutes == 12


@pytest.mark.parametrize(
    ("toml", "old", "new", "expected"),
    [
        # Services
        (BARBERS, 'resources = ["anna"]', "resources = []", "services[cut].resources: expected ids of resources, at"),
        (
            BARBERS,
            '["anna"]',
            '["vera"]',
            "services[cut].resources: expected ids of resources, each once: anna, boris, got ",
        ),
        (BARBERS, '["anna", "boris"]', '["anna"]', "resources[boris]: expected a service that names it in its "),
        (BARBERS, 'id = "shave"', 'id = "cut"', 'services: expected each id once, got "cut"'),
        (BARBERS, "minutes = 45", "minutes = 0", "services[cut].minutes: expected 5 to 1440 minutes, got 0"),
        (
            BARBERS,
            '["anna", "boris"]',
            '["anna", "boris", "anna"]',
            'services[shave].resources: expected ids of resources, each once: anna, boris, got "anna"',
        ),
        (
            BARBERS,
            "minutes = 45",
            "minutes = 300",
            "services[cut].minutes: expected at most 240, the minutes of the longest hours for it, got 300",
        ),
        (
            CAFE,
            "[[resources]]",
            '[[services]]\nid = "x"\nname = { ru = "х", en = "x" }\nminutes = 30\nresources = ["t1"]\n[[resources]]',
            "services: expected no such key",
        ),
        (
            BARBERS,
            'description = { ru = "Бреет"',
            'specialty = "x"\ndescription = { ru = "Бреет"',
            "resources[boris].s",
        ),
        # Buffers
        (BARBERS, "buffer_minutes = 5", "buffer_minutes = 1441", "booking.buffer_minutes: expected 0 to 1440 minutes"),
        (BARBERS, "buffer_minutes = 10", "buffer_minutes = -1", "services[cut].buffer_minutes: expected 0 to 1440"),
        (BARBERS, "buffer_minutes = 10", "buffer_minutes = 1441", "services[cut].buffer_minutes: expected 0 to 1440"),
        # Joined tables
        (
            BIG_CAFE,
            'joins = ["b"]',
            'joins = ["c"]',
            'resources[a].joins: expected ids of other tables, each once, got "c"',
        ),
        (
            BIG_CAFE,
            'joins = ["b"]',
            'joins = ["a", "b"]',
            "resources[a].joins: expected ids of other tables, each once",
        ),
        (BIG_CAFE, 'joins = ["a"]', "joins = []", "resources[b].joins: expected a, because a joins b, got []"),
        (
            BIG_CAFE,
            "max_party_size = 8",
            "max_party_size = 9",
            "booking.max_party_size: expected at most the largest tab",
        ),
        (
            BIG_CAFE.replace('"b"', '"by_the_door"'),
            "x",
            "x",
            "resources[by_the_door].joins: expected an id of at most 7 characters for a table that is joined",
        ),
        (CLINIC, 'photo = "ivanov.webp"', 'joins = ["x"]', "resources[ivanov].joins: expected no such key"),
        # Turn times and pacing
        (
            BIG_CAFE,
            "max_party_size = 8",
            "max_party_size = 8\nturn_times = [{ up_to = 4, minutes = 90 }, { up_to = 2, minutes = 60 }]",
            "booking.turn_times: expected larger parties after smaller ones, each size once, got [4, 2]",
        ),
        (
            BIG_CAFE,
            "max_party_size = 8",
            "max_party_size = 8\nturn_times = [{ up_to = 8, minutes = 90 }, { up_to = 9, minutes = 60 }]",
            "booking.turn_times: expected parties of at most 8 guests, max_party_size, got 9",
        ),
        (
            BIG_CAFE,
            "max_party_size = 8",
            "max_party_size = 8\nturn_times = [{ up_to = 8, minutes = 1100 }]",
            "booking.turn_times: expected at most 1080, the minutes of the longest hours for it, got 1100",
        ),
        (
            BIG_CAFE,
            "slot_minutes = 120",
            "slot_minutes = 1100\nstart_every_minutes = 30",
            "booking.slot_minutes: expected at most 1080, the minutes of the longest hours for it, got 1100",
        ),
        (
            CLINIC,
            "slot_minutes = 30",
            "slot_minutes = 30\nturn_times = [{ up_to = 2, minutes = 90 }]",
            "booking.turn_times: expected no such key",
        ),
        (
            BIG_CAFE,
            "max_party_size = 8",
            "max_party_size = 8\npacing = { guests_per_15_minutes = 6 }",
            "booking.pacing.guests_per_15_minutes: expected at least max_party_size, 8, got 6",
        ),
        # Hours
        (
            BARBERS,
            "mon = ",
            'sat = ["01:00-05:00"]\nmon = ',
            "opening_hours.fri: expected hours that do not overlap, got ",
        ),
        (BARBERS, '"18:00-02:00"', '"18:00-18:00"', "opening_hours.fri[1]: expected opening and closing times"),
        (
            BARBERS,
            '["12:00-18:00"]',
            '["17:00-18:00", "12:00-17:30"]',
            "closures.hours.2026-12-31: expected hours that do",
        ),
        (BARBERS, '["12:00-18:00"]', "[]", "closures.hours.2026-12-31: expected hours, or the day in closures.dates"),
        (
            BARBERS,
            '"2026-12-31" =',
            '"2027-01-02" =',
            "closures.hours.2027-01-02: expected hours, or the day in closures.",
        ),
        (BARBERS, '"2026-12-31" =', '"31.12." =', "closures.hours.31.12."),
        (
            BARBERS,
            '["12:00-18:00"]',
            '["12:00-12:15"]',
            "closures.hours.2026-12-31: expected at least the 20 minutes of ",
        ),
        (
            BARBERS,
            '"12:00-16:00"',
            '"12:00-21:00"',
            "resources[anna].hours.mon: expected hours within opening_hours.mon",
        ),
        (
            BARBERS,
            "{ mon = [",
            "{ tue = [",
            "resources[anna].hours.tue: expected hours within opening_hours.tue, on which ",
        ),
        (BARBERS, '"10:00-11:00"', '"10:00-13:00"', "resources[anna].hours.mon: expected hours that do not overlap"),
        (
            BARBERS,
            '"10:00-11:00"',
            '"10:00-10:15"',
            'resources[anna].hours.mon: expected at least the 20 minutes of the shortest visit, got "10:00-10:15"',
        ),
        (
            CLINIC,
            'photo = "ivanov.webp"',
            'hours = { mon = ["08:00-08:20"] }',
            'resources[ivanov].hours.mon: expected at least the 30 minutes of the shortest visit, got "08:00-08:20"',
        ),
        (
            BARBERS,
            '"2026-12-31" = ["12:00-18:00"]',
            '"2026-12-05" = ["01:00-05:00"]',
            'closures.hours.2026-12-05: expected hours that do not overlap, got "00:00-02:00, 01:00-05:00"',
        ),
        (BARBERS, "{ mon = [", "{ someday = [", "resources[anna].hours.someday"),
        (
            BARBERS,
            "2026-12-20..2026-12-22",
            "2026-12-22..2026-12-20",
            "resources[anna].absences[1]: expected a list of d",
        ),
        (
            BARBERS,
            "2026-12-20..2026-12-22",
            "2026-12-20..2029-12-22",
            "resources[anna].absences[1]: expected a list of d",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_is_expected(
    tmp_path: Path, toml: str, old: str, new: str, expected: str
) -> None:
    assert any(each.startswith(expected) for each in mistakes(tmp_path, spoiled(toml, old, new)))
