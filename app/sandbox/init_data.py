"""Sign initData: the data about the user that Telegram gives a Mini App when it is opened.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
import json
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from app.sandbox.bot_api.objects import unix_time
from app.sandbox.model import Chat, Json


def sign_init_data(chat: Chat, at: datetime) -> str:
    """The initData query string for a Mini App that the chat's person opens at the instant `at`."""
    fields = {
        "query_id": f"AAH{secrets.token_urlsafe(15)}",
        "user": json.dumps(_web_app_user(chat), ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(unix_time(at)),
        # In Telegram an Ed25519 signature for third parties without the bot's token; random here, so it never verifies.
        "signature": secrets.token_urlsafe(64),
    }
    return urlencode({**fields, "hash": _hash(fields, chat.bot.token)}, quote_via=quote)


def _web_app_user(chat: Chat) -> Json:
    """A WebAppUser: unlike the Bot API's User it has a last name even when that is empty."""
    person = chat.person
    user: Json = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name or "",
        "language_code": person.language_code,
    }
    if person.username:
        user["username"] = person.username
    if chat.open_to_bot:
        user["allows_write_to_pm"] = True
    return user


def _hash(fields: dict[str, str], token: str) -> str:
    data_check_string = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret_key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.digest(secret_key, data_check_string.encode(), hashlib.sha256).hex()
