"""The bots' webhooks: setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import Literal
from urllib.parse import urlsplit

from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook

from app.sandbox.bot_api.caller import Caller
from app.sandbox.bot_api.keyboards import LOCAL_HOSTS
from app.sandbox.bot_api.objects import unix_time
from app.sandbox.bot_api.refusals import bad_request
from app.sandbox.model import Json, Webhook

SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
MAX_CONNECTIONS = 100


def set_webhook(caller: Caller, call: SetWebhook) -> Literal[True]:
    """Deliver all updates to `url` from now on, pending ones too. An empty url is the same as deleteWebhook."""
    if call.secret_token and not SECRET_TOKEN.fullmatch(call.secret_token):
        raise bad_request("secret token contains unallowed characters")
    if call.max_connections is not None and not 1 <= call.max_connections <= MAX_CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    if call.drop_pending_updates:
        caller.webhook_sender.drop_pending(caller.bot)
    if not call.url:
        caller.bot.webhook = None
        return True
    _check_url(call.url)
    caller.bot.webhook = Webhook(call.url, call.secret_token, call.allowed_updates, call.max_connections or 40)
    caller.webhook_sender.deliver_pending(caller.bot)
    return True


def delete_webhook(caller: Caller, call: DeleteWebhook) -> Literal[True]:
    if call.drop_pending_updates:
        caller.webhook_sender.drop_pending(caller.bot)
    caller.bot.webhook = None
    return True


def get_webhook_info(caller: Caller, _call: GetWebhookInfo) -> Json:
    webhook = caller.bot.webhook or Webhook("")
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": caller.webhook_sender.pending_count(caller.bot),
        "max_connections": webhook.max_connections,
    }
    if webhook.allowed_updates:
        info["allowed_updates"] = webhook.allowed_updates
    if webhook.last_error_at:
        info["last_error_date"] = unix_time(webhook.last_error_at)
        info["last_error_message"] = webhook.last_error_message
    return info


def _check_url(url: str) -> None:
    """Check a webhook's address. Telegram requires HTTPS; the sandbox accepts plain HTTP on this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
