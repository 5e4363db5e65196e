"""Verify a Mini App's initData, which Telegram signs for the user who opened it.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from pydantic import BaseModel, Field, ValidationError

from app.api.problems import Unauthorized
from app.database.guests import TelegramUser

MAX_AGE = timedelta(hours=24)
"""Telegram Desktop reuses the same initData for hours."""
MAX_AHEAD = timedelta(minutes=1)
"""How far Telegram's clock may be ahead of the server's."""
MAX_LENGTH = 4096
"""Characters. initData usually has about 500."""


class UserField(BaseModel):
    """The user as initData describes them."""

    id: int = Field(ge=1, le=2**63 - 1)
    first_name: str
    last_name: str = ""
    username: str | None = None
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class SignedUser:
    """The user who opened the Mini App, and when Telegram signed that (UTC)."""

    user: TelegramUser
    signed_at: datetime


class SignedData(BaseModel):
    """The fields of initData that are used here. The signature covers all fields."""

    auth_date: int = Field(ge=0, le=2**36)
    user: str


def read_init_data(init_data: str, bot_token: str, now: datetime) -> SignedUser:
    """Verify initData. Returns the user who opened the Mini App of this bot, at most `MAX_AGE` before `now`.

    Raises `Unauthorized` with the code `session_expired` for initData that is too old, else `unauthorized`.
    """
    fields = _signed_fields(init_data, bot_token)
    try:
        data = SignedData.model_validate(fields)
        user = UserField.model_validate_json(data.user)
    except ValidationError:
        raise Unauthorized("unauthorized", "initData contains no user") from None
    signed_at = datetime.fromtimestamp(data.auth_date, UTC)
    age = now - signed_at
    if age < -MAX_AHEAD:
        raise Unauthorized("unauthorized", "initData is from the future")
    if age > MAX_AGE:
        raise Unauthorized("session_expired", "initData is older than 24 hours")
    name = f"{user.first_name} {user.last_name}".strip()
    return SignedUser(TelegramUser(user.id, name, user.username, user.language_code), signed_at)


def _signed_fields(init_data: str, bot_token: str) -> dict[str, str]:
    """Parse initData and verify the bot's signature. Raises `Unauthorized`."""
    pairs = parse_qsl(init_data, keep_blank_values=True) if len(init_data) <= MAX_LENGTH else []
    fields = dict(pairs)
    signature = fields.pop("hash", "")
    # With a repeated field the signature could cover one value while the other is used.
    is_unambiguous = len(pairs) == len(fields) + 1
    if not is_unambiguous or not hmac.compare_digest(_sign(fields, bot_token).encode(), signature.encode()):
        raise Unauthorized("unauthorized", "initData was not signed by this venue's bot")
    return fields


def _sign(fields: dict[str, str], bot_token: str) -> str:
    # All fields except the hash, including the newer field `signature`.
    check_string = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, check_string.encode(), hashlib.sha256).hexdigest()
