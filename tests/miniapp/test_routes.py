"""Serving the Mini App's page and its assets."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import httpx
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import User
from fastapi import FastAPI

from app.domain.venues import Localized
from app.miniapp.routes import router
from tests.domain.builders import a_venue

PAGE = '<html lang="{{locale}}"><meta name="venue" content="{{venue}}"><title>{{name}}</title></html>'
SCRIPT = b"console.log('hello')"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A folder like the one that `npm run build` writes."""
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").write_text(PAGE, encoding="utf-8")
    (assets / "index-abc.js").write_bytes(SCRIPT)
    (assets / "index-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    return assets.parent


@pytest.fixture
def bot() -> Mock:
    return Mock(Bot, me=AsyncMock(return_value=User(id=1, is_bot=True, first_name="Cafe", username="cafe_bot")))


@pytest.fixture
async def browser(dist: Path, bot: Bot) -> AsyncIterator[httpx.AsyncClient]:
    cafe = replace(a_venue(), name=Localized('Кафе "<3"', "Cafe"))
    app = FastAPI()
    app.include_router(router([(cafe, bot)], dist))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bronya", headers={"Accept-Encoding": ""}
    ) as client:
        yield client


@pytest.mark.parametrize("page", ["/app/cafe", "/app/cafe/", "/app/cafe/bookings", "/app/cafe/resources/t1"])
async def test_every_path_of_a_venue_serves_its_page(browser: httpx.AsyncClient, page: str) -> None:
    answer = await browser.get(page)

    assert answer.status_code == 200
    assert answer.text == (
        '<html lang="ru"><meta name="venue" content="cafe"><title>Кафе &quot;&lt;3&quot;</title></html>'
    )
    assert answer.headers["cache-control"] == "no-cache"


async def test_policy_allows_only_telegram_and_this_host_to_frame_the_page_and_no_inline_scripts(
    browser: httpx.AsyncClient,
) -> None:
    policy = (await browser.get("/app/cafe/")).headers["content-security-policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'self' https://web.telegram.org https://*.telegram.org" in policy
    assert not [rule for rule in policy if "unsafe" in rule]


async def test_a_venue_that_is_not_served_has_no_page(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/app/diner/")).status_code == 404
    assert (await browser.get("/app/diner/bot")).status_code == 404


async def test_without_a_build_the_answer_says_how_to_build_the_page(browser: httpx.AsyncClient, dist: Path) -> None:
    (dist / "index.html").unlink()

    answer = await browser.get("/app/cafe/")

    assert answer.status_code == 503
    assert "npm run build" in answer.text


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("", None), ("br", None), ("gzip, br", "gzip"), ("deflate, gzip;q=0.5", "gzip")]
)
async def test_assets_are_cached_for_ever_and_compressed_if_accepted(
    browser: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    answer = await browser.get("/miniapp/assets/index-abc.js", headers={"Accept-Encoding": accepted})

    assert answer.content == SCRIPT
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "name", ["none.js", "index-abc.js.gz", "..%2Findex.html", "..", "%2Fetc%2Fpasswd", "x" * 300 + ".js", "%00.js"]
)
async def test_only_assets_are_served(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/miniapp/assets/{name}")).status_code == 404


async def test_the_bots_link_redirects_to_telegram(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/app/cafe/bot")

    assert (answer.status_code, answer.headers["location"]) == (307, "https://t.me/cafe_bot")


async def test_the_bots_link_answers_503_while_telegram_does_not_answer(browser: httpx.AsyncClient, bot: Mock) -> None:
    bot.me.side_effect = TelegramNetworkError(method=Mock(), message="away")

    assert (await browser.get("/app/cafe/bot")).status_code == 503
