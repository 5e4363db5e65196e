"""Somebody else for whom a guest books: how the line is read, and who may be the same person."""

from datetime import date

import pytest

from app.domain.errors import InvalidRelative, NotForOthers
from app.domain.names import NAME_LENGTH
from app.domain.relatives import (
    SHOWN_RELATIVES,
    Relative,
    check_for_whom,
    distinct,
    make_relative,
    may_be_same,
    read_relative,
)
from tests.domain.builders import RULES, a_venue

TODAY = date(2026, 11, 23)
MASHA, MASHA_2019, MASHA_2015 = Relative("Маша"), Relative("Маша", 2019), Relative("Маша", 2015)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Маша", MASHA),
        ("  Маша  2019 ", MASHA_2019),
        ("Маша, 2019", MASHA_2019),
        ("Маша (2019)", MASHA_2019),
        ("Маша 2019 г.р.", MASHA_2019),
        ("Маша, 2019 г. р.", MASHA_2019),
        ("Маша — 2019 года рождения", MASHA_2019),
        ("Маша 12.05.2019", MASHA_2019),
        ("Mary Ann, 1950", Relative("Mary Ann", 1950)),
        ("Анна-Мария 2026", Relative("Анна-Мария", 2026)),
        ("x" * 100 + " 2019", Relative("x" * NAME_LENGTH, 2019)),
    ],
)
def test_a_name_and_a_year_are_read(written: str, expected: Relative) -> None:
    assert read_relative(written, TODAY) == expected


@pytest.mark.parametrize(
    "written",
    ["", "2019", "Маша 2027", "Маша 1905", "Маша 7 лет", "Маша 19", "12.05.2019", "\u200b", "Маша 9999", "٢٠١٩"],
)
def test_what_is_no_name_or_no_year_of_birth_is_refused(written: str) -> None:
    with pytest.raises(InvalidRelative) as refusal:
        read_relative(written, TODAY)
    assert "Маша" not in str(refusal.value), "it may be logged"


@pytest.mark.parametrize("year", [1905, 2027, 0, -1])
def test_nobody_was_born_then(year: int) -> None:
    with pytest.raises(InvalidRelative):
        make_relative("Маша", year, TODAY)


def test_a_name_is_shown_with_its_year() -> None:
    assert (MASHA.shown, MASHA_2019.shown) == ("Маша", "Маша, 2019")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, None, True),
        (None, MASHA, False),
        (MASHA, None, False),
        (MASHA, MASHA, True),
        (MASHA, MASHA_2019, True),
        (MASHA_2019, MASHA, True),
        (MASHA_2019, MASHA_2015, False),
        (MASHA_2019, Relative("Саша", 2019), False),
        (Relative("Алёна"), Relative("АЛЕНА", 2019), True),
    ],
)
def test_two_bookings_may_be_for_the_same_person(one: Relative | None, other: Relative | None, expected: bool) -> None:
    assert may_be_same(one, other) is expected


def test_relatives_of_earlier_bookings_are_offered_once() -> None:
    used = [(9, MASHA), (8, Relative("Саша")), (7, MASHA_2019), (6, Relative("МАША", 2019)), (5, MASHA_2015)]
    assert distinct(used) == {7: MASHA_2019, 5: MASHA_2015, 8: Relative("Саша")}
    many = [(number, Relative(chr(65 + number))) for number in range(20)]
    assert list(distinct(many)) == list(range(SHOWN_RELATIVES))


def test_a_guest_books_for_others_only_where_the_venue_allows_it() -> None:
    check_for_whom(RULES, None)
    check_for_whom(a_venue(for_others=True).booking, MASHA)
    with pytest.raises(NotForOthers):
        check_for_whom(RULES, MASHA)
