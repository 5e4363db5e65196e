"""The texts of both languages have the same keys and use the same facts, in the product and in both venues."""

from pathlib import Path

import pytest

from app.texts.checks import named_facts
from app.texts.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS

VENUES = sorted(path.parent for path in Path("data/venues").glob("*/venue.toml"))
PAIRS = [
    (PRODUCT_TEXTS / "ru.ftl", PRODUCT_TEXTS / "en.ftl"),
    *((venue / "texts.ru.ftl", venue / "texts.en.ftl") for venue in VENUES),
]


def facts_by_key(path: Path) -> dict[str, set[str]]:
    texts = messages(read_ftl(path))
    return {key: named_facts(text, texts) for key, text in texts.items()}


@pytest.mark.parametrize(("russian", "english"), PAIRS, ids=str)
def test_both_languages_have_the_same_keys_with_the_same_facts(russian: Path, english: Path) -> None:
    assert facts_by_key(russian) == facts_by_key(english)


@pytest.mark.parametrize("path", [path for pair in PAIRS for path in pair], ids=str)
def test_no_text_is_empty(path: Path) -> None:
    assert [key for key, message in messages(read_ftl(path)).items() if not message.value] == []
