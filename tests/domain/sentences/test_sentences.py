"""What is understood of the phrases of both sets, and that nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sentences.intents import Intent
from app.domain.sentences.read import NOTHING, SentenceReader, Understood
from app.domain.sentences.spelling import LONGEST_TEXT
from app.domain.sentences.times import Span
from app.domain.venues import Synonyms
from tests.domain.sentences.phrases import NOW, READERS, VENUES_OF_PHRASES, Phrase, phrases

RIGHT = 0.95
WORDS = [
    "столик",
    "на",
    "двоих",
    "завтра",
    "в",
    "семь",
    "19:00",
    "у",
    "окна",
    "лор",
    "болит",
    "28-го",
    "table",
    "for",
    "two",
    "tomorrow",
    "at",
    "7pm",
    "half",
    "past",
    "through",
]
EVENING_IN_UTC = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
"""Half past midnight on Tuesday in Moscow."""


def read(text: str, venue: str = "r", now: datetime = NOW) -> Understood:
    return READERS[venue](text, now)


@pytest.mark.parametrize("name", ["tuning", "held_out"])
def test_most_phrases_are_understood(name: str) -> None:
    every = list(phrases(name))

    assert sum(each.is_right() for each in every) / len(every) >= RIGHT


@pytest.mark.parametrize("name", ["tuning", "held_out"])
def test_nothing_is_filled_in_that_was_not_said(name: str) -> None:
    assert [each.text for each in phrases(name) if each.is_silently_wrong()] == []


def test_a_phrase_with_another_value_counts_as_silently_wrong() -> None:
    """A control: the score sees a wrong value and a wrong intent."""
    two = Phrase("ru", "r", "столик на двоих завтра в 19:00", {"intent": frozenset({"book"}), "party": frozenset("3")})
    thanks = Phrase("ru", "r", "завтра в 19:00", {"intent": frozenset({"none"})})

    assert two.is_silently_wrong()
    assert thanks.is_silently_wrong()


@pytest.mark.parametrize("venue", READERS)
@settings(max_examples=25)
@given(text=st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=70).map(" ".join))
def test_any_text_is_read(venue: str, text: str) -> None:
    read(text, venue)


@pytest.mark.parametrize(
    "text", ["", "🙂" * 100, "столик " * 1000, "завтра в семь " * (LONGEST_TEXT // 10), "\u202e\u0000"]
)
def test_a_text_that_is_empty_or_too_long_is_no_wish(text: str) -> None:
    assert read(text) == NOTHING


def test_tomorrow_is_counted_in_the_venues_zone() -> None:
    assert read("столик на двоих завтра в 19:00", now=EVENING_IN_UTC).days == {date(2026, 11, 25)}
    in_london = replace(VENUES_OF_PHRASES["r"], zone=ZoneInfo("Europe/London"))
    assert SentenceReader(in_london)("table for two tomorrow", EVENING_IN_UTC).days == {date(2026, 11, 24)}


def test_an_hour_that_has_passed_today_is_not_meant() -> None:
    assert read("столик на двоих сегодня в девять").times == {Span(21 * 60, 21 * 60)}


def test_an_hour_of_both_halves_of_the_day_is_asked_for() -> None:
    assert read("столик на двоих завтра в девять").times == {Span(9 * 60, 9 * 60), Span(21 * 60, 21 * 60)}


def test_a_sentence_without_a_word_of_booking_is_not_explicit() -> None:
    """Such a sentence may be the answer to a question of ours."""
    assert read("столик на двоих завтра").is_explicit
    assert read("на двоих завтра").intent is Intent.BOOK
    assert not read("на двоих завтра").is_explicit


def test_a_venues_synonyms_are_understood() -> None:
    clinic = VENUES_OF_PHRASES["c"]
    with_teeth = {**clinic.specialties, "therapy": replace(clinic.specialty("therapy"), synonyms=Synonyms(("зубы",)))}

    assert read("болят зубы", "c") == NOTHING
    assert SentenceReader(replace(clinic, specialties=with_teeth))("болят зубы", NOW).specialties == {"therapy"}


@pytest.mark.parametrize(("written", "meant"), [("отметить", Intent.BOOK), ("атменить", Intent.CANCEL)])
def test_a_word_is_mended_only_to_one_that_sounds_alike_where_a_booking_would_change(
    written: str, meant: Intent
) -> None:
    assert read(f"{written} день рождения, столик на шестерых завтра").intent is meant


@pytest.mark.parametrize(
    ("venue", "text"),
    [
        ("b", "стрижка в воскресенье в 17:00"),
        ("b", "Хочу стрижку в воскресенье, пожалуйста!"),
        ("b", "haircut on Sunday at 5 pm"),
        ("c", "кардиолог в пятницу"),
        ("r", "на двоих завтра в 19:00 у окна"),
    ],
)
def test_for_what_and_when_and_nothing_else_is_a_whole_wish(venue: str, text: str) -> None:
    assert read(text, venue).is_whole


@pytest.mark.parametrize(
    ("venue", "text"),
    [
        ("b", "стрижка в воскресенье супер"),
        ("b", "стрижка понравилась, приду в воскресенье в 17:00"),
        ("b", "haircut on Sunday was great"),
        ("b", "завтра в 17:00"),
        ("b", "стрижка"),
        ("r", "Ужин на двоих в пятницу: сказка"),
        ("r", "отмени завтра"),
    ],
)
def test_a_part_of_a_wish_or_one_among_other_words_is_not_whole(venue: str, text: str) -> None:
    assert not read(text, venue).is_whole
