"""Wrong configuration: each process reports it in one line and ends with EX_CONFIG, after which supervisors need not
restart it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE
from tests.test_processes_agree import PROCFILE

ROOT = Path(__file__).parents[1]
SECRETS = ("geheim", "kuchen", "token-a", "token-b")
WRONG = {
    "REDIS_URL": "redis://:geheim/kuchen#1@127.0.0.1:6379/0",
    "LOG_LEVEL": "loud",
    "VENUES__BINARY_BITES__BOT_TOKEN": "123456:token-a",
    "VENUES__ZDOROVIE_PLUS__BOT_TOKEN": "123456:token-b",
}


def run(process: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the Procfile until it ends, without any .env."""

    return subprocess.run(
        ["sh", "-c", f"exec {PROCFILE[process]}"],  # noqa: S607  it is written for whatever shell there is
        cwd=ROOT if process == "release" else folder,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "VENUES_DIR": str(ROOT / "data/venues"),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize("process", PROCFILE)
def test_wrong_settings_are_named_in_a_line_each(process: str, tmp_path: Path) -> None:
    ended = run(process, tmp_path, **WRONG)
    assert ended.returncode == EX_CONFIG
    lines = ended.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["VENUES", "REDIS_URL", "LOG_LEVEL"], ended.stderr
    assert not [secret for secret in SECRETS if secret in ended.stderr]


@pytest.mark.parametrize("process", ["web", "worker"])
def test_wrong_files_of_a_venue_are_named_in_a_line_each(process: str, tmp_path: Path) -> None:
    (tmp_path / "cafe").mkdir()
    (tmp_path / "cafe/venue.toml").write_text("timezone = 7\n")
    ended = run(process, tmp_path, VENUES_DIR=str(tmp_path))
    assert ended.returncode == EX_CONFIG
    assert all(line.startswith("bronya: ") for line in ended.stderr.splitlines()), ended.stderr
    assert "timezone" in ended.stderr


@pytest.mark.parametrize("process", ["web", "worker"])
def test_all_mistakes_of_all_files_are_named_at_once(process: str, tmp_path: Path) -> None:
    venues = Path(shutil.copytree(ROOT / "data/venues", tmp_path / "venues"))
    with (venues / "binary_bites/texts.en.ftl").open("a", encoding="utf-8") as texts:
        texts.write("\nbot_short_description = <b>Cafe\n")
    (venues / "zdorovie_plus/photos/kim.webp").write_text("no picture")
    (venues / "lost+found").mkdir()
    changed = {"VENUES__NOWHERE__ADMIN_IDS": "[1]", "VENUES__STRIZH__STAFF": '{"ivanova": 2}'}
    ended = run(process, tmp_path, VENUES_DIR=str(venues), **changed)
    assert ended.returncode == EX_CONFIG
    places = [
        line.removeprefix("bronya: ").replace(f"{venues}/", "").split(": ")[:2] for line in ended.stderr.splitlines()
    ]
    assert places == [
        ["VENUES__NOWHERE", f"no such venue; {venues} has binary_bites, strizh, zdorovie_plus"],
        ["VENUES__STRIZH__STAFF", "no resource 'ivanova'; strizh has gleb, asya, ruslan, semyon"],
        ["zdorovie_plus/venue.toml", "resources[kim].photo"],
        ["binary_bites/texts.en.ftl", "bot_short_description"],
    ]


@pytest.mark.parametrize(
    "address", ["postgresql+asyncpg://bronya:secret@127.0.0.1:1/bronya", "sqlite+aiosqlite:////nowhere/bronya.sqlite3"]
)
def test_a_database_that_cannot_be_reached_is_named_in_a_line(address: str, tmp_path: Path) -> None:
    ended = run("release", tmp_path, DATABASE_URL=address)
    assert ended.returncode == EX_UNAVAILABLE
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert ended.stderr.startswith("bronya: DATABASE_URL: ")
    assert "secret" not in ended.stderr
