"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import json
from typing import Any

from aiogram.types import BufferedInputFile
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile
from starlette.types import Receive, Scope, Send

from app.sandbox.bot_api.api import BotApi, NoAnswer
from app.sandbox.model import Json

MAX_PART_BYTES = 60 * 1024 * 1024


class BrokenResponse(Response):
    """Announces a body and ends without one, so that the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


class HangingResponse(Response):
    """Sends nothing until the caller disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


def bot_api_routes(api: BotApi) -> APIRouter:
    """The routes below the base address that bots have as `TELEGRAM_API_URL`."""
    router = APIRouter()

    @router.api_route("/bot{token}/{method}", methods=["GET", "POST"])
    async def call_method(token: str, method: str, request: Request) -> Response:
        try:
            raw, files = await _read(request)
        except ValueError:
            return _not_json()
        try:
            status, body = await api.answer(token, method, raw, files)
        except NoAnswer as silence:
            return HangingResponse() if silence.hangs else BrokenResponse()
        return JSONResponse(body, status)

    @router.get("/file/bot{token}/{path:path}")
    async def download(token: str, path: str) -> Response:
        file = api.telegram.file_at(path)
        if token not in api.telegram.bots or file is None:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(file.content, media_type="application/octet-stream")

    return router


async def _read(request: Request) -> tuple[Json, dict[str, BufferedInputFile]]:
    """The parameters and files of a request: from the query string, and from a JSON, form or multipart body.

    Raises ValueError for a body that is not a JSON object.
    """
    raw: dict[str, Any] = dict(request.query_params)
    files: dict[str, BufferedInputFile] = {}
    if request.headers.get("content-type", "").startswith("application/json"):
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        return {**raw, **body}, files
    async with request.form(max_part_size=MAX_PART_BYTES) as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                files[name] = BufferedInputFile(await value.read(), value.filename or name)
            else:
                raw[name] = value
    return raw, files


def _not_json() -> Response:
    description = "Bad Request: can't parse request body as JSON object"
    return JSONResponse({"ok": False, "error_code": 400, "description": description}, 400)
