"""Every text of every venue is rendered at the start: what Telegram would refuse stops it, with file and key."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiogram_dialog.widgets.common import true_condition
from aiogram_dialog.widgets.media import DynamicMedia

from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.dialogs.window import TypedWindow
from app.bot.dispatcher import IdentifyGuest
from app.bot.text_checks import text_mistakes
from app.bot.text_places import ANSWER, BUTTON, CAPTION, MESSAGE, TOGETHER, place_of
from app.bot.text_samples import NUMBER_FACTS, sample_facts
from app.catalogue.loader import load_venues
from app.catalogue.schema import NAME_LENGTH, TEXT_LENGTH
from app.domain.venues import Locale, Localized, Venue
from app.sandbox.bot_api.formatting import format_text
from app.sandbox.bot_api.refusals import Refusal
from app.sandbox.chat_user import ChatUser
from app.texts.checks import named_facts
from app.texts.ftl import messages, read_ftl
from app.texts.translator import Translator, product_path
from tests.bot.widgets import WINDOWS, name, of_type
from tests.catalogue.venue_files import CAFE, CLINIC, write_venue
from tests.product import RESTAURANT, Product

VENUES_DIR = Path("data/venues")
CODE = sorted(Path("app/bot").rglob("*.py"))
PHONE = "+999 9999 9999 9999 999"
"""Longer than any: 15 digits (E.164) in groups."""
NAME, TEXT = (Localized("&" * length, "&" * length) for length in (NAME_LENGTH, TEXT_LENGTH))


def mistakes_of(venues_dir: Path, own: str, toml: str = CAFE) -> list[str]:
    """The mistakes of a venue with these texts in Russian, besides those of its follow-ups."""
    folder = write_venue(venues_dir, "cafe", toml)
    with (folder / "texts.ru.ftl").open("a", encoding="utf-8") as file:
        file.write(own)
    venues = load_venues(venues_dir)
    found = text_mistakes(venues_dir, venues.values(), Translator.load(venues_dir, venues.values()))
    return [mistake.replace(f"{venues_dir}/", "") for mistake in found]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (
            "greeting = Hi <3",
            'greeting: expected Telegram\'s HTML, got "Hi <3": Unclosed start tag at byte offset 3',
        ),
        (
            "about = <b>Cafe",
            'about: expected Telegram\'s HTML, got "<b>Cafe": Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            "reminder = <p>Soon</p>",
            'reminder: expected Telegram\'s HTML, got "<p>Soon</p>": Unsupported start tag "p" at byte offset 0',
        ),
        (
            'about = <a href="https://a.example>',
            'about: expected Telegram\'s HTML, got "<a href="https://a.example>": Unclosed start tag at byte offset 0',
        ),
        (
            "help = { nothing }",
            "help: expected a text that can be shown, got: text 'help' in ru: Unknown message: nothing",
        ),
        (
            "about = Call { -phone }",
            "about: expected a text that can be shown, got: text 'about' in ru: Unknown term: -phone",
        ),
        ('about = { "" }', "about: expected something to read in a message, got nothing"),
        ("about =\n    .x = 1", "about: expected a text that can be shown, got: no text 'about' in ru"),
        (f"about = {'🎷' * 4097}", "about: expected at most 4096 characters in a message, got 4097"),
        (f"about = {'a' * 5000}", "about: expected at most 4096 characters in a message, got 5000"),
        (
            f"check_booking = {'a' * 1025}",
            "check_booking: expected at most 1024 characters in the caption of a photo, got 1025",
        ),
        (
            f"ask_day = {'a' * 960}",
            "moves_from with ask_day: expected at most 1024 characters in the caption of a photo, got 1030",
        ),
        (
            f"bot_short_description = {'a' * 200}",
            "bot_short_description: expected at most 120 characters in the bot's short description, got 200",
        ),
        (
            f"bot_description = {'a' * 513}",
            "bot_description: expected at most 512 characters in the bot's description, got 513",
        ),
        (
            f"command_book = {'a' * 257}",
            "command_book: expected at most 256 characters in the description of a command, got 257",
        ),
        (
            'command_book = { "" }',
            "command_book: expected something to read in the description of a command, got nothing",
        ),
        (
            f"refused_too_soon = {'a' * 201}",
            "refused_too_soon: expected at most 200 characters in the answer to a press, got 201",
        ),
        (f"button_book = {'a' * 129}", "button_book: expected at most 128 characters in a button, got 129"),
        ("button_book = <b>Book</b>", 'button_book: expected no markup in a button, got "<b>Book</b>"'),
        ("button_book = \u3164", "button_book: expected something to read in a button, got nothing"),
        (
            f"day_line_party_size = {'a' * 490}",
            "undecided_list: expected at most 4096 characters in a message, got 4227",
        ),
        (
            "party = { $size ->\n    [one] <b>one\n   *[other] { $size }\n }",
            'party: expected Telegram\'s HTML, got "<b>one": Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            "gretting = Hi",
            "gretting: expected a key of the product's texts or a follow-up (come_again, review), got neither",
        ),
        (
            "review2 = Hi\n",
            "review2: expected a key of the product's texts or a follow-up (come_again, review), got neither",
        ),
    ],
)
def test_a_text_that_telegram_would_refuse_is_reported(tmp_path: Path, own: str, expected: str) -> None:
    assert mistakes_of(tmp_path, own) == [f"cafe/texts.ru.ftl: {expected}"]


@pytest.mark.parametrize(
    "own",
    [
        "sign = — { $venue }\nabout = { $address }. { sign }",
        "greeting = <b>{ $first_name }</b> & <a href='https://cafe.example/?a=1&amp;b=2'>{ $venue }</a> &lt;3",
        "party = { $size } 👥",
    ],
)
def test_a_text_that_telegram_accepts_is_accepted(tmp_path: Path, own: str) -> None:
    assert mistakes_of(tmp_path, own) == []


@pytest.mark.parametrize(
    "markup", ["Hi <3", "<b>Cafe", "<p>Soon</p>", "a < b", "</b>", '<a href="https://cafe.example>x</a>', "<b>a</i>"]
)
def test_what_is_reported_as_wrong_html_is_refused_when_it_is_sent(tmp_path: Path, markup: str) -> None:
    assert mistakes_of(tmp_path, f"about = {markup}")
    with pytest.raises(Refusal):
        format_text(markup, "HTML", None, lambda _: None)


async def test_without_the_check_a_wrong_text_breaks_the_window_for_every_guest(
    product: Product, anna: ChatUser, tmp_path: Path
) -> None:
    """The harm that the check prevents."""
    with_a_mistake(shutil.copytree(VENUES_DIR, tmp_path / "venues"))
    identify = await product.container.get(IdentifyGuest)
    identify._translator = Translator.load(tmp_path / "venues", load_venues(VENUES_DIR).values())
    await anna.write("/language")
    assert any(message.text.startswith("Что-то сломалось") for message in anna.messages)


def with_a_mistake(venues_dir: Path) -> None:
    with (venues_dir / RESTAURANT / "texts.ru.ftl").open("a", encoding="utf-8") as texts:
        texts.write("\nask_language = <b>?\n")


def test_the_texts_of_a_follow_up_are_checked(tmp_path: Path) -> None:
    clinic = CLINIC.replace(
        "[messages]", '[messages]\n[[messages.follow_ups]]\ntext="review"\nafter="1h"\noffer=false', 1
    )
    folder = write_venue(tmp_path, "clinic", clinic)
    (folder / "texts.en.ftl").write_text("review = <i>How was it?", encoding="utf-8")
    (folder / "texts.ru.ftl").write_text("review = Как вам?", encoding="utf-8")
    venues = load_venues(tmp_path)
    (mistake,) = text_mistakes(tmp_path, venues.values(), Translator.load(tmp_path, venues.values()))
    assert mistake.startswith(f"{folder}/texts.en.ftl: review: expected Telegram's HTML")


def longest(venue: Venue) -> Venue:
    """The venue with names and descriptions of the greatest length that the catalogue allows."""
    return replace(
        venue,
        name=NAME,
        address=TEXT,
        phone=PHONE,
        resources={key: replace(each, name=NAME, description=TEXT) for key, each in venue.resources.items()},
        specialties={key: replace(each, name=NAME, description=TEXT) for key, each in venue.specialties.items()},
    )


def test_the_ready_venues_fit_also_with_the_longest_names_and_descriptions() -> None:
    venues = load_venues(VENUES_DIR).values()
    words = Translator.load(VENUES_DIR, venues)
    assert not list(text_mistakes(VENUES_DIR, venues, words))
    assert not list(text_mistakes(VENUES_DIR, [longest(venue) for venue in venues], words))


@pytest.mark.parametrize("locale", Locale)
def test_every_fact_that_a_text_of_the_product_names_has_a_sample(locale: Locale) -> None:
    venue = load_venues(VENUES_DIR)["zdorovie_plus"]
    samples = sample_facts(venue, Translator.load(VENUES_DIR, [venue]).words(venue, locale))
    texts = messages(read_ftl(product_path(locale)))
    named = {fact for text in texts.values() for fact in named_facts(text, texts)}
    sampled = samples.of(texts).keys()
    assert named <= sampled | NUMBER_FACTS
    assert not sampled & NUMBER_FACTS


WITHOUT_PHOTO = {"broadcast_preview"}
"""Texts that a window shows only while it has no photo."""


@pytest.mark.parametrize("window", WINDOWS, ids=name)
def test_the_texts_of_a_window_are_checked_where_it_shows_them(window: TypedWindow) -> None:
    has_photo = bool(list(of_type(window, DynamicMedia)))
    shown = [each for each in of_type(window, MessageText) if not isinstance(each, ButtonText)]
    always = [each.key for each in shown if each.condition is true_condition]
    for text in shown:
        place = CAPTION if has_photo and text.key not in WITHOUT_PHOTO else MESSAGE
        groups = [set(keys) for where, keys in TOGETHER if where is place]
        together = {*always, text.key}
        is_alone = together == {text.key} and place_of(text.key) is place
        assert is_alone or any(together <= group for group in groups), f"{together} in {place.name}"
    assert {place_of(button.key) for button in of_type(window, ButtonText)} <= {BUTTON}


def test_texts_in_answers_to_presses_are_checked_as_such() -> None:
    answers = {key for path in CODE for key in _keys_within(path.read_text(), {"toast", "alert", "fulfill"})}
    assert len(answers) > 10
    assert {key for key in answers if place_of(key) is not ANSWER} == set()


def test_texts_of_buttons_under_notifications_are_checked_as_such() -> None:
    buttons = {key for path in CODE for key in _keys_within(path.read_text(), {"make_button"})}
    assert len(buttons) > 5
    assert {key for key in buttons if place_of(key) is not BUTTON} == set()


def _keys_within(source: str, functions: set[str]) -> Iterator[str]:
    """The keys of texts that are written in calls of these functions."""
    keys = messages(read_ftl(product_path(Locale.EN)))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in functions:
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and each.value in keys:
                    yield str(each.value)
