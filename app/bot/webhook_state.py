"""What Telegram says about a bot's webhook (getWebhookInfo), in words."""

from aiogram.types import WebhookInfo

CAUSES = (
    (": 401", "web does not know the secret: run `python -m app webhook set`, or start web with this token"),
    (": 404", "the address leads to nothing that serves this venue: check the proxy's paths and the tokens of web"),
    (": 503", "web cannot use its database or Redis, or the database is not migrated: see /readyz"),
    (": 502", "the proxy does not reach web: is it running?"),
    (": 504", "the proxy does not reach web: is it running?"),
    ("ssl", "Telegram does not trust the certificate of PUBLIC_URL"),
    ("certificate", "Telegram does not trust the certificate of PUBLIC_URL"),
    ("resolve", "the host of PUBLIC_URL has no address in the DNS"),
    ("refused", "nothing listens there: is the proxy running, and the port open?"),
    ("timed out", "the address does not answer: is the port open, and web not overloaded?"),
    ("timeout", "the address does not answer: is the port open, and web not overloaded?"),
)
"""What Telegram's message contains, and what it mostly means."""


def last_error(webhook: WebhookInfo) -> str | None:
    """Telegram's last failure to deliver an update: when (UTC), in its words, and what to do; None for none."""
    message = webhook.last_error_message
    if not message:
        return None
    at = f" at {webhook.last_error_date:%Y-%m-%d %H:%M:%S} UTC" if webhook.last_error_date else ""
    remedy = next((remedy for words, remedy in CAUSES if words in message.lower()), None)
    return f"Telegram failed{at}: {message}" + (f" ({remedy})" if remedy else "")
