"""The texts of both languages have the same keys and use the same facts, in the product and in all venues."""

from pathlib import Path

import pytest
from fluent.syntax import ast

from app.domain.venues import Asks, Locale
from app.texts.checks import named_facts
from app.texts.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS

VENUES = sorted(path.parent for path in Path("data/venues").glob("*/venue.toml"))
LAYERS = (Asks.PARTY_SIZE, Asks.SERVICE, "with_phone")
"""Texts of some venues that replace texts of all venues."""
PAIRS = [
    (PRODUCT_TEXTS / "ru.ftl", PRODUCT_TEXTS / "en.ftl"),
    *((PRODUCT_TEXTS / f"{layer}.ru.ftl", PRODUCT_TEXTS / f"{layer}.en.ftl") for layer in LAYERS),
    *((venue / "texts.ru.ftl", venue / "texts.en.ftl") for venue in VENUES),
]


def facts_by_key(path: Path) -> dict[str, set[str]]:
    texts = messages(read_ftl(path))
    return {key: named_facts(text, texts) for key, text in texts.items()}


@pytest.mark.parametrize(("russian", "english"), PAIRS, ids=str)
def test_both_languages_have_the_same_keys_with_the_same_facts(russian: Path, english: Path) -> None:
    assert facts_by_key(russian) == facts_by_key(english)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("locale", Locale)
def test_the_texts_of_some_venues_replace_texts_of_all_venues_and_name_no_other_facts(
    locale: Locale, layer: str
) -> None:
    of_all, of_some = (
        facts_by_key(PRODUCT_TEXTS / f"{locale}.ftl"),
        facts_by_key(PRODUCT_TEXTS / f"{layer}.{locale}.ftl"),
    )
    assert of_some
    assert [key for key, facts in of_some.items() if key not in of_all or not facts <= of_all[key]] == []


@pytest.mark.parametrize("path", [path for pair in PAIRS for path in pair], ids=str)
def test_no_text_is_empty(path: Path) -> None:
    assert [key for key, message in messages(read_ftl(path)).items() if not message.value] == []


def test_a_change_of_the_question_about_offers_is_a_decision_about_its_version() -> None:
    """If its meaning has changed, `offers_version` needs another day; if only its words, write the new ones here."""
    asked = {
        locale: [_text(PRODUCT_TEXTS / f"{locale}.ftl", key) for key in ("offers_question", "offers_version")]
        for locale in Locale
    }
    assert asked == {
        Locale.RU: ["🎁 Присылать вам иногда наши предложения и подарки?", "2026-11-28"],
        Locale.EN: ["🎁 May we send you an offer or a treat now and then?", "2026-11-28"],
    }


def _text(path: Path, key: str) -> str:
    pattern = messages(read_ftl(path))[key].value
    assert pattern
    return "".join(element.value for element in pattern.elements if isinstance(element, ast.TextElement))
