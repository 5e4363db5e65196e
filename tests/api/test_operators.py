"""Who sees metrics and documents, and what operators are told about a deployment that cannot work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from pydantic import SecretStr

from app.api.operators import OPERATOR_PAGES
from app.database.migration_watch import MigrationWatch
from app.main import create_app
from app.runtime.misconfigurations import Misconfigurations
from app.runtime.rejections import Rejection
from app.runtime.settings import Settings, VenueSettings
from tests.api.conftest import Api, RedisInMemory
from tests.databases import sqlite_url
from tests.runtime.rejections import rejected

PASSWORD = "operators-only"


@asynccontextmanager
async def serving(settings: Settings, **changes: object) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings.model_copy(update=changes), RedisInMemory())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield http
    await app.state.container.close()


@pytest.mark.parametrize("page", [*OPERATOR_PAGES, "/docs/oauth2-redirect", "/%6detrics"])
async def test_with_a_password_operators_pages_are_for_those_who_know_it(settings: Settings, page: str) -> None:
    before = rejected(Rejection.WRONG_OPERATOR_PASSWORD)
    async with serving(settings, operator_password=SecretStr(PASSWORD)) as http:
        asked = await http.get(page)
        assert (asked.status_code, asked.headers["WWW-Authenticate"].split()[0]) == (401, "Basic")
        assert (await http.get(page, headers={"Authorization": "Basic !"})).status_code == 401
        assert (await http.get(page, auth=("operator", "wrong"))).status_code == 401
        assert (await http.get(page, auth=("prometheus", PASSWORD))).status_code == 200
        assert (await http.get("/healthz")).status_code == 200
    assert rejected(Rejection.WRONG_OPERATOR_PASSWORD) == before + 1


async def test_without_a_password_they_are_open_to_all_who_reach_the_process(settings: Settings) -> None:
    async with serving(settings) as http:
        for page in OPERATOR_PAGES:
            assert (await http.get(page)).status_code == 200


def bots(*tokens: str, admins: tuple[int, ...] = ()) -> dict[str, VenueSettings]:
    names = ["binary_bites", "zdorovie_plus"][: len(tokens)]
    return {
        name: VenueSettings(bot_token=SecretStr(token), admin_ids=list(admins))
        for name, token in zip(names, tokens, strict=True)
    }


@pytest.mark.parametrize(
    ("changes", "variable", "remedy"),
    [
        ({"venues": {}}, "VENUES", "set VENUES__BINARY_BITES__BOT_TOKEN"),
        ({"venues": bots("123456:token-from-BotFather")}, "VENUES__BINARY_BITES__BOT_TOKEN", "from @BotFather"),
        ({"public_url": None}, "PUBLIC_URL", "set it to the HTTPS address"),
        ({"public_url": "https://booking.example.com"}, "PUBLIC_URL", "set it to the HTTPS address"),
        ({"public_url": "http://bronya.example"}, "PUBLIC_URL", "a proxy with TLS"),
    ],
)
async def test_what_starts_and_cannot_work_is_named_with_its_remedy(
    settings: Settings, changes: dict[str, object], variable: str, remedy: str
) -> None:
    async with serving(settings, **changes) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert remedy in answer.json()["misconfigured"][variable]


async def test_one_venues_mistake_takes_no_other_venue_out_of_service(settings: Settings) -> None:
    venues = bots("123456:token-from-BotFather", "7002:clinic", admins=(123456789,))
    async with serving(settings, venues=venues) as http:
        answer = await http.get("/readyz")
    assert set(answer.json()["misconfigured"]) == {
        "VENUES__BINARY_BITES__BOT_TOKEN",
        "VENUES__BINARY_BITES__ADMIN_IDS",
        "VENUES__ZDOROVIE_PLUS__ADMIN_IDS",
    }


def test_a_local_bot_api_server_may_be_told_of_http(settings: Settings) -> None:
    local = {"public_url": "http://127.0.0.1:8000", "telegram_api_url": "http://127.0.0.1:8081"}
    assert Misconfigurations(settings.model_copy(update=local)).problems == {}


async def test_an_unmigrated_database_is_named_with_its_remedy(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = SecretStr(sqlite_url(tmp_path_factory.mktemp("empty") / "bronya.sqlite3"))
    async with serving(settings, database_url=empty) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert "alembic upgrade head" in answer.json()["down"]["database"]


async def test_guests_come_again_until_the_database_is_migrated(api: Api) -> None:
    (await api.container.get(MigrationWatch)).is_outdated = True
    answer = await api.get("")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert "Retry-After" in answer.headers
