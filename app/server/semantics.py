"""What HTTP promises for every address, as ASGI middleware: HEAD, and conditional requests (RFC 9110, 9.3.2 and 13)."""

from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_HEADERS = ("content-length", "content-type", "content-encoding", "accept-ranges")
"""What describes a body that a 304 does not have."""


class HeadRequests:
    """Answers HEAD wherever GET is answered, with the same headers. uvicorn leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


class ConditionalRequests:
    """Answers GET with 304 when the client has the response already, as its `ETag` or `Last-Modified` tells."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        is_unchanged = False

        async def send_changed(message: Message) -> None:
            nonlocal is_unchanged
            if message["type"] == "http.response.start":
                response = MutableHeaders(scope=message)
                is_unchanged = message["status"] == 200 and has_current(request, response)
                if is_unchanged:
                    for name in BODY_HEADERS:
                        del response[name]
                    message = {**message, "status": 304}
            elif is_unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_changed)


def has_current(request: Headers, response: Headers) -> bool:
    """Whether the request names what the response would bring. `If-None-Match` goes before `If-Modified-Since`."""
    if (wanted := request.get("If-None-Match")) is not None:
        current = response.get("ETag")
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return current is not None and ("*" in tags or current.removeprefix("W/") in tags)
    return _is_not_newer(response.get("Last-Modified"), than=request.get("If-Modified-Since"))


def _is_not_newer(modified: str | None, than: str | None) -> bool:
    if modified is None or than is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(than)
    except (ValueError, TypeError):  # no date of HTTP, or one without a zone
        return False
