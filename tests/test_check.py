"""`python -m app check`: everything that is wrong at once, each with what to do, and an exit status for scripts."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.check import Finding, Verdict, check, exit_status
from app.domain.availability.slots import grid_of_day, local_date
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE
from app.sandbox.model import Webhook
from app.sandbox.sandbox import PEOPLE, BotCard, Sandbox, create_sandbox
from tests.databases import copy_of, opened, sqlite_url
from tests.domain.builders import a_venue
from tests.harness import Harness
from tests.sandbox.conftest import serve
from tests.services.workers import eventually

ROOT = Path(__file__).parents[1]
TOKEN, OTHER_TOKEN = "8101:restaurant", "8102:clinic"
PUBLIC_URL = "https://bronya.example"
ALERTS, GROUP = "VENUES__BINARY_BITES__ALERTS_CHAT_ID", -1001234567890


@pytest.fixture
async def sandbox(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """A Telegram that knows one of two bots, in a deployment that is configured for it."""
    monkeypatch.chdir(tmp_path)
    sandbox = create_sandbox([BotCard(TOKEN, "bites_bot", "Binary Bites")])
    async with serve(sandbox.app) as address:
        for name, value in {
            "VENUES_DIR": str(ROOT / "data/venues"),
            "VENUES__BINARY_BITES__BOT_TOKEN": TOKEN,
            "PUBLIC_URL": PUBLIC_URL,
            "TELEGRAM_API_URL": f"{address}/api",
            "DATABASE_URL": copy_of(sqlite_template, tmp_path),
            "RABBITMQ_URL": "memory://",
            "REDIS_URL": "memory://",
        }.items():
            monkeypatch.setenv(name, value)
        yield sandbox
    await sandbox.close()


async def found(subject: str) -> Finding:
    """The finding about a subject, which is the only one."""
    [finding] = [finding for finding in await check() if finding.subject == subject]
    return finding


async def test_a_right_deployment_passes(sandbox: Sandbox) -> None:
    findings = await check()
    assert {finding.verdict for finding in findings} <= {Verdict.RIGHT, Verdict.NOTE}, findings
    assert exit_status(findings) == 0


async def test_the_webhook_is_compared_with_the_public_address(sandbox: Sandbox) -> None:
    subject = "webhook of binary_bites"
    assert "nowhere; web sets" in (await found(subject)).text
    sandbox.telegram.bots[TOKEN].webhook = Webhook(f"{PUBLIC_URL}/webhook/binary_bites")
    assert (await found(subject)).verdict is Verdict.RIGHT


async def test_updates_that_telegram_cannot_deliver_are_reported(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:1")
    sandbox.telegram.bots[TOKEN].webhook = Webhook("http://127.0.0.1:1/webhook/binary_bites")
    webhook = sandbox.telegram.bots[TOKEN].webhook
    sandbox.user(PEOPLE[0].id, TOKEN).write("/start")
    await eventually(lambda: webhook is not None and webhook.last_error_at is not None)
    finding = await found("webhook of binary_bites")
    assert finding.verdict is Verdict.UNAVAILABLE
    assert "1 updates wait" in finding.text


async def test_a_token_that_telegram_refuses_is_named(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__BOT_TOKEN", OTHER_TOKEN)
    finding = await found("VENUES__ZDOROVIE_PLUS__BOT_TOKEN")
    assert finding.verdict is Verdict.WRONG
    assert "@BotFather" in finding.text
    assert (await found("VENUES__BINARY_BITES__BOT_TOKEN")).verdict is Verdict.RIGHT


async def test_the_staff_group_is_looked_at(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALERTS, f"{GROUP}/42")
    monkeypatch.setenv("VENUES__BINARY_BITES__ADMIN_IDS", "[42]")
    assert "the bot is not in this group" in (await found(ALERTS)).text
    group = sandbox.add_group(GROUP, TOKEN, {42})
    assert await found(ALERTS) == Finding(Verdict.RIGHT, ALERTS, "it is the group Staff")
    group.chat.topics = None
    assert "has no topics" in (await found(ALERTS)).text
    group.remove_bot()
    finding = await found(ALERTS)
    assert (finding.verdict, "add it" in finding.text) == (Verdict.WRONG, True)


async def test_a_staff_group_that_became_a_supergroup_is_noted_with_its_id(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ALERTS, "-400500")
    sandbox.add_group(-400500, TOKEN).upgrade(GROUP)
    finding = await found(ALERTS)
    assert (finding.verdict, str(GROUP) in finding.text) == (Verdict.NOTE, True)


async def test_a_staff_group_of_a_venue_without_admins_is_noted(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ALERTS, str(GROUP))
    sandbox.add_group(GROUP, TOKEN)
    verdicts = [finding.verdict for finding in await check() if finding.subject == ALERTS]
    assert verdicts == [Verdict.RIGHT, Verdict.NOTE]


async def test_a_missing_database_is_named_and_not_created(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file may be missing because of a wrong address: the guests' bookings are in another one then."""
    missing = tmp_path / "missing.sqlite3"
    monkeypatch.setenv("DATABASE_URL", sqlite_url(missing))
    text = (await found("DATABASE_URL")).text
    assert f"there is no file {missing}" in text
    assert "alembic upgrade head" in text
    assert exit_status(await check()) == EX_CONFIG
    assert not missing.exists()


