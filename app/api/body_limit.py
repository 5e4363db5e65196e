"""How much one request may say."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 16 * 1024
"""Bytes. A booking takes about a hundred."""


class BodyLimit:
    """Stops reading a request to the API that goes on for too long: it is answered with a 413."""

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
            if received > MOST:
                raise HTTPException(413, f"at most {MOST} bytes")
            return message

        await self._app(scope, receive_some, send)
