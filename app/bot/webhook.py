"""The webhooks to which Telegram sends updates."""

import hmac
from time import perf_counter
from typing import Annotated

import structlog
from aiogram import Dispatcher
from aiogram.types import Update
from fastapi import APIRouter, Header, Request, Response
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from structlog.contextvars import bound_contextvars

from app.bot.errors import find_outage
from app.bot.updates import kind_of, read_update
from app.bot.venue_bots import VenueBot, VenueBots
from app.database.migration_watch import MigrationWatch
from app.domain.errors import NotFound
from app.runtime import metrics
from app.runtime.bounded_log import bounded_log
from app.runtime.rejections import Rejection, count_rejection

log = structlog.stdlib.get_logger()

TYPES = ("message", "callback_query", "my_chat_member")
"""The types of updates that bots ask for (`app/bot/introduction.py`), as labels of a metric."""
OTHER_TYPE = "other"
MAX_BODY = 1024 * 1024
"""Bytes of a request. Telegram's updates are far smaller."""


def webhook_path(venue_id: str) -> str:
    return f"/webhook/{venue_id}"


def router(dispatcher: Dispatcher, bots: VenueBots, watch: MigrationWatch) -> APIRouter:
    """Return the routes of the webhooks, one for each venue that is served."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(webhook_path("{venue_id}"))
    async def take_update(
        venue_id: str, request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> Response:
        """Handle one update within the request. Answers 200, also to what can never succeed, or 503 to get it again."""
        try:
            served = bots.of_venue(venue_id)
        except NotFound:
            return Response(status_code=404)
        if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), served.webhook_secret.encode()):
            count_rejection(Rejection.WRONG_WEBHOOK_SECRET, venue_id)
            return Response(status_code=401)
        if watch.is_outdated:
            return Response(status_code=503)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            count_rejection(Rejection.BODY_TOO_LONG, venue_id)
            return Response(status_code=413)
        begun = perf_counter()
        outcome, status, kind = await _handle(dispatcher, served, body)
        metrics.UPDATE_SECONDS.labels(kind).observe(perf_counter() - begun)
        metrics.UPDATES.labels(venue_id, outcome).inc()
        return Response(status_code=status)

    return routes


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def _handle(dispatcher: Dispatcher, served: VenueBot, body: bytes) -> tuple[str, int, str]:
    """Returns the outcome, the status and the type of the update, for the metrics."""
    try:
        update = read_update(body, served.bot)
    except ValidationError as error:
        bounded_log.warning("not an update", venue=served.venue.id, kind=kind_of(error))
        return "nonsense", 200, OTHER_TYPE
    kind = _type_of(update)
    try:
        with bound_contextvars(update=update.update_id):
            await dispatcher.feed_update(served.bot, update)
    except Exception as error:
        if outage := find_outage(error):
            bounded_log.warning("updates answered with 503", venue=served.venue.id, details=repr(outage))
            return "put_off", 503, kind
        # Telegram repeats an update until the answer is 200, and this one would fail again.
        log.exception("update failed", venue=served.venue.id, update=update.update_id)
        metrics.UPDATES_FAILED.inc()
        return "failed", 200, kind
    return "handled", 200, kind


def _type_of(update: Update) -> str:
    """`message`, `callback_query` or `my_chat_member`; `other` for what is not asked for."""
    return next((kind for kind in TYPES if getattr(update, kind)), OTHER_TYPE)
