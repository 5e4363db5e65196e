"""Pages for operators: metrics and the API's documents. With `OPERATOR_PASSWORD` they are for those who know it."""

import base64
import binascii
import hmac

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.runtime.rejections import Rejection, count_rejection

OPERATOR_PAGES = ("/metrics", "/docs", "/redoc", "/openapi.json")
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Bronya: any name, OPERATOR_PASSWORD", charset="UTF-8"'}


class OperatorPages:
    """ASGI middleware that asks for the password (RFC 7617, any user name) before it shows one of `OPERATOR_PAGES`."""

    def __init__(self, app: ASGIApp, password: SecretStr) -> None:
        self._app = app
        self._password = password.get_secret_value().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_operator_page(scope["path"]):
            password = _password_in(Headers(scope=scope).get("Authorization", ""))
            if password is None or not hmac.compare_digest(password, self._password):
                if password is not None:
                    count_rejection(Rejection.WRONG_OPERATOR_PASSWORD)
                await PlainTextResponse("For operators.\n", 401, CHALLENGE)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_operator_page(path: str) -> bool:
    """Whether a path, as the application sees it, is one of the pages or below one."""
    return any(path == page or path.startswith(f"{page}/") for page in OPERATOR_PAGES)


def _password_in(authorization: str) -> bytes | None:
    """The password of a header such as `Basic bmFtZTpwYXNz`; None if there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(credentials.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return None
