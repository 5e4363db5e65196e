"""The settings: read from the environment and `.env`, and validated at start."""

import json
import os
import re
from collections import Counter
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from app.runtime.addresses import PROCESS_MEMORY, check_service_address, escaped_forms, secret_forms
from app.runtime.mistakes import OperatorMistake

MEMORY = PROCESS_MEMORY
"""The address of RabbitMQ and Redis that means the memory of the process itself."""
TELEGRAM_API_URL = "https://api.telegram.org"
"""The Bot API itself. Any other address is a server of the operator's own, or the sandbox."""
RABBITMQ_DEFAULT = "guest"
"""RabbitMQ's default password. It is no secret, and log lines contain the word."""
MAX_TELEGRAM_ID = 2**52
"""The id of a user or a chat has at most 52 significant bits (Bot API, User, Chat)."""
MAX_TOPIC_ID = 2**31
GENERAL_TOPIC = 1
"""The topic "General". Telegram takes messages for it only without the id of a topic."""

_TOKEN = re.compile(r"[0-9]+:\S+")
"""The bot's id, a colon and the secret, as `aiogram.utils.token` accepts it: importing aiogram takes 120 MB."""
_HEADERS = re.compile(r"[^\s=,]+=[^\s,]+(?:,[^\s=,]+=[^\s,]+)*")
_DSN = re.compile(r"https?://[^\s/@?#]+@[^\s/@?#]+(?:/[^\s/@?#]+)*/[0-9]+")


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


