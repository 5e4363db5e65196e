"""The Procfile, compose.yaml, `make run` and docs/operations.md agree with each other."""

import re
import shlex
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api.application import add_api
from app.api.operators import OPERATOR_PAGES
from app.bot.webhook import webhook_path
from app.main import STOP_SECONDS
from app.miniapp import routes as miniapp
from app.runtime.settings import Settings
from app.server.serve import GRACEFUL_SHUTDOWN_SECONDS, KEEP_ALIVE_SECONDS

ROOT = Path(__file__).parents[1]
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CADDYFILE = (ROOT / "Caddyfile").read_text()


def number_after(words: str, path: str) -> int:
    """The number that follows the words in a file."""
    found = re.search(rf"{words}\s*(\d+)", (ROOT / path).read_text())
    assert found, f"{path} has no number after {words!r}"
    return int(found[1])


GRACE = number_after("give it", "docs/operations.md")
"""Seconds from SIGTERM to SIGKILL, as docs/operations.md asks for."""


def option(process: str, name: str) -> int:
    command = shlex.split(PROCFILE[process])
    return int(command[command.index(name) + 1])


def test_compose_runs_the_commands_of_the_procfile() -> None:
    assert {name: SERVICES[name]["command"] for name in PROCFILE} == PROCFILE


@pytest.mark.parametrize("process", sorted(PROCFILE))
def test_compose_waits_as_long_as_asked_before_it_kills_a_process(process: str) -> None:
    assert int(SERVICES[process]["stop_grace_period"].removesuffix("s")) >= GRACE


def test_make_run_waits_as_long_as_asked_before_it_kills_a_process() -> None:
    assert number_after("GRACE_SECONDS =", "tools/run_procfile.py") >= GRACE


def test_a_process_stops_waiting_for_its_work_before_it_is_killed() -> None:
    assert GRACEFUL_SHUTDOWN_SECONDS + STOP_SECONDS < GRACE
    assert option("worker", "--wait-tasks-timeout") < GRACE


def test_a_scheduler_restarted_within_the_minute_starts_no_job_twice() -> None:
    assert "--skip-first-run" in shlex.split(PROCFILE["scheduler"])


def test_compose_restarts_every_process_except_the_release_step() -> None:
    restarted = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert set(SERVICES) - restarted == {"release"}


def test_compose_publishes_the_proxy_and_nothing_else() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"proxy": ["80:80", "443:443", "443:443/udp"]}


def test_compose_trusts_forwarded_addresses_from_the_proxy_alone() -> None:
    trusted = SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert SERVICES["proxy"]["networks"]["front"] == {"ipv4_address": trusted}
    config = COMPOSE["networks"]["front"]["ipam"]["config"][0]
    assert ip_address(trusted) in ip_network(config["subnet"])
    assert ip_address(trusted) not in ip_network(config["ip_range"]), "no other container may get it"
    on_front = {name for name, service in SERVICES.items() if "front" in service.get("networks", ())}
    assert on_front == {"proxy", "web"}


def test_the_proxy_asks_web_where_compose_has_it_listen() -> None:
    assert SERVICES["web"]["environment"]["HOST"] == "0.0.0.0"  # noqa: S104  inside the container
    assert "PORT" not in SERVICES["web"]["environment"]
    assert f"{{$WEB_ADDRESS:web:{Settings.model_fields['port'].default}}}" in CADDYFILE


def test_the_proxy_forwards_every_address_of_guests_and_of_telegram_and_no_operators_page() -> None:
    forwarded = re.search(r"@public path (.*)", CADDYFILE)
    assert forwarded
    prefixes = tuple(path.removesuffix("*") for path in forwarded[1].split())
    app = FastAPI()
    add_api(app, None)
    app.include_router(miniapp.router([]))
    paths = {route.path for route in app.routes if isinstance(route, APIRoute)} | {webhook_path("cafe")}
    assert [path for path in paths if not f"{path}/".startswith(prefixes)] == []
    assert [page for page in OPERATOR_PAGES if page.startswith(prefixes)] == []


def test_the_proxy_leaves_an_idle_connection_before_web_does() -> None:
    assert number_after("keepalive", "Caddyfile") < KEEP_ALIVE_SECONDS
