"""`python -m app venue new`: a folder that starts and takes bookings, or nothing at all."""

import argparse
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.__main__ import main
from app.catalogue.loader import load_venues
from app.catalogue.schema import WEEKDAYS, BookingTable
from app.catalogue.toml import write_venue_file
from app.domain.venues import Hours, Localized, Venue
from app.new_venue.command import EX_INTERRUPTED, add_flags, run
from app.new_venue.kinds import KINDS
from app.runtime.mistakes import EX_CONFIG
from tests.bot.steps import TUESDAY, press_all, window
from tests.product import ANNA, Product

MINUTE = timedelta(minutes=1)
NAMES = ("--id=new_place", "--name-ru=Новое место", "--name-en=New Place", "--address-ru=Арбат, 1")
PHONE = "+44 20 7946 0000"
RESTAURANT = (*NAMES, f"--phone={PHONE}", "--kind=restaurant", "--tables=2x2, 1x6", "--yes")
CLINIC = (*NAMES, "--kind=clinic", "--people=Терапия/Therapy: Анна/Anna, Пётр/Pyotr; Массаж/Massage: Вера", "--yes")
SERVICES = (
    *NAMES,
    "--kind=services",
    "--team=Анна/Anna, Пётр/Pyotr",
    "--services=Стрижка/Haircut 45 = 1800 ₽; Борода 20",
    "--yes",
)
FLAGS = {"restaurant": RESTAURANT, "clinic": CLINIC, "services": SERVICES}
TAPS = {
    "restaurant": ("📝 Забронировать столик", "2", TUESDAY, "18:00", "✅ Подтвердить"),
    "clinic": ("📝 Записаться", "🩺 Терапия", TUESDAY, "18:00", "✅ Подтвердить"),
    "services": ("📝 Записаться", "Стрижка", TUESDAY, "18:00", "✅ Подтвердить"),
}


@pytest.fixture(autouse=True)
def venues_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the venues, which does not exist yet."""
    monkeypatch.setenv("VENUES_DIR", str(tmp_path / "venues"))
    return tmp_path / "venues"


def command(monkeypatch: pytest.MonkeyPatch, *flags: str) -> int:
    """Run the command as from a shell. Returns the exit status."""
    monkeypatch.setattr("sys.argv", ["app", "venue", "new", *flags])
    return main()


def asked(ask: Callable[[str], str], *flags: str) -> int:
    """Run the command with a person who answers. Returns the exit status."""
    parser = argparse.ArgumentParser()
    add_flags(parser)
    return run(parser.parse_args(flags), ask)


def left_in(venues_dir: Path) -> list[str]:
    return [path.name for path in venues_dir.iterdir()] if venues_dir.exists() else []


def made(venues_dir: Path) -> Venue:
    [venue] = load_venues(venues_dir).values()
    return venue


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of the venue that was just made."""
    assert command(monkeypatch, *FLAGS[request.param]) == 0
    return str(request.param)


async def test_the_demo_shows_a_new_venue_and_it_takes_a_booking(kind: str, product: Product) -> None:
    guest = product.sandbox.user(ANNA, product.demo.bots["new_place"].token)
    await guest.write("/start")
    await press_all(guest, *TAPS[kind])
    await product.settle()
    assert any("Новое место" in message.text and "Арбат, 1" in message.text for message in guest.messages)
    await guest.write("/start")
    await guest.press("ℹ️ О нас")
    assert (f"☎️ {PHONE}" in window(guest).text) is (kind == "restaurant")


def test_each_key_of_the_file_is_explained_and_both_languages_have_texts(kind: str, venues_dir: Path) -> None:
    written = (venues_dir / "new_place/venue.toml").read_text(encoding="utf-8")
    for name, field in BookingTable.model_fields.items():
        if f"\n{name} = " in written:
            assert f"# {field.title}: "[:60] in written
    assert "docs/venue.md" in written
    assert sorted(left_in(venues_dir / "new_place")) == ["texts.en.ftl", "texts.ru.ftl", "venue.toml"]