def _scheme(*allowed: str) -> AfterValidator:
    def check(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(allowed):
            raise ValueError(f"expected an address that begins with {' or '.join(allowed)}")
        check_service_address(url.get_secret_value())
        return url

    return AfterValidator(check)


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right or parts.username is not None or parts.query or parts.fragment or re.search(r"\s", url):
        raise ValueError("expected an address such as https://booking.example.com")
    return url.rstrip("/")


def _public_address(url: str) -> str:
    # Links and buttons name paths of the host itself. It is what browsers send as `Origin`, in small letters.
    if urlsplit(url).path:
        raise ValueError("expected an address without a path, such as https://booking.example.com")
    return url.lower()


def _headers(headers: SecretStr) -> SecretStr:
    if not _HEADERS.fullmatch(headers.get_secret_value()):
        raise ValueError("expected headers with commas between, such as authorization=Basic%20AbC")
    return headers


def _dsn(dsn: SecretStr) -> SecretStr:
    if not _DSN.fullmatch(dsn.get_secret_value()):
        raise ValueError("expected the DSN of a project such as https://key@sentry.example.com/42")
    return dsn


def _optional(text: object) -> object:
    """Return None for an empty value."""
    return text or None


def _addresses(text: object) -> object:
    """Parse addresses or networks with commas between them; a star means every address."""
    if not isinstance(text, str):
        return text
    addresses = [address.strip() for address in text.split(",") if address.strip()]
    try:
        for address in addresses:
            if address != "*":
                ip_network(address)
    except ValueError:
        raise ValueError(
            "expected IP addresses or networks with commas between, such as 10.0.0.2, 10.1.0.0/16"
        ) from None
    return addresses


def _json_list(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, list):
        raise ValueError("expected a JSON list of Telegram ids such as [42, 77]")  # noqa: TRY004  pydantic catches it
    return found


def _person(telegram_id: int) -> int:
    if not 0 < telegram_id < MAX_TELEGRAM_ID:
        raise ValueError("expected ids of people, positive numbers below 2^52: the id of a group or channel is none")
    return telegram_id


def _without_duplicates(ids: list[int]) -> list[int]:
    """The ids in their order. The ledger refuses a booking with two alerts to the same chat."""
    return list(dict.fromkeys(ids))


class AlertsChat(NamedTuple):
    """The group that gets a venue's alerts, and the topic in it, if it has topics."""

    chat_id: int
    topic_id: int | None = None


def _alerts_chat(text: object) -> object:
    """Parse `-1001234567890` or, with a topic, `-1001234567890/42`. An empty value means no group."""
    if not isinstance(text, str):
        return text
    if not text:
        return None
    found = re.fullmatch(r"(-[1-9][0-9]{0,15})(?:/([1-9][0-9]{0,9}))?", text, re.ASCII)
    chat_id, topic_id = (int(found[1]), int(found[2] or GENERAL_TOPIC)) if found else (0, 0)
    if not found or chat_id <= -MAX_TELEGRAM_ID or topic_id >= MAX_TOPIC_ID:
        raise ValueError(
            "expected the id of a group, a negative number such as -1001234567890, with a topic of it -1001234567890/42"
        )
    return AlertsChat(chat_id, None if topic_id == GENERAL_TOPIC else topic_id)


def _json_object(text: object) -> object:
    """Parse a JSON object that names each key once."""
    if not isinstance(text, str):
        return text
    expected = 'expected a JSON object of resources, each with the Telegram id of its person, such as {"ivanova": 42}'
    try:
        pairs = json.loads(text, object_pairs_hook=lambda pairs: pairs) if text.lstrip().startswith("{") else None
    except json.JSONDecodeError:
        pairs = None
    if pairs is None:
        raise ValueError(expected)
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a resource is named twice: {expected}")
    return found


def _without_admins(staff: dict[str, int], info: ValidationInfo) -> dict[str, int]:
    """The settings before this one that are wrong are not in `info`, and are reported themselves."""
    if set(staff.values()) & set(info.data.get("admin_ids", [])):
        raise ValueError("one of these people is in ADMIN_IDS, too: an admin sees all resources already")
    return staff


def _bot_token(token: SecretStr) -> SecretStr:
    """Accept an empty token, which means no token, or one of BotFather's form."""
    if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("expected a token from BotFather such as 123456:AAE...")
    return token


class VenueSettings(BaseModel):
    """The settings of one venue that must not be in venue.toml: the bot's token, its people, the staff group."""

    model_config = ConfigDict(extra="forbid")

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    admin_ids: Annotated[
        list[Annotated[int, AfterValidator(_person)]],
        NoDecode,
        BeforeValidator(_json_list),
        AfterValidator(_without_duplicates),
    ] = []
    alerts_chat_id: Annotated[AlertsChat | None, NoDecode, BeforeValidator(_alerts_chat)] = None
    staff: Annotated[
        dict[str, Annotated[int, AfterValidator(_person)]],
        NoDecode,
        BeforeValidator(_json_object),
        AfterValidator(_without_admins),
    ] = {}
    """By the id of a resource, the Telegram id of its person."""

    @property
    def bot_id(self) -> str:
        """The part of the token that names the bot; empty without a token."""
        return self.bot_token.get_secret_value().partition(":")[0] if self.bot_token else ""


def _each_bot_once(venues: dict[str, VenueSettings]) -> dict[str, VenueSettings]:
    """Two venues with one bot would answer each other's guests: a bot has one webhook."""
    bots = Counter(venue.bot_id for venue in venues.values() if venue.bot_token)
    twice = [name for name, venue in venues.items() if bots[venue.bot_id] > 1]
    if twice:
        names = " and ".join(f"VENUES__{name.upper()}__BOT_TOKEN" for name in twice)
        raise ValueError(f"{names} are tokens of the same bot: each venue needs a bot of its own")
    return venues


Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """All settings. Addresses are secrets, because they contain passwords."""

    model_config = SettingsConfigDict(
        env_file=".env", env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    venues: Annotated[dict[str, VenueSettings], AfterValidator(_each_bot_once)] = Field(default_factory=dict)
    public_url: Annotated[
        Annotated[str, AfterValidator(_web_address), AfterValidator(_public_address)] | None, BeforeValidator(_optional)
    ] = None
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = TELEGRAM_API_URL
    database_url: Annotated[SecretStr, _scheme("sqlite+aiosqlite://", "postgresql+asyncpg://")] = SecretStr(
        "sqlite+aiosqlite:///data/bronya.sqlite3"
    )
    rabbitmq_url: Annotated[SecretStr, _scheme("amqp://", "amqps://", MEMORY)] = SecretStr(
        "amqp://guest:guest@127.0.0.1:5672/"
    )
    redis_url: Annotated[SecretStr, _scheme("redis://", "rediss://", "unix://", MEMORY)] = SecretStr(
        "redis://127.0.0.1:6379/0"
    )
    venues_dir: Path = Path("data/venues")
    cache_dir: Path = Path("data/cache")
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Port = 8000
    worker_port: Annotated[Port | None, BeforeValidator(_optional)] = None
    scheduler_port: Annotated[Port | None, BeforeValidator(_optional)] = None
    forwarded_allow_ips: Annotated[list[str], NoDecode, BeforeValidator(_addresses)] = []
    operator_password: Annotated[SecretStr | None, BeforeValidator(_optional)] = None
    otel_exporter_otlp_endpoint: Annotated[
        Annotated[str, AfterValidator(_web_address)] | None, BeforeValidator(_optional)
    ] = None
    otel_exporter_otlp_headers: Annotated[
        Annotated[SecretStr, AfterValidator(_headers)] | None, BeforeValidator(_optional)
    ] = None
    sentry_dsn: Annotated[Annotated[SecretStr, AfterValidator(_dsn)] | None, BeforeValidator(_optional)] = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE

    @property
    def memory_variables(self) -> list[str]:
        """The variables that are set to `memory://`."""
        urls = {"RABBITMQ_URL": self.rabbitmq_url, "REDIS_URL": self.redis_url}
        return [name for name, url in urls.items() if url.get_secret_value() == MEMORY]

    @property
    def secrets(self) -> list[str]:
        """Tokens and passwords, which no log line may show: the longest first, because one may be a part of another."""
        words = [venue.bot_token for venue in self.venues.values()]
        words += [self.operator_password, self.otel_exporter_otlp_headers, self.sentry_dsn]
        urls = (self.database_url, self.rabbitmq_url, self.redis_url)
        forms = {form for word in words if word for form in escaped_forms(word.get_secret_value())}
        forms |= {form for url in urls for form in secret_forms(url.get_secret_value())}
        return sorted(forms - {"", RABBITMQ_DEFAULT}, key=len, reverse=True)


class InvalidSettings(OperatorMistake):
    """A variable has a wrong value. The message names each such variable and what was expected, never the value."""


def unread_variables() -> dict[str, str]:
    """The variables of `.env` that no setting reads, each with the name that may be meant.

    Of the environment, which is every program's, those that are like a setting's name.
    """
    settings = [name.upper() for name in Settings.model_fields]
    of_file = {name.upper() for name in DotEnvSettingsSource(Settings).env_vars}
    # The SDK of OpenTelemetry reads more variables of the environment than there are settings.
    of_environment = {name.upper() for name in os.environ if not name.startswith("OTEL_")}
    unread = {}
    for name in sorted(of_file | of_environment):
        if name in settings or name.startswith("VENUES__"):
            continue
        if name.startswith(("VENUE_", "VENUES_")):
            unread[name] = (
                "expected VENUES, the venue's name and the setting with two _ between, VENUES__<ID>__BOT_TOKEN"
            )
        elif meant := get_close_matches(name, settings, n=1, cutoff=0.8):
            unread[name] = f"no setting has this name: did you mean {meant[0]}?"
        elif name in of_file:
            unread[name] = "no setting has this name: leave it if it is for another program"
    return unread


def refuse_memory(settings: Settings) -> None:
    """Raise `InvalidSettings` if RabbitMQ or Redis is `memory://`, which other processes cannot reach."""
    if settings.memory_variables:
        names = ", ".join(settings.memory_variables)
        raise InvalidSettings(f"{names}: {MEMORY} needs everything in one process: app.one_process:create_app")


def read_settings() -> Settings:
    """Read the environment and `.env`. Raises `InvalidSettings`."""
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidSettings("\n".join(map(_line, error.errors(include_input=False)))) from None
    except SettingsError:
        # Only the venues consist of several variables, and could be one JSON value as well.
        raise InvalidSettings("VENUES: expected variables such as VENUES__BINARY_BITES__BOT_TOKEN") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f".env: expected a readable file in UTF-8, got {type(error).__name__}") from None


def _line(error: ErrorDetails) -> str:
    problem = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        *names, last = map(str.upper, VenueSettings.model_fields)
        problem = f"a venue has no such variable: expected {', '.join(names)} or {last} after the venue's name"
    return f"{'__'.join(map(str, error['loc'])).upper()}: {problem}"
