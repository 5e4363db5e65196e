"""Give each request an id for the log."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.runtime.trace import traced


class TraceRequests:
    """ASGI middleware under which all log lines of a request, and the messages that it plans, have one id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        with traced():
            return await self._app(scope, receive, send)
