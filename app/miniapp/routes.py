"""Serve the built Mini App: a page for each venue, and what the page loads."""

import asyncio
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app.domain.venues import Venue
from app.runtime.mini_app import DIST

T = TypeVar("T")

log = structlog.stdlib.get_logger()

TIMEOUT = 3.0
"""Seconds to wait for Telegram's answer with a bot's name."""

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        # Telegram's web clients show the page in a frame; the sandbox does so from this very host.
        "frame-ancestors 'self' https://web.telegram.org https://*.telegram.org",
    ]
)
PAGE_HEADERS = {
    # The page names the newest assets, whose names change with their content.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ASSET_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""By the better first: the build leaves a file with each ending beside every asset."""
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}

NOT_BUILT = "The Mini App is not built: run `npm ci` and `npm run build` in app/miniapp.\n"


def router(served: Iterable[tuple[Venue, Bot]], dist: Path = DIST) -> APIRouter:
    """`/app/<venue>/...` for each venue that has a bot, and `/miniapp/assets/...`. Anybody may load them."""
    venues, bots = {}, {}
    for venue, bot in served:
        venues[venue.id], bots[venue.id] = venue, bot
    routes = APIRouter(include_in_schema=False)

    @routes.get("/app/{venue_id}/bot")
    async def open_bot(venue_id: str) -> Response:
        """Redirect a browser outside Telegram to the venue's bot."""
        bot = _known(bots, venue_id)
        try:
            me = await asyncio.wait_for(bot.me(), TIMEOUT)
        except (TelegramAPIError, TimeoutError) as error:
            log.warning("bot's name not learned", venue=venue_id, error=repr(error))
            return PlainTextResponse("Telegram does not answer just now.\n", 503)
        return RedirectResponse(f"https://t.me/{me.username}")

    @routes.get("/app/{venue_id}")
    @routes.get("/app/{venue_id}/{page:path}")
    def show_page(venue_id: str) -> Response:
        """The one page of the Mini App, for every address: its router shows the right part."""
        return _page(dist, _known(venues, venue_id))

    @routes.get("/miniapp/assets/{name}")
    def show_asset(name: str, request: Request) -> Response:
        """A file that the page loads, compressed if the browser accepts that."""
        asset = dist / "assets" / name
        if asset.suffix not in MEDIA_TYPES or not _exists(asset):
            raise HTTPException(404)
        return _asset(asset, request.headers.get("Accept-Encoding", ""))

    return routes


def _exists(asset: Path) -> bool:
    try:
        return asset.is_file()
    except OSError:
        # For example, the name is too long for the file system.
        return False


def _known(served: Mapping[str, T], venue_id: str) -> T:
    try:
        return served[venue_id]
    except KeyError:
        raise HTTPException(404) from None


def _page(dist: Path, venue: Venue) -> Response:
    try:
        page = (dist / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        return PlainTextResponse(NOT_BUILT, 503)
    facts = {"venue": venue.id, "locale": venue.locale.value, "name": venue.name.to(venue.locale)}
    for fact, value in facts.items():
        page = page.replace(f"{{{{{fact}}}}}", escape(value))
    return HTMLResponse(page, headers=PAGE_HEADERS)


def _asset(asset: Path, accepted: str) -> Response:
    readable = {encoding.partition(";")[0].strip() for encoding in accepted.split(",")}
    headers, path = dict(ASSET_HEADERS), asset
    for encoding, ending in ENCODINGS.items():
        compressed = asset.with_name(asset.name + ending)
        if encoding in readable and compressed.is_file():
            headers["Content-Encoding"], path = encoding, compressed
            break
    return FileResponse(path, headers=headers, media_type=MEDIA_TYPES[asset.suffix])