def test_the_command_says_what_to_do_next(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command(monkeypatch, *RESTAURANT)
    printed = capsys.readouterr().out
    for next_step in ("make demo", "@BotFather", "VENUES__NEW_PLACE__BOT_TOKEN", "python -m app check"):
        assert next_step in printed


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        (("--id=My Cafe",), "--id: expected a name of at most 32"),
        (("--kind=zoo",), "--kind: expected restaurant, clinic or services, got 'zoo'"),
        (("--name-ru= ",), "--name-ru: expected 1 to 64 characters in Russian"),
        (("--name-en=" + "x" * 65,), "--name-en: expected 1 to 64 characters in English"),
        (("--timezone=Moscow",), "--timezone: expected an IANA zone such as Europe/Moscow"),
        (("--locale=de",), '--locale: expected "ru" or "en", got "de"'),
        (("--phone=100",), '--phone: expected an international number such as +7 495 000-10-10, got "100"'),
        (("--slot-minutes=4",), "--slot-minutes: expected 5 to 1440 minutes, got 4"),
        (("--slot-minutes=two hours",), "--slot-minutes: expected 5 to 1440 minutes"),
        (("--hours=always",), "--hours: expected days and times such as"),
        (("--hours=mon-fri",), "--hours: expected hours after the days"),
        (("--hours=mon 25:00-26:00",), "--hours: expected opening and closing times"),
        (("--hours=mon 10:00-14:00 12:00-16:00",), "--hours: expected hours that do not overlap"),
        (("--tables=many",), "--tables: expected tables such as 4x2, 2x6"),
        (("--tables=0x4",), "--tables: expected"),
        (("--tables=1x5000",), "--tables: expected 1 to 1000 seats, got 5000"),
        (("--kind=clinic", "--tables=1x2"), "--tables: not asked when --kind is clinic"),
    ],
)
def test_a_wrong_flag_is_named_with_what_is_expected(
    flags: tuple[str, ...],
    line: str,
    venues_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(monkeypatch, *RESTAURANT, *flags) == EX_CONFIG
    [printed] = capsys.readouterr().err.splitlines()
    assert printed.startswith(f"bronya: {line}")
    assert left_in(venues_dir) == []


@pytest.mark.parametrize("people", ["", "Анна", "Терапия:", "Терапия: Анна,", ": Анна"])
def test_people_need_a_specialty_and_names(
    people: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, *CLINIC, f"--people={people}") == EX_CONFIG
    assert capsys.readouterr().err.startswith("bronya: --people: expected ")


@pytest.mark.parametrize(
    ("flag", "line"),
    [
        ("--services=Стрижка", "--services: expected names with their minutes, such as"),
        ("--services=Стрижка = 1800 ₽", "--services: expected names with their minutes, such as"),
        ("--services=", "--services: expected at least one, got "),
        ("--services=Стрижка 2000", "--services: expected 5 to 1440 minutes, got 2000"),
        ("--services=Стрижка 1000", "--services: expected at least the 1000 minutes of the shortest visit"),
        ("--services=Стрижка 30; Окраска 1000", "--services: expected at most 720, the minutes of the longest hours"),
        ("--team=", "--team: expected 1 to 64 characters in Russian"),
        ("--team=Анна,", "--team: expected 1 to 64 characters in Russian"),
        ("--slot-minutes=30", "--slot-minutes: not asked when --kind is services"),
    ],
)
def test_services_need_minutes_that_fit_the_hours_and_people(
    flag: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, *SERVICES, flag) == EX_CONFIG
    assert capsys.readouterr().err.startswith(f"bronya: {line}")


def test_all_people_perform_all_services_and_a_price_is_shown_as_it_is_given(
    venues_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(monkeypatch, *SERVICES) == 0
    venue = made(venues_dir)
    shown = [(each.name, each.length // MINUTE, each.price, each.resources) for each in venue.services.values()]
    assert shown == [
        (Localized("Стрижка", "Haircut"), 45, Localized("1800 ₽", "1800 ₽"), ("p1", "p2")),
        (Localized("Борода", "Борода"), 20, None, ("p1", "p2")),
    ]
    assert venue.booking.start_every == 15 * MINUTE


def test_a_missing_flag_is_named_when_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, "--id=new_place", "--yes") == EX_CONFIG
    assert capsys.readouterr().err.startswith("bronya: --name-ru: expected an answer such as")


def test_a_wrong_answer_is_explained_and_asked_again(venues_dir: Path) -> None:
    answers = {
        "folder": ["Новое место", "new_place"],
        "in Russian": ["Новое место"],
        "address in Russian": ["", "Арбат, 1"],
        "in minutes": ["3", "60"],
        "open": ["mon-thu 9:00-21:30", "mon-thu 9:00-21:00, fri sat 10:00-14:00 16:00-24:00"],
    }
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        matching = [given for words, given in answers.items() if words in prompt.splitlines()[-1]]
        return matching[-1].pop(0) if matching else ""

    assert asked(ask) == 0
    assert sum(prompt.startswith("  expected ") for prompt in prompts) == 4
    venue = made(venues_dir)
    assert venue.name.en == "Новое место", "English is as Russian unless it is given"
    assert venue.phone is None
    assert venue.opening_hours[WEEKDAYS.index("sat")] == (Hours(600, 840), Hours(960, 1440))
    assert WEEKDAYS.index("sun") not in venue.opening_hours


def test_a_folder_that_exists_is_left_as_it_is(
    venues_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (venues_dir / "new_place").mkdir(parents=True)
    assert command(monkeypatch, *RESTAURANT) == EX_CONFIG
    assert f"{venues_dir / 'new_place'} exists" in capsys.readouterr().err
    assert left_in(venues_dir / "new_place") == []


def test_a_folder_that_appeared_meanwhile_is_left_as_it_is(venues_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.new_venue.make_folder.read_venues", lambda _: (venues_dir / "new_place").mkdir())
    assert command(monkeypatch, *RESTAURANT) == EX_CONFIG
    assert left_in(venues_dir) == ["new_place"]
    assert left_in(venues_dir / "new_place") == []


@pytest.mark.parametrize("answered", range(5))
def test_ctrl_c_at_a_question_leaves_nothing(answered: int, venues_dir: Path) -> None:
    answers = iter(["new_place", "restaurant", "Новое место", "", ""][:answered])

    def ask(_prompt: str) -> str:
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    assert asked(ask) == EX_INTERRUPTED
    assert left_in(venues_dir) == []


def test_ctrl_c_while_the_folder_is_checked_leaves_nothing(venues_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_settings: object) -> None:
        [unfinished] = venues_dir.iterdir()
        assert left_in(unfinished) == ["new_place"]
        raise KeyboardInterrupt

    monkeypatch.setattr("app.new_venue.make_folder.read_venues", interrupt)
    assert command(monkeypatch, *RESTAURANT) == EX_INTERRUPTED
    assert left_in(venues_dir) == []


def test_the_end_of_the_input_leaves_nothing(venues_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(_prompt: str) -> str:
        raise EOFError

    assert asked(ask) == EX_CONFIG
    assert "--yes" in capsys.readouterr().err
    assert left_in(venues_dir) == []


def test_a_venue_that_the_start_would_refuse_is_not_made(
    venues_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def copy(_text: Path, to: Path) -> None:
        to.write_text("feedback = <b>Thank you\n", encoding="utf-8")

    monkeypatch.setattr("app.new_venue.make_folder.copyfile", copy)
    assert command(monkeypatch, *RESTAURANT) == EX_CONFIG
    assert "feedback: expected Telegram's HTML" in capsys.readouterr().err
    assert left_in(venues_dir) == []


@pytest.mark.parametrize("path", sorted(Path("data/venues").glob("*/venue.toml")), ids=lambda path: path.parent.name)
def test_a_file_that_is_written_with_comments_has_the_same_values(path: Path) -> None:
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tomllib.loads(write_venue_file(values)) == values


def test_characters_that_toml_reserves_are_written_as_escapes(venues_dir: Path) -> None:
    name = 'Кафе "У \\ дороги" #1'
    assert asked(lambda _: "", *RESTAURANT, f"--name-ru={name}", "--address-ru=1\n2\x7f") == 0
    assert (made(venues_dir).name.ru, made(venues_dir).address.ru) == (name, "1\n2\x7f")
