"""Every text that the code names exists, and every text that exists is used."""

import ast
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.bot.conversation import Conversation
from app.bot.introduction import ADMIN_COMMANDS
from app.bot.refusals import ALERT_LENGTH, explain_slot
from app.catalogue.loader import load_venues
from app.domain.attendance import Attendance
from app.domain.bookings import BookingStatus, Change, Misfit, Role, Source
from app.domain.broadcasts import Audience
from app.domain.errors import (
    ALL_REFUSALS,
    GuestIsBusy,
    Refused,
    TooManyBookings,
    TooManyCancellations,
    TooManyMoves,
    TooManyNoShows,
    TooManyWaits,
)
from app.domain.figures import Lead
from app.domain.guests import Guest
from app.domain.messages.kinds import GATHERED_KINDS, Kind, Subject
from app.domain.messages.notifications import Failure
from app.domain.messages.payloads import Trouble
from app.domain.messages.receipts import Fate
from app.domain.messages.why_not import WhyNot
from app.domain.periods import Period
from app.domain.venues import Asks, Locale
from app.domain.waitlist import EndOfOffer
from app.texts.checks import named_facts
from app.texts.ftl import messages, read_ftl
from app.texts.translator import PRODUCT_TEXTS, Translator
from app.usecases.desk.settle_all import Decision
from app.usecases.exports.booking_rows import COLUMNS

VENUES_DIR = Path("data/venues")
CODE = sorted(Path("app").rglob("*.py"))
KEYS = set(messages(read_ftl(PRODUCT_TEXTS / "ru.ftl")))

FAMILIES: dict[str, Iterable[str]] = {
    "refused": [refusal.code for refusal in ALL_REFUSALS],
    "status": BookingStatus,
    "mark": BookingStatus,
    "change": Change,
    "recorded": Attendance,
    "by": Role,
    "misfit": Misfit,
    "misfit_name": Misfit,
    "ask_all": Decision,
    "details": Asks,
    "day_line": Asks,
    "booking_line": Asks,
    "gathered": GATHERED_KINDS,
    "trouble": Trouble,
    "timeline": Asks,
    "timeline_held": Asks,
    "command": ADMIN_COMMANDS,
    "failure": Failure,
    "receipt": Fate,
    "why_not": [each.name.lower() for each in WhyNot],
    "offer_over": EndOfOffer,
    "kind": ["unknown", *(kind for kind in Kind if kind.rule.subject not in {Subject.BROADCAST, Subject.EXPORT})],
    "audience": Audience,
    "button_audience": Audience,
    "button_period": Period,
    "lead": Lead,
    "export": ["running", "done", "canceled", "not_done"],
    "file_column": COLUMNS,
    "file_status": BookingStatus,
    "file_source": Source,
    "file_by": Role,
}
"""Keys that the code composes: the part before the underscore, and all values of the part after it."""
PUT_TOGETHER = {f"{family}_{member}" for family, members in FAMILIES.items() for member in members}
KINDS = {kind for kind in Kind if kind.rule.has_own_text}
"""A follow-up has the key of its text in the venue's own file, a broadcast has an admin's text."""

ASKING = {"MessageText", "ButtonText", "words", "plain", "to_menu", "_button"}
"""Functions and classes that are called with a key."""


def _calls_with_a_key(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ASKING:
                yield from (
                    each.value
                    for argument in node.args
                    for each in ast.walk(argument)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isidentifier()
                )


def _strings(source: str) -> Iterator[str]:
    return (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_every_text_used_by_the_chat_exists() -> None:
    asked = {key for path in CODE if path.is_relative_to("app/bot") for key in _calls_with_a_key(path.read_text())}
    assert asked
    assert not {key for key in asked if not key.endswith("_")} - KEYS
    assert not (PUT_TOGETHER | KINDS) - KEYS


def test_every_text_is_used() -> None:
    said = {string for path in CODE for string in _strings(path.read_text())}
    assert not KEYS - said - PUT_TOGETHER - KINDS


@pytest.mark.parametrize("locale", Locale)
def test_a_text_that_is_asked_for_by_its_key_is_given_all_that_it_names(locale: Locale) -> None:
    """For calls that write the facts out. mypy checks calls with typed facts, test_windows the texts of windows."""
    texts = messages(read_ftl(PRODUCT_TEXTS / f"{locale}.ftl"))
    for path in CODE:
        for key, given in _calls_with_facts(path.read_text()):
            assert named_facts(texts[key], texts) <= given, f"{path}: {key}"


def _calls_with_facts(source: str) -> Iterator[tuple[str, set[str]]]:
    """The calls of `words` and `words.plain` with a key and without facts that are unpacked: key and names of facts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".", 1)[-1] in {"words", "words.plain", "plain"}:
            key, facts = next(iter(node.args), None), [keyword.arg for keyword in node.keywords]
            if isinstance(key, ast.Constant) and None not in facts:
                yield str(key.value), {str(fact) for fact in facts}


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("refusal", ALL_REFUSALS)
def test_every_refusals_text_fits_an_alert(refusal: type[Refused], locale: Locale) -> None:
    venues = load_venues(VENUES_DIR)
    venue = venues["binary_bites"]
    guest = Guest(1, venue.id, 1, "Anna", None, locale, None, None, None, datetime(2026, 11, 23, tzinfo=UTC))
    talk = Conversation(venue, guest, Translator.load(VENUES_DIR, [venue]).words(venue, locale))
    sentence = explain_slot(talk, _example(refusal), datetime(2026, 11, 23, tzinfo=UTC))
    assert sentence.endswith(".")
    assert len(sentence) < ALERT_LENGTH


def _example(refusal: type[Refused]) -> Refused:
    if refusal is GuestIsBusy:
        return GuestIsBusy(1, "t1", datetime(2027, 1, 31, 15, tzinfo=UTC), datetime(2027, 1, 31, 17, tzinfo=UTC))
    if refusal is TooManyCancellations:
        return TooManyCancellations(10, datetime(2026, 11, 23, tzinfo=UTC))
    if refusal in {TooManyBookings, TooManyMoves, TooManyNoShows, TooManyWaits}:
        return refusal(10)
    return refusal()
