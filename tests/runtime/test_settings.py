"""The settings: read, validated, and their secrets hidden."""

import logging
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from aiogram.utils.token import validate_token
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from app.container.bots import read_venues
from app.domain.venues import StaffGroup
from app.runtime.logs import HideSecrets, configure_logs
from app.runtime.mistakes import OperatorMistake
from app.runtime.settings import InvalidSettings, Settings, VenueSettings, read_settings

TOKEN = "123456:AAE-a-token-that-must-stay-secret"
PASSWORD = "a-password-that-must-stay-secret"


@pytest.fixture(autouse=True)
def _no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_largest_id_of_a_person_is_an_admins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__ADMIN_IDS", f"[{2**52 - 1}]")
    assert read_settings().venues["binary_bites"].admin_ids == [2**52 - 1]


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__BOT_TOKEN", TOKEN)
    monkeypatch.setenv("VENUES__BINARY_BITES__ADMIN_IDS", "[42, 77]")
    monkeypatch.setenv("PUBLIC_URL", "https://Booking.example.com/")
    settings = read_settings()
    venue = settings.venues["binary_bites"]
    assert venue.bot_token
    assert venue.bot_token.get_secret_value() == TOKEN
    assert venue.admin_ids == [42, 77]
    assert settings.public_url == "https://booking.example.com"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-1001234567890", StaffGroup(-1001234567890)),
        ("-1001234567890/42", StaffGroup(-1001234567890, 42)),
        ("-1001234567890/1", StaffGroup(-1001234567890)),
        ("-987654321", StaffGroup(-987654321)),
        ("", None),
    ],
)
def test_a_venue_has_the_staff_group_that_is_set(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: StaffGroup | None
) -> None:
    """`/1` is the topic General, for which Telegram takes messages only without a topic's id."""
    monkeypatch.setenv("VENUES__BINARY_BITES__ALERTS_CHAT_ID", value)
    monkeypatch.setenv("VENUES_DIR", str(Path(__file__).parents[2] / "data" / "venues"))
    venues = read_venues(read_settings()).venues
    assert venues["binary_bites"].staff_group == expected
    assert venues["zdorovie_plus"].staff_group is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DATABASE_URL", f"mysql://root:{PASSWORD}@host/db", "sqlite+aiosqlite:// or postgresql+asyncpg://"),
        ("RABBITMQ_URL", "http://host", "amqp:// or amqps:// or memory://"),
        ("REDIS_URL", "host:6379", "redis://"),
        ("PUBLIC_URL", "booking.example.com", "https://booking.example.com"),
        ("LOG_LEVEL", "loud", "'DEBUG', 'INFO'"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", "42, 77", "a JSON list of Telegram ids"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", "42", "a JSON list of Telegram ids such as [42, 77]"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", "", "a JSON list of Telegram ids such as [42, 77]"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", '["Vera"]', "integer"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", "[42, -1001234567890]", "expected ids of people"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", "[0]", "expected ids of people"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "1001234567890", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "-0", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", f"{-(2**52)}", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "-1001234567890/", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "-1001234567890/0", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", f"-1001234567890/{2**31}", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "https://t.me/c/1234567890/42", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ALERTS_CHAT_ID", "[-1001234567890]", "expected the id of a group"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", f"[{2**52}]", "expected ids of people"),
        ("VENUES__BINARY_BITES__ADMIN_IDS", f"[{2**63}]", "expected ids of people"),
        ("VENUES__BINARY_BITES__STAFF", "[42]", 'such as {"ivanova": 42}'),
        ("VENUES__BINARY_BITES__STAFF", '{"ivanova": 42', 'such as {"ivanova": 42}'),
        ("VENUES__BINARY_BITES__STAFF", "", 'such as {"ivanova": 42}'),
        ("VENUES__BINARY_BITES__STAFF", '{"42": "ivanova"}', "integer"),
        ("VENUES__BINARY_BITES__STAFF", '{"ivanova": -1001234567890}', "expected ids of people"),
        ("VENUES__BINARY_BITES__STAFF", '{"ivanova": 42, "ivanova": 43}', "a resource is named twice"),
        ("VENUES__BINARY_BITES__BOT_TOKEN", PASSWORD, "a token from BotFather such as 123456:AAE..."),
        ("VENUES__BINARY_BITES__BOT_TOKEN", f"{TOKEN} # the bot's", "a token from BotFather such as 123456:AAE..."),
        ("VENUES__BINARY_BITES__TOKEN", TOKEN, "expected BOT_TOKEN, ADMIN_IDS, ALERTS_CHAT_ID or STAFF"),
        ("VENUES", "{", "VENUES__BINARY_BITES__BOT_TOKEN"),
        ("PUBLIC_URL", "https://booking.example.com/book", "without a path"),
        ("PUBLIC_URL", "https://booking.example.com?venue=1", "https://booking.example.com"),
        ("PUBLIC_URL", f"https://admin:{PASSWORD}@booking.example.com", "https://booking.example.com"),
        ("PUBLIC_URL", "https://[booking.example.com", "https://booking.example.com"),
        ("PUBLIC_URL", "https://booking.example.com:port", "https://booking.example.com"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "expected an address"),
        ("OTEL_EXPORTER_OTLP_HEADERS", PASSWORD, "expected headers with commas between"),
        ("OTEL_EXPORTER_OTLP_HEADERS", f"authorization=Basic {PASSWORD}", "expected headers with commas between"),
        ("SENTRY_DSN", f"https://{PASSWORD}@sentry.example.com", "expected the DSN of a project"),
        ("SENTRY_DSN", "https://sentry.example.com/42", "expected the DSN of a project"),
        ("PORT", "http", "integer"),
        ("PORT", "65536", "65535"),
        ("HOST", "", "at least 1 character"),
        ("FORWARDED_ALLOW_IPS", "proxy.internal", "IP addresses or networks"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1/8", "IP addresses or networks"),
        ("DATABASE_URL", "sqlite+aiosqlite://data/bronya.sqlite3", "three slashes"),
        ("DATABASE_URL", "sqlite+aiosqlite:///", "three slashes"),
        ("RABBITMQ_URL", f"amqp://user:{PASSWORD}@", "a host"),
        ("REDIS_URL", f"redis://:{PASSWORD}@host:port/0", "a host and a port"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as refusal:
        read_settings()
    assert name in str(refusal.value)
    assert expected in str(refusal.value)
    assert PASSWORD not in str(refusal.value)
    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("DATABASE_URL", "postgresql+asyncpg://bronya:{}@host/bronya"),
        ("RABBITMQ_URL", "amqp://bronya:{}@host:5672/"),
        ("REDIS_URL", "redis://:{}@host:6379/0"),
    ],
)
@pytest.mark.parametrize("password", ["{}/b", "{}?b", "{}#b", "{}[b", "{}]b", "{}@b", "{}%b", "{} b", "1/{}"])
def test_a_password_with_an_unescaped_character_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, template: str, password: str
) -> None:
    secret = password.format(PASSWORD)
    monkeypatch.setenv(name, template.format(secret))
    with pytest.raises(InvalidSettings, match=f"{name}: ") as refusal:
        read_settings()
    assert PASSWORD not in str(refusal.value)

    monkeypatch.setenv(name, template.format(quote(secret, safe="")))
    assert secret in read_settings().secrets, "escaped it is right, and hidden as it is read, too"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgresql+asyncpg://bronya@/bronya?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql+asyncpg:///bronya"),
        ("DATABASE_URL", "postgresql+asyncpg://bronya:a:b@[::1]:5432/bronya"),
        ("DATABASE_URL", "sqlite+aiosqlite:////srv/bronya.sqlite3"),
        ("RABBITMQ_URL", "amqps://bronya:a@rabbitmq.internal/%2Fvhost?heartbeat=5"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1&password=a"),
        ("REDIS_URL", "rediss://default:a@redis.internal"),
        ("REDIS_URL", "memory://"),
    ],
)
def test_other_addresses_are_as_libraries_take_them(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    monkeypatch.setenv(name, address)
    assert getattr(read_settings(), name.lower()).get_secret_value() == address


def test_a_password_in_the_query_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix:///run/redis.sock?password={PASSWORD}%2F")
    assert {PASSWORD + "/", PASSWORD + "%2F"} <= set(read_settings().secrets)


def test_two_venues_with_one_bot_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__BOT_TOKEN", TOKEN)
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__BOT_TOKEN", f"{TOKEN}-of-yesterday")
    with pytest.raises(InvalidSettings) as refusal:
        read_settings()
    assert "VENUES__BINARY_BITES__BOT_TOKEN and VENUES__ZDOROVIE_PLUS__BOT_TOKEN" in str(refusal.value)
    assert TOKEN not in str(refusal.value)


def test_venues_without_a_token_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__ADMIN_IDS", "[1]")
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__ADMIN_IDS", "[1]")
    assert len(read_settings().venues) == 2


def test_an_env_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PUBLIC_URL=https://\xff")
    with pytest.raises(InvalidSettings, match=r"\.env: "):
        read_settings()


def test_an_empty_value_stands_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PUBLIC_URL", "OPERATOR_PASSWORD", "FORWARDED_ALLOW_IPS"):
        monkeypatch.setenv(name, "")
    settings = read_settings()
    assert (settings.public_url, settings.operator_password, settings.forwarded_allow_ips) == (None, None, [])


def test_nobody_forwards_addresses_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().forwarded_allow_ips == []
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.2, 10.1.0.0/16")
    assert read_settings().forwarded_allow_ips == ["10.0.0.2", "10.1.0.0/16"]


def test_an_admin_who_is_listed_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__ADMIN_IDS", "[77, 42, 77]")
    assert read_settings().venues["binary_bites"].admin_ids == [77, 42]


def test_an_empty_token_means_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__BOT_TOKEN", "")
    assert not read_settings().venues["binary_bites"].bot_token


@given(st.from_regex(r"[0-9]*:?[\S\s]*", fullmatch=True))
def test_aiogram_accepts_every_token_that_the_settings_accept(token: str) -> None:
    try:
        VenueSettings(bot_token=SecretStr(token))
    except ValidationError:
        return
    assert not token or validate_token(token)


def test_a_venue_without_a_folder_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__NOWHERE__BOT_TOKEN", TOKEN)
    monkeypatch.setenv("VENUES_DIR", str(Path(__file__).parents[2] / "data" / "venues"))
    with pytest.raises(OperatorMistake, match="VENUES__NOWHERE: no such venue"):
        read_venues(read_settings())


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_log_line_shows_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    monkeypatch.setenv("VENUES__BINARY_BITES__BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://bronya:{PASSWORD}@host/bronya")
    monkeypatch.setenv("LOG_FORMAT", log_format)
    settings = read_settings()
    before = logging.getLogger().handlers[:]
    try:
        configure_logs(settings)
        _log_secrets(settings)
    finally:
        logging.getLogger().handlers = before
        structlog.reset_defaults()
    lines = capsys.readouterr().err
    assert "a call failed" in lines
    assert "a library's line" in lines
    assert TOKEN not in lines
    assert PASSWORD not in lines


def _log_secrets(settings: Settings) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    logging.getLogger("library").warning("a library's line about %s", url)
    try:
        _fail(f"{url} and {settings.database_url.get_secret_value()}")
    except ConnectionError:
        structlog.stdlib.get_logger().exception("a call failed", url=url)


def _fail(reason: str) -> None:
    raise ConnectionError(reason)


def test_every_occurrence_of_a_secret_is_hidden() -> None:
    assert HideSecrets([TOKEN])(f"a{TOKEN}b{TOKEN}") == "a***b***"


def test_one_person_may_have_several_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__STAFF", '{"kim": 42, "belova": 42, "orlov": 43}')
    assert read_settings().venues["zdorovie_plus"].staff == {"kim": 42, "belova": 42, "orlov": 43}


def test_an_admin_who_is_of_the_staff_too_is_named_as_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__ADMIN_IDS", "[42]")
    monkeypatch.setenv("VENUES__ZDOROVIE_PLUS__STAFF", '{"kim": 42}')
    with pytest.raises(InvalidSettings, match=r"^VENUES__ZDOROVIE_PLUS__STAFF: one of these people is in ADMIN_IDS"):
        read_settings()
