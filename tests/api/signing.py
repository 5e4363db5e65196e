"""Signed initData, as Telegram's client sends it, and forged variants."""

import hashlib
import hmac
import json
from datetime import datetime
from urllib.parse import urlencode


def a_user(telegram_id: int, first_name: str = "Anna") -> dict[str, object]:
    return {"id": telegram_id, "first_name": first_name, "last_name": "Smirnova", "language_code": "ru"}


def init_data(token: str, signed_at: datetime, user: dict[str, object], **more: str) -> str:
    """The Authorization header of a Mini App whose bot has this token."""
    fields = {"auth_date": str(int(signed_at.timestamp())), "user": json.dumps(user, ensure_ascii=False), **more}
    return urlencode({**fields, "hash": signature(token, fields)})


def signature(token: str, fields: dict[str, str]) -> str:
    lines = sorted(f"{name}={value}" for name, value in fields.items())
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.digest(secret, "\n".join(lines).encode(), hashlib.sha256).hex()
