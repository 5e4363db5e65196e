"""A venue's text that names what nobody will tell it stops the start, instead of failing whenever it is asked for."""

from pathlib import Path
from typing import get_type_hints

import pytest

from app.domain.messages.kinds import Kind, Subject
from app.domain.venues import Locale
from app.texts.checks import named_facts
from app.texts.facts import (
    AllCanceledFacts,
    AnsweredBookingFacts,
    BookingFacts,
    CatalogueFacts,
    ExportFacts,
    ExportReportFacts,
    GroupTroubleFacts,
    LateBookingFacts,
    MovedBookingFacts,
    OfferFacts,
    RatedBookingFacts,
    ServiceFacts,
    UntoldBookingFacts,
)
from app.texts.ftl import InvalidTexts, messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS, Translator
from tests.domain.builders import a_venue

KNOWN = (
    "{ $address }, { $day }, { $details }, { $first_name }, { $guest }, { $guest_link }, { $party }, { $relative }, "
    "{ $resource }, { $service }, { $slot }, { $soon }, { $until_day }, { $until_time }, { $venue }, { $zone }"
)


def mistakes_of(venues_dir: Path, russian: str) -> list[str]:
    """What the operator reads when this stands in the Russian texts of a venue."""
    folder = venues_dir / "cafe"
    folder.mkdir()
    (folder / "texts.ru.ftl").write_text(russian, encoding="utf-8")
    (folder / "texts.en.ftl").touch()
    try:
        Translator.load(venues_dir, [a_venue()])
    except InvalidTexts as broken:
        return [line.replace(f"{venues_dir}/", "") for line in broken.mistakes]
    return []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("confirmation = Ждём, { $guest_name }!", f"confirmation: expected {KNOWN}, got {{ $guest_name }}"),
        ("review = Как вам, { $name }?", f"review: expected {KNOWN}, got {{ $name }}"),
        (
            "about = { $venue }, { $phone }, { $zip }",
            "about: expected { $address }, { $venue }, got { $phone }, { $zip }",
        ),
        ("booking_moved = Готово, { $guest }", "booking_moved: expected no facts, got { $guest }"),
        (
            "reminder = { $count ->\n    [one] Пора\n   *[other] Пора, { $guest }\n }",
            f"reminder: expected {KNOWN}, got {{ $count }}",
        ),
        (
            "sign = Ваш { $resource }\nabout = { $venue }. { sign }",
            "about: expected { $address }, { $venue }, got { $resource }",
        ),
    ],
)
def test_a_fact_that_is_not_known_is_told_with_those_that_are(tmp_path: Path, text: str, expected: str) -> None:
    assert mistakes_of(tmp_path, text) == [f"cafe/texts.ru.ftl: {expected}"]


@pytest.mark.parametrize(
    "text",
    [
        "confirmation = { $guest }, ждём вас в { $venue }: { $day }, { $slot }!",
        "review = { $guest }, как вам { $resource }?",
        "moved = Было { $old_day }, стало { $day }",
        "sign = Ваше { $venue }\nsecond = { sign }\nabout = { $address }. { second }",
        "sign = { sign }",
        "-brand = Кафе { $case }\nabout = { -brand }",
    ],
)
def test_a_text_may_name_what_it_will_be_told(tmp_path: Path, text: str) -> None:
    assert mistakes_of(tmp_path, text) == []


@pytest.mark.parametrize("text", ["offers_question = Хотите подарков?", "ask_about_offers = Хотите подарков? /help"])
def test_a_question_about_offers_of_a_venues_own_needs_a_version_of_its_own(tmp_path: Path, text: str) -> None:
    [mistake] = mistakes_of(tmp_path, text)
    assert mistake.startswith("cafe/texts.ru.ftl: offers_version: expected the day")


def test_a_question_about_offers_with_a_version_is_right(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path, "offers_question = Хотите подарков?\noffers_version = 2026-12-24") == []


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind.rule.has_own_text and kind.rule.subject is not Subject.BROADCAST]
)
def test_the_products_text_of_a_kind_names_only_what_its_letter_is_given(kind: Kind, locale: Locale) -> None:
    product = messages(read_ftl(PRODUCT_TEXTS / f"{locale}.ftl"))
    assert named_facts(product[kind], product) <= get_type_hints(_facts(kind)).keys()


def _facts(kind: Kind) -> type:
    """What the renderer of the kind's letters fills."""
    if kind.rule.subject is Subject.SERVICE:
        return GroupTroubleFacts if kind is Kind.GROUP_TROUBLE else ServiceFacts
    if kind is Kind.ALERT_ALL_CANCELED:
        return AllCanceledFacts
    if kind.rule.subject is Subject.CATALOGUE:
        return CatalogueFacts
    if kind.rule.subject is Subject.WAIT_OFFER:
        return OfferFacts
    if kind.rule.subject is Subject.EXPORT:
        return ExportFacts if kind is Kind.EXPORT else ExportReportFacts
    if "answer" in kind.rule.payload.__dataclass_fields__:
        return AnsweredBookingFacts
    if kind is Kind.ALERT_RATED:
        return RatedBookingFacts
    if kind is Kind.ALERT_LATE:
        return LateBookingFacts
    if kind is Kind.ALERT_UNTOLD:
        return UntoldBookingFacts
    return MovedBookingFacts if "old_starts_at" in kind.rule.payload.__dataclass_fields__ else BookingFacts
