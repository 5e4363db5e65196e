"""`python -m app webhook`: show, set and delete, and Telegram's last error in words."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram.types import WebhookInfo

from app.bot.webhook_state import last_error
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.commands.conftest import VENUE, Command
from tests.sandbox.conftest import serve

TOKEN, REFUSED = "8101:restaurant", "8102:clinic"
PUBLIC_URL = "https://bronya.example"


@pytest.fixture
async def sandbox(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """A Telegram that knows the restaurant's bot."""
    sandbox = create_sandbox([BotCard(TOKEN, "bites_bot", "Binary Bites")])
    async with serve(sandbox.app) as address:
        monkeypatch.setenv(f"VENUES__{VENUE.upper()}__BOT_TOKEN", TOKEN)
        monkeypatch.setenv("PUBLIC_URL", PUBLIC_URL)
        monkeypatch.setenv("TELEGRAM_API_URL", f"{address}/api")
        yield sandbox
    await sandbox.close()


async def test_a_webhook_is_set_shown_and_deleted(sandbox: Sandbox, command: Command) -> None:
    bot = sandbox.telegram.bots[TOKEN]
    assert "address: none" in (await command("webhook", "show")).out
    assert (await command("webhook", "set", VENUE)).status == 0
    assert bot.webhook
    assert (bot.webhook.url, bool(bot.webhook.secret_token)) == (f"{PUBLIC_URL}/webhook/{VENUE}", True)
    shown = await command("webhook", "show")
    assert f"address: {PUBLIC_URL}/webhook/{VENUE}\n  waiting updates: 0\n  last error: none" in shown.out
    assert (await command("webhook", "delete")).status == 0
    assert bot.webhook is None


async def test_a_token_that_telegram_refuses_is_named_and_never_shown(
    sandbox: Sandbox, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__BOT_TOKEN", REFUSED)
    ended = await command("webhook", "set")
    assert ended.status == EX_CONFIG
    assert "Telegram refuses VENUES__ZDOROVIE_PLUS__BOT_TOKEN" in ended.out
    assert sandbox.telegram.bots[TOKEN].webhook, "the other bot's is set"
    assert not [token for token in (TOKEN, REFUSED) if token in ended.out + ended.err]


async def test_mistakes_are_named(sandbox: Sandbox, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "STRIZH__BOT_TOKEN: it is not set" in (await command("webhook", "show", "strizh")).err
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    assert (await command("webhook", "show")).status == EX_UNAVAILABLE
    monkeypatch.delenv("PUBLIC_URL")
    ended = await command("webhook", "set")
    assert (ended.status, ended.err.startswith("bronya: PUBLIC_URL: it is not set")) == (EX_CONFIG, True)


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("Wrong response from the webhook: 401 Unauthorized", "webhook set"),
        ("Wrong response from the webhook: 502 Bad Gateway", "proxy does not reach web"),
        ("Wrong response from the webhook: 503 Service Unavailable", "/readyz"),
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "certificate"),
        ("Failed to resolve host: Name or service not known", "DNS"),
        ("Connection refused", "nothing listens"),
        ("Connection timed out", "does not answer"),
    ],
)
def test_an_error_of_telegram_has_its_remedy(message: str, remedy: str) -> None:
    at = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    webhook = WebhookInfo(
        url=PUBLIC_URL,
        has_custom_certificate=False,
        pending_update_count=1,
        last_error_date=at,
        last_error_message=message,
    )
    said = last_error(webhook)
    assert said
    assert said.startswith(f"Telegram failed at 2026-11-27 12:00:00 UTC: {message} (")
    assert remedy in said
