"""Looking up texts: plurals, a venue's own texts, and escaping of facts that people typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.venues import Locale, Venue
from app.texts import translator
from app.texts.ftl import InvalidTexts
from app.texts.translator import Html, MissingTextError, Translator, Words
from tests.domain.builders import a_venue

RUSSIAN = """\
hello = Привет, <b>{ $name }</b>!
frame = Вот: { $inner }
seats =
    { $count ->
        [one] { $count } место
        [few] { $count } места
       *[many] { $count } мест
    }
place = Заведение
"""
ENGLISH = """\
hello = Hello, <b>{ $name }</b>!
frame = Here: { $inner }
seats =
    { $count ->
        [one] { $count } seat
       *[other] { $count } seats
    }
place = The venue
"""

FSI, PDI = "\u2068", "\u2069"


@pytest.fixture
def venue() -> Venue:
    return a_venue()


@pytest.fixture
def venues_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The product's texts above, and a venue that replaces one of them."""
    product = tmp_path / "product"
    venues_dir = tmp_path / "venues"
    product.mkdir()
    (venues_dir / "cafe").mkdir(parents=True)
    (product / "ru.ftl").write_text(RUSSIAN, encoding="utf-8")
    (product / "en.ftl").write_text(ENGLISH, encoding="utf-8")
    (venues_dir / "cafe" / "texts.ru.ftl").write_text("place = Кафе\n", encoding="utf-8")
    (venues_dir / "cafe" / "texts.en.ftl").write_text("place = The cafe\n", encoding="utf-8")
    monkeypatch.setattr(translator, "PRODUCT_TEXTS", product)
    return venues_dir


@pytest.fixture
def russian(venues_dir: Path, venue: Venue) -> Words:
    return Translator.load(venues_dir, [venue]).words(venue, Locale.RU)


@pytest.fixture
def english(venues_dir: Path, venue: Venue) -> Words:
    return Translator.load(venues_dir, [venue]).words(venue, Locale.EN)


def test_a_text_is_in_the_readers_language(russian: Words, english: Words) -> None:
    assert russian("hello", name="Анна") == "Привет, <b>Анна</b>!"
    assert english("hello", name="Anna") == "Hello, <b>Anna</b>!"


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 место"), (3, "3 места"), (5, "5 мест"), (11, "11 мест"), (21, "21 место")]
)
def test_russian_plurals(russian: Words, count: int, expected: str) -> None:
    assert russian("seats", count=count) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "1 seat"), (2, "2 seats"), (1200, "1,200 seats")])
def test_english_plurals_and_numbers(english: Words, count: int, expected: str) -> None:
    assert english("seats", count=count) == expected


def test_a_venues_own_text_overrides_the_products(russian: Words, english: Words) -> None:
    assert (russian("place"), english("place")) == ("Кафе", "The cafe")


def test_one_venues_own_texts_do_not_affect_another_venue(venues_dir: Path, venue: Venue) -> None:
    other = replace(venue, id="bar")
    (venues_dir / "bar").mkdir()
    (venues_dir / "bar" / "texts.ru.ftl").write_text("place = Бар\n", encoding="utf-8")
    (venues_dir / "bar" / "texts.en.ftl").write_text("", encoding="utf-8")

    loaded = Translator.load(venues_dir, [venue, other])

    assert loaded.words(venue, Locale.RU)("place") == "Кафе"
    assert loaded.words(other, Locale.RU)("place") == "Бар"
    assert loaded.words(other, Locale.EN)("place") == "The venue"


def test_a_string_fact_is_escaped(russian: Words) -> None:
    assert russian("hello", name='<a href="x">&') == "Привет, <b>&lt;a href=&quot;x&quot;&gt;&amp;</b>!"


def test_trusted_markup_is_not_escaped(russian: Words) -> None:
    assert russian("frame", inner=Html("<i>да</i>")) == "Вот: <i>да</i>"
    assert russian("frame", inner=russian("hello", name="<")) == "Вот: Привет, <b>&lt;</b>!"


@pytest.mark.parametrize("lines", [Html("<i>да</i>\n" * 500), "&" * 1000])
def test_a_fact_may_be_longer_than_fluent_allows_a_string(russian: Words, lines: str) -> None:
    assert len(russian("frame", inner=lines)) > 5000


def test_a_plain_text_is_not_escaped(russian: Words) -> None:
    assert russian.plain("frame", inner="Том & Джерри") == "Вот: Том & Джерри"


@pytest.mark.parametrize("name", ["أحمد", "דוד", "Anna أحمد"])
def test_right_to_left_text_is_isolated(russian: Words, name: str) -> None:
    assert russian("frame", inner=name) == f"Вот: {FSI}{name}{PDI}"
    assert russian.plain("frame", inner=name) == f"Вот: {FSI}{name}{PDI}"


@pytest.mark.parametrize("name", ["Анна", "Zoë", "小明", "🙂", "8 (800)"])
def test_other_text_is_not_isolated(russian: Words, name: str) -> None:
    assert russian("frame", inner=name) == f"Вот: {name}"


def test_bidi_control_characters_are_removed_from_a_fact(russian: Words) -> None:
    right_to_left_override = "\u202e"

    assert russian("frame", inner=f"{right_to_left_override}Анна{PDI}") == "Вот: Анна"


@given(st.text())
def test_no_fact_becomes_markup_or_leaves_an_isolate_open(fact: str) -> None:
    safe = translator._safe(fact)

    assert "<" not in safe
    assert ">" not in safe
    assert safe.count(FSI) == safe.count(PDI) <= 1


def test_an_unknown_key_raises(russian: Words) -> None:
    with pytest.raises(MissingTextError, match="no text 'nonsense' in ru"):
        russian("nonsense")


def test_a_missing_fact_raises(english: Words) -> None:
    with pytest.raises(MissingTextError, match="text 'hello' in en: Unknown external: name"):
        english("hello")


def test_mistakes_of_all_files_stop_the_start_with_file_and_line(venues_dir: Path, venue: Venue) -> None:
    product = venues_dir.parent / "product" / "en.ftl"
    own = venues_dir / "cafe" / "texts.ru.ftl"
    product.write_text("a = 1\na = 2\n", encoding="utf-8")
    own.write_text("fine = yes\nbroken = { $x\n", encoding="utf-8")

    with pytest.raises(InvalidTexts) as broken:
        Translator.load(venues_dir, [venue])

    assert str(broken.value).splitlines() == [
        f'{own}: line 3: Expected token: "}}"',
        f"{product}: line 2: expected each key once, got a again",
    ]


def test_texts_that_are_not_utf8_are_reported(venues_dir: Path, venue: Venue) -> None:
    own = venues_dir / "cafe" / "texts.ru.ftl"
    own.write_bytes("place = Кафе\n".encode("cp1251"))

    with pytest.raises(InvalidTexts, match=r"texts.ru.ftl: expected UTF-8, got 'utf-8' codec can't decode byte"):
        Translator.load(venues_dir, [venue])