async def test_a_database_that_this_user_cannot_write_is_wrong(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It can be read, so everything else about it is right. Root may write all files, so the system's answer is set."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    finding = await found("DATABASE_URL")
    assert finding.verdict is Verdict.WRONG
    assert f"this user cannot write {tmp_path}" in finding.text


async def test_a_service_that_does_not_answer_may_answer_later(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {
        "DATABASE_URL": "postgresql+asyncpg://bronya:geheim@127.0.0.1:1/bronya",
        "RABBITMQ_URL": "amqp://bronya:geheim@127.0.0.1:1/",
        "REDIS_URL": "redis://:geheim@127.0.0.1:1/0",
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
    }
    for name, value in services.items():
        monkeypatch.setenv(name, value)
    findings = await check()
    unavailable = {finding.subject for finding in findings if finding.verdict is Verdict.UNAVAILABLE}
    assert unavailable == {"DATABASE_URL", "RABBITMQ_URL", "REDIS_URL", "VENUES__BINARY_BITES__BOT_TOKEN"}
    assert exit_status(findings) == EX_UNAVAILABLE
    assert "geheim" not in str(findings)
    assert TOKEN not in str(findings)


async def test_all_mistakes_are_found_at_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "venues/cafe").mkdir(parents=True)
    (tmp_path / "venues/cafe/venue.toml").write_text("timezone = 7\n")
    monkeypatch.setenv("VENUES_DIR", str(tmp_path / "venues"))
    monkeypatch.setenv("PUBLIC_URL", "https://booking.example.com")
    wrong = [finding for finding in await check() if finding.verdict is Verdict.WRONG]
    assert {"PUBLIC_URL"} < {finding.subject for finding in wrong}
    assert "timezone" in str(wrong)


async def test_wrong_texts_are_found_and_folders_that_are_no_venues_noted(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venues = Path(shutil.copytree(ROOT / "data/venues", tmp_path / "venues"))
    monkeypatch.setenv("VENUES_DIR", str(venues))
    folder = create_folder(venues / "lost+found")
    assert (await found(str(folder))).verdict is Verdict.NOTE
    texts = append(venues / "binary_bites/texts.en.ftl", "\nhelp = <b>Help\n")
    assert (await found(str(texts))).text.startswith("help: expected Telegram's HTML")


async def test_days_that_have_passed_are_noted(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They do not stop the start: each absence passes while the product runs."""
    venues = Path(shutil.copytree(ROOT / "data/venues", tmp_path / "venues"))
    monkeypatch.setenv("VENUES_DIR", str(venues))
    rules = venues / "binary_bites/venue.toml"
    written = rules.read_text()
    rules.write_text(written.replace('dates = ["2027-01-01"]', 'dates = ["2026-01-01..2026-01-02"]'))
    assert rules.read_text() != written
    finding = await found(str(rules))
    assert finding.verdict is Verdict.NOTE
    assert finding.text.startswith("closures.dates: days up to 2026-01-02 have passed")
    assert exit_status(await check()) == 0


def create_folder(path: Path) -> Path:
    path.mkdir()
    return path


def append(path: Path, text: str) -> Path:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    return path


async def test_wrong_settings_are_all_that_is_found(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("PORT", "http")
    findings = await check()
    assert [(finding.verdict, finding.subject) for finding in findings] == [
        (Verdict.WRONG, "PORT"),
        (Verdict.WRONG, "LOG_LEVEL"),
    ]


async def test_an_env_file_that_others_can_read_is_noted(sandbox: Sandbox, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.touch(mode=0o644)
    assert (await found(".env")).verdict is Verdict.NOTE
    assert exit_status(await check()) == 0
    env_file.chmod(0o600)
    assert ".env" not in {finding.subject for finding in await check()}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("OPERATOR_PASWORD", "did you mean OPERATOR_PASSWORD?"),
        ("PUBLC_URL", "did you mean PUBLIC_URL?"),
        ("VENUES_BINARY_BITES_BOT_TOKEN", "VENUES__<ID>__BOT_TOKEN"),
        ("VENUE__BINARY_BITES__BOT_TOKEN", "VENUES__<ID>__BOT_TOKEN"),
    ],
)
@pytest.mark.parametrize("place", ["file", "environment"])
async def test_a_variable_with_a_mistyped_name_is_noted(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str, place: str
) -> None:
    """Without this a mistyped OPERATOR_PASSWORD leaves the metrics open, and nobody is told."""
    if place == "file":
        write_env_file(tmp_path, f"{name}=hidden")
    else:
        monkeypatch.setenv(name, "hidden")
    finding = await found(name)
    assert finding.verdict is Verdict.NOTE
    assert meant in finding.text
    assert "hidden" not in finding.text


async def test_other_variables_of_the_env_file_are_noted_only_if_no_setting_reads_them(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env_file(tmp_path, "log_level=INFO", "export WORKER_PORT=", "VENUES__BINARY_BITES__ADMIN_IDS=[42]", "TZ_X=1")
    monkeypatch.setenv("TZ_Y", "1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318")
    assert (await found("TZ_X")).text == "no setting has this name: leave it if it is for another program"
    noted = {finding.subject for finding in await check() if finding.verdict is Verdict.NOTE}
    others = {
        "LOG_LEVEL",
        "WORKER_PORT",
        "VENUES__BINARY_BITES__ADMIN_IDS",
        "TZ_Y",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    }
    assert not noted & others


def write_env_file(folder: Path, *lines: str) -> None:
    path = folder / ".env"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines))


async def test_a_venue_without_a_token_is_noted(sandbox: Sandbox) -> None:
    """It may be meant, and it may be the one of ten that was forgotten."""
    finding = await found("VENUES__STRIZH__BOT_TOKEN")
    assert finding.verdict is Verdict.NOTE
    assert "strizh is not served" in finding.text
    assert (await found("VENUES__BINARY_BITES__BOT_TOKEN")).verdict is Verdict.RIGHT


async def test_bookings_that_no_longer_fit_the_catalogue_are_counted(sandbox: Sandbox) -> None:
    assert (await found("bookings of binary_bites")).verdict is Verdict.RIGHT
    async with opened(os.environ["DATABASE_URL"]) as database:
        venue = replace(a_venue(), id="binary_bites")
        harness = Harness(database, venue, now=datetime.now(UTC))
        day = local_date(venue, harness.clock.now()) + timedelta(days=1)
        tomorrow = grid_of_day(venue, day)
        # The restaurant's table t1 seats one.
        await harness.book(await harness.register(), tomorrow[0].starts_at, "t1", party_size=2)
    finding = await found("bookings of binary_bites")
    assert finding.verdict is Verdict.NOTE
    assert "party_does_not_fit 1" in finding.text


async def test_bookings_of_a_venue_whose_folder_is_gone_are_counted(sandbox: Sandbox) -> None:
    async with opened(os.environ["DATABASE_URL"]) as database:
        harness = Harness(database, replace(a_venue(), id="renamed"), now=datetime.now(UTC))
        day = local_date(harness.venue, harness.clock.now()) + timedelta(days=1)
        await harness.book(await harness.register(), grid_of_day(harness.venue, day)[0].starts_at, "t1", party_size=1)
    finding = await found("bookings of renamed")
    assert finding.verdict is Verdict.NOTE
    assert finding.text.startswith("1 are still to come")
