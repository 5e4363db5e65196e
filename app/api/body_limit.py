"""Limit the size of requests to the API."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.runtime.rejections import Rejection, count_rejection

MAX_BODY_BYTES = 16 * 1024
"""A booking takes about a hundred bytes."""


class BodyLimit:
    """ASGI middleware that answers a request to the API with 413 when its body exceeds `MAX_BODY_BYTES`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        received = 0

        async def receive_some() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                count_rejection(Rejection.BODY_TOO_LONG)
                raise HTTPException(413, f"at most {MAX_BODY_BYTES} bytes")
            return message

        await self._app(scope, receive_some, send)
