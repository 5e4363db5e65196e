"""Check which `{ $facts }` a text names: one that it is not given would make it fail whenever it is asked for."""

from collections.abc import Iterator, Mapping

from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from app.domain.messages.kinds import Kind, Subject
from app.texts.facts import BookingFacts

Texts = Mapping[str, ast.Message]
"""The texts of a file by key."""

ABOUT_A_BOOKING = {kind for kind in Kind if kind.rule.subject is Subject.BOOKING and kind.rule.has_own_text}
"""The product's texts that are given `BookingFacts` whether they name them or not."""


def unknown_facts(product: Texts, own: Texts) -> Iterator[str]:
    """The mistakes of a venue's own texts: key, the facts that are known there, and those that are not.

    A text that replaces one of the product's knows what that one names. One that only the venue has is a follow-up.
    """
    booking_facts = BookingFacts.__annotations__.keys()
    for key, text in own.items():
        known = named_facts(product[key], product) if key in product else set(booking_facts)
        if key in ABOUT_A_BOOKING:
            known |= booking_facts
        unknown = named_facts(text, {**product, **own}) - known
        if unknown:
            yield f"{key}: expected {_written(known) or 'no facts'}, got {_written(unknown)}"


def unversioned_questions(own: Texts) -> Iterator[str]:
    """The mistake of a venue that asks about offers in its own words, under the version of the product's words."""
    if "offers_version" not in own and own.keys() & {"offers_question", "ask_about_offers"}:
        yield "offers_version: expected the day since which the question about offers is as it is here, got none"


def named_facts(text: ast.Message, among: Texts) -> set[str]:
    """What a text names, in every branch of it and in the texts of `among` that it quotes."""
    found = _Named(among)
    found.visit(text)
    return found.facts


def quoted_keys(text: ast.Message) -> set[str]:
    """The keys of the texts that a text quotes."""
    found = _Named({})
    found.visit(text)
    return found.quoted


class _Named(Visitor):
    def __init__(self, texts: Texts) -> None:
        self.facts: set[str] = set()
        self.quoted: set[str] = set()
        self._texts = texts

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  fluent's name
        self.facts.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        key = node.id.name
        if key not in self.quoted:
            self.quoted.add(key)
            if key in self._texts:
                self.visit(self._texts[key])


def _written(facts: set[str]) -> str:
    return ", ".join(f"{{ ${name} }}" for name in sorted(facts))
