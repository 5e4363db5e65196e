"""compose.yaml and the examples in deploy/ run what the Procfile runs, watch it, and keep venues out of images."""

import os
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.runtime.mistakes import EX_CONFIG
from app.runtime.settings import Settings, read_settings
from tests.test_processes_agree import GRACE, PROCFILE, SERVICES

ROOT = Path(__file__).parents[1]
UNITS = ROOT / "deploy/systemd"
UNIT_OF = {
    "release": "bronya-release.service",
    "web": "bronya-web.service",
    "worker": "bronya-worker@.service",
    "scheduler": "bronya-scheduler@.service",
}
INSTALLED = "/opt/bronya"
WATCHED = ("web", "worker", "scheduler")
AMVERA = ROOT / "deploy/amvera"


def read_unit(name: str) -> ConfigParser:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNITS / name)
    return unit


def test_compose_checks_the_health_of_every_service() -> None:
    unchecked = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert unchecked == {"release"}, "it ends, and is not watched"
    for process in WATCHED:
        assert SERVICES[process]["healthcheck"]["test"] == ["CMD", "python", "-m", "app.health", process]


def test_compose_runs_two_workers_and_two_schedulers_with_a_port_each() -> None:
    assert [SERVICES[process]["deploy"]["replicas"] for process in ("worker", "scheduler")] == [2, 2]
    for process in ("worker", "scheduler"):
        assert SERVICES[process]["environment"][f"{process.upper()}_PORT"]


def test_compose_mounts_the_venues_and_no_image_has_them() -> None:
    for process in PROCFILE:
        venues, cache = SERVICES[process]["volumes"]
        source, target, mode = venues.split(":")
        assert (ROOT / source).resolve() == ROOT / "data/venues"
        assert (target, mode) == (SERVICES[process]["environment"]["VENUES_DIR"], "ro")
        assert cache == f"cache:/bronya/{Settings.model_fields['cache_dir'].default}"
    for dockerfile in (ROOT / "Dockerfile", AMVERA / "Dockerfile"):
        assert not re.search(r"^COPY.*\bdata\b", dockerfile.read_text(), re.MULTILINE)


def test_the_proxys_health_is_asked_where_the_caddyfile_answers() -> None:
    *_, address = SERVICES["proxy"]["healthcheck"]["test"]
    assert address == "http://127.0.0.1:2021/"
    assert "http://127.0.0.1:{$HEALTH_PORT:2021} {\n\tbind 127.0.0.1\n" in (ROOT / "Caddyfile").read_text()


@pytest.mark.parametrize("process", PROCFILE)
def test_a_unit_runs_the_command_of_the_procfile(process: str) -> None:
    service = read_unit(UNIT_OF[process])["Service"]
    assert service["ExecStart"] == f"{INSTALLED}/.venv/bin/{PROCFILE[process]}"
    assert int(service["RestartPreventExitStatus"]) == EX_CONFIG


@pytest.mark.parametrize("process", WATCHED)
def test_a_unit_is_restarted_and_stopped_as_asked(process: str) -> None:
    service = read_unit(UNIT_OF[process])["Service"]
    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) >= GRACE
    assert int(service["WatchdogSec"]) > 30
    assert service["NotifyAccess"] == "all", "the worker's child process reports"


def test_every_unit_is_wanted_by_the_target() -> None:
    wanted = shlex.split(read_unit("bronya.target")["Unit"]["Wants"])
    assert {re.sub(r"@\d+", "@", name) for name in wanted} == {UNIT_OF[process] for process in WATCHED}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """With the programs of this machine: it checks that they exist."""
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("User=bronya\n", "").replace(f"{INSTALLED}/.venv/bin/", "/bin/")
        (tmp_path / unit.name).write_text(re.sub(r"(?<=/bin/)(python|alembic) ", "sh ", text))
    units = sorted(map(str, tmp_path.iterdir()))
    found = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)  # noqa: S607
    assert (found.returncode, found.stderr) == (0, "")


def test_amveras_container_is_the_one_process_on_the_volume(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config: dict[str, Any] = yaml.safe_load((AMVERA / "amvera.yml").read_text())
    dockerfile = ROOT / config["build"]["dockerfile"]
    text = dockerfile.read_text().replace("\\\n", "")
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    for line in re.findall(r"^ENV (.*)$", text, re.MULTILINE):
        for pair in shlex.split(line):
            monkeypatch.setenv(*pair.split("=", 1))
    settings = read_settings()
    mount = config["run"]["persistenceMount"]
    assert settings.port == config["run"]["containerPort"]
    assert settings.memory_variables == ["RABBITMQ_URL", "REDIS_URL"]
    assert settings.database_url.get_secret_value() == f"sqlite+aiosqlite:///{mount}/bronya.sqlite3"
    assert settings.venues_dir == Path(mount, "venues")
    assert "app.one_process:create_app" in text
