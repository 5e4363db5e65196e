"""What is kept of the words that a Telegram account says about itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import (
    LANGUAGE_LENGTH,
    NAME_LENGTH,
    clean_language,
    clean_name,
    clean_username,
    first_name,
    shorten,
)

FAMILY = "👩‍👩‍👧"
ENGLAND = "🏴󠁧󠁢󠁥󠁮󠁧󠁿"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Anna Smirnova", "Anna Smirnova"),
        ("  Anna \t\n  Smirnova ", "Anna Smirnova"),
        ("An\x00na\x1b", "Anna"),
        ("\u202eannA", "annA"),
        ("Anna\u3164\u3164", "Anna"),
        (f"Anna {FAMILY}", f"Anna {FAMILY}"),
        (ENGLAND, ENGLAND),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (".", "."),
        ("🙂", "🙂"),
    ],
)
def test_a_name_keeps_what_can_be_seen(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize(
    "name", ["", "\u202e", "   ", "\u00a0", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\x00", "\x01\x02", "\u200d",
             "\u200b", "\u2060", "\ufeff", "\u00ad", "\u0301", "\ufe0f", "\ue000"]
)  # fmt: skip
def test_a_name_of_which_nothing_is_seen_is_empty(name: str) -> None:
    assert clean_name(name) == ""


@pytest.mark.parametrize("last", [FAMILY, ENGLAND, "🇩🇪", "й", "👍🏽", "❤️"])
def test_a_name_is_cut_between_whole_characters(last: str) -> None:
    for before in range(NAME_LENGTH - len(last) + 1, NAME_LENGTH):
        assert clean_name("a" * before + last) == "a" * before
    fits = "a" * (NAME_LENGTH - len(last)) + last
    assert clean_name(f"{fits}b") == fits


def test_a_name_of_flags_is_cut_between_flags() -> None:
    assert clean_name("a" + "🇩🇪" * 40) == "a" + "🇩🇪" * 31


@given(st.text())
def test_no_name_is_too_long_or_holds_controls(name: str) -> None:
    kept = clean_name(name)
    assert len(kept) <= NAME_LENGTH
    assert clean_name(kept) == kept
    assert not {unicodedata.category(character) for character in kept} & {"Cc", "Cs"}


@pytest.mark.parametrize(
    ("code", "kept"), [("ru", "ru"), ("e\x00n", "en"), ("x" * 36, "x" * LANGUAGE_LENGTH), ("\x00", None), (None, None)]
)
def test_a_language_code_can_be_stored(code: str | None, kept: str | None) -> None:
    assert clean_language(code) == kept


@pytest.mark.parametrize(("username", "kept"), [("anna_s", "anna_s"), ("anna\x00", "anna"), ("", None), (None, None)])
def test_a_username_can_be_stored(username: str | None, kept: str | None) -> None:
    assert clean_username(username) == kept


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Анна Смирнова", "Анна"),
        ("Анна", "Анна"),
        ("🌸 Анна", "Анна"),
        ("А. Смирнова", "Смирнова"),
        ("Dr. Smith", "Smith"),
        ("Жан-Поль Бельмондо", "Жан-Поль"),
        ("Ю", "Ю"),
        ("🌸", "🌸"),
        ("", ""),
    ],
)
def test_a_guest_is_addressed_by_the_first_name(name: str, address: str) -> None:
    assert first_name(name) == address


@pytest.mark.parametrize(
    ("name", "short"), [("Anna", "Anna"), ("Anna B", "Anna B"), ("Anna Be", "Anna…"), (f"Anna{ENGLAND}", "Anna…")]
)
def test_a_name_that_is_too_long_for_a_line_ends_with_an_ellipsis(name: str, short: str) -> None:
    assert shorten(name, 6) == short
