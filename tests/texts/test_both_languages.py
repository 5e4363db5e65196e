"""Both languages say the same: the same keys, from the same facts, in the product and in each ready venue."""

from pathlib import Path

import pytest
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from app.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS

VENUES = sorted(path.parent for path in Path("data/venues").glob("*/venue.toml"))
PAIRS = [
    (PRODUCT_TEXTS / "ru.ftl", PRODUCT_TEXTS / "en.ftl"),
    *((venue / "texts.ru.ftl", venue / "texts.en.ftl") for venue in VENUES),
]


class FactNames(Visitor):
    """Collects the `{ $facts }` that a text names, in every branch of it."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  fluent's name
        self.names.add(node.id.name)


def facts_by_key(path: Path) -> dict[str, set[str]]:
    found = {}
    for key, message in messages(read_ftl(path)).items():
        visitor = FactNames()
        visitor.visit(message)
        found[key] = visitor.names
    return found


@pytest.mark.parametrize(("russian", "english"), PAIRS, ids=str)
def test_both_languages_have_the_same_keys_with_the_same_facts(russian: Path, english: Path) -> None:
    assert facts_by_key(russian) == facts_by_key(english)


@pytest.mark.parametrize("path", [path for pair in PAIRS for path in pair], ids=str)
def test_no_text_is_empty(path: Path) -> None:
    assert [key for key, message in messages(read_ftl(path)).items() if not message.value] == []


@pytest.mark.parametrize("venue", VENUES, ids=str)
@pytest.mark.parametrize("locale", ["ru", "en"])
def test_a_venues_own_version_of_a_text_needs_no_fact_that_the_products_does_not(venue: Path, locale: str) -> None:
    product = facts_by_key(PRODUCT_TEXTS / f"{locale}.ftl")

    for key, facts in facts_by_key(venue / f"texts.{locale}.ftl").items():
        assert facts <= product.get(key, facts), key
