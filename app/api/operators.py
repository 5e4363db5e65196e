"""Pages for operators: metrics and the API's documents. With `OPERATOR_PASSWORD` they are for those who know it."""

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.runtime.operator_password import CHALLENGE, is_right, password_in
from app.runtime.rejections import Rejection, count_rejection

OPERATOR_PAGES = ("/metrics", "/docs", "/redoc", "/openapi.json")


class OperatorPages:
    """ASGI middleware that asks for the password before it shows one of `OPERATOR_PAGES`."""

    def __init__(self, app: ASGIApp, password: SecretStr) -> None:
        self._app = app
        self._password = password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_operator_page(scope["path"]):
            password = password_in(Headers(scope=scope).get("Authorization", ""))
            if not is_right(password, self._password):
                if password is not None:
                    count_rejection(Rejection.WRONG_OPERATOR_PASSWORD)
                headers = {"WWW-Authenticate": CHALLENGE}
                await PlainTextResponse("For operators.\n", 401, headers)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_operator_page(path: str) -> bool:
    """Whether a path, as the application sees it, is one of the pages or below one."""
    return any(path == page or path.startswith(f"{page}/") for page in OPERATOR_PAGES)
