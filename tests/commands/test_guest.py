"""`python -m app guest`: the rights of a guest who has written to the operator."""

import io
import json
from pathlib import Path

import pytest

from app.runtime.mistakes import EX_CONFIG
from tests.commands.conftest import VENUE, Command
from tests.commands.test_ledger import book
from tests.harness import Harness

ANNA = ("--venue", VENUE, "--telegram-id", 1)


async def test_the_export_is_the_file_of_the_bot(harness: Harness, command: Command) -> None:
    booking = await book(harness)
    ended = await command("guest", "export", *ANNA)
    assert ended.status == 0
    told = json.loads(ended.out)
    assert (told["guest"]["name"], told["bookings"][0]["number"]) == ("Anna", booking.id)


async def test_an_exported_file_is_for_its_owner_alone_and_replaces_no_other(
    harness: Harness, command: Command, tmp_path: Path
) -> None:
    await harness.register()
    file = tmp_path / "anna.json"
    assert (await command("guest", "export", *ANNA, "--output", file)).status == 0
    assert (file.stat().st_mode & 0o777, json.loads(file.read_text())["guest"]["telegram_id"]) == (0o600, 1)
    again = await command("guest", "export", *ANNA, "--output", file)
    assert (again.status, "--output" in again.err) == (EX_CONFIG, True)


async def test_an_erased_guest_is_gone_and_the_admins_are_alerted(
    harness: Harness, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = await book(harness)
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert (await command("guest", "erase", *ANNA)).status == 1
    assert (await command("guest", "export", *ANNA)).status == 0, "nothing is erased without a yes"
    assert (await command("guest", "erase", *ANNA, "--yes")).status == 0
    gone = await command("guest", "export", *ANNA)
    assert (gone.status, "knows no guest" in gone.err) == (EX_CONFIG, True)
    assert "alert_canceled" in (await command("ledger", "booking", booking.id)).out


async def test_a_venue_that_does_not_exist_is_named(database_url: str, command: Command) -> None:
    ended = await command("guest", "export", "--venue", "nowhere", "--telegram-id", 1)
    assert ended.status == EX_CONFIG
    assert ended.err.startswith("bronya: nowhere: no such venue")
