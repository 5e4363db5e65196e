"""`python -m app database restored`: what it refuses. `tests/database/test_restored.py` has the drill."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.commands.restored import NEXT
from app.runtime.mistakes import EX_CONFIG
from tests.commands.conftest import VENUE, Command
from tests.harness import Harness

WEEK = timedelta(days=7)
BACKUP_AT = datetime.now(UTC) - WEEK
RESTORED = ("database", "restored", "--backup-at", f"{BACKUP_AT:%Y-%m-%dT%H:%M}")


async def test_without_messages_of_the_lost_time_there_is_nothing_to_decide(harness: Harness, command: Command) -> None:
    ended = await command(*RESTORED)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith(f"Nothing to decide.\n{NEXT}\n")


async def test_it_refuses_while_a_web_process_runs(harness: Harness, command: Command) -> None:
    async with harness.database.write() as tx:
        await tx.service_processes.add("web", VENUE, datetime.now(UTC))
    ended = await command(*RESTORED, "--others", "miss")
    assert ended.status == EX_CONFIG
    assert "stop all processes first" in ended.err


async def test_it_refuses_a_backup_after_the_failure(harness: Harness, command: Command) -> None:
    ended = await command(*RESTORED, "--failed-at", f"{BACKUP_AT - WEEK:%Y-%m-%d}")
    assert (ended.status, ended.err) == (EX_CONFIG, "bronya: --backup-at: expected a time before the failure\n")


async def test_a_log_that_cannot_be_used_is_named(harness: Harness, command: Command, tmp_path: Path) -> None:
    console = tmp_path / "console.log"
    console.write_text("2027-01-31 [info] delivery {outcome=sent}\n")
    for path, said in ((console, "has no line of LOG_FORMAT=json"), (tmp_path / "none.log", "cannot be read")):
        ended = await command(*RESTORED, "--log", path)
        assert ended.status == EX_CONFIG
        assert f"--log: {path} {said}" in ended.err


async def test_what_docker_writes_before_a_line_is_skipped(harness: Harness, command: Command, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    line = {"event": "booked", "venue": VENUE, "booking": 7, "resource": "t1", "starts_at": "2027-02-01T15:00:00+00:00"}
    times = (BACKUP_AT - WEEK, BACKUP_AT + WEEK / 2)
    log.write_text("".join(f"web-1  | {json.dumps({**line, 'timestamp': at.isoformat()})}\n" for at in times))
    ended = await command(*RESTORED, "--log", log)
    assert ended.status == 0
    assert (
        f"have a confirmation: 1\n  7  {VENUE}, t1 for 2027-02-01 15:00, booked {times[1]:%Y-%m-%d %H:%M}" in ended.out
    )


async def test_a_time_that_is_none_is_refused(harness: Harness, command: Command) -> None:
    with pytest.raises(SystemExit):
        await command("database", "restored", "--backup-at", "yesterday")
