"""The settings: read from the environment and `.env`, and validated at start."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MEMORY = "memory://"
"""The address of RabbitMQ and Redis that stands for memory of the process itself."""
RABBITMQ_DEFAULT = "guest"
"""RabbitMQ's default password. It is no secret, and log lines contain the word."""

_TOKEN = re.compile(r"[0-9]+:\S+")
"""The bot's id, a colon and the secret, as `aiogram.utils.token` accepts it: importing aiogram takes 120 MB."""


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


def _scheme(*allowed: str) -> AfterValidator:
    def check(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(allowed):
            raise ValueError(f"expected an address that begins with {' or '.join(allowed)}")
        return url

    return AfterValidator(check)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("expected an address such as https://booking.example.com")
    return url.rstrip("/")


def _json_list(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise ValueError("expected a JSON list of Telegram ids such as [42, 77]") from None


def _without_duplicates(ids: list[int]) -> list[int]:
    """The ids in their order. The ledger refuses a booking with two alerts to the same chat."""
    return list(dict.fromkeys(ids))


def _bot_token(token: SecretStr) -> SecretStr:
    """Accept an empty token, which means no token, or one of BotFather's form."""
    if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("expected a token from BotFather such as 123456:AAE...")
    return token


class VenueSettings(BaseModel):
    """The settings of one venue that must not be in venue.toml: the bot's token and the admins' Telegram ids."""

    model_config = ConfigDict(extra="forbid")

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    admin_ids: Annotated[list[int], NoDecode, BeforeValidator(_json_list), AfterValidator(_without_duplicates)] = []


class Settings(BaseSettings):
    """All settings. Addresses are secrets, because they contain passwords."""

    model_config = SettingsConfigDict(
        env_file=".env", env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    venues: dict[str, VenueSettings] = Field(default_factory=dict)
    public_url: Annotated[str, AfterValidator(_web_address)] | None = None
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = "https://api.telegram.org"
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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE

    @property
    def memory_variables(self) -> list[str]:
        """The variables that are set to `memory://`."""
        urls = {"RABBITMQ_URL": self.rabbitmq_url, "REDIS_URL": self.redis_url}
        return [name for name, url in urls.items() if url.get_secret_value() == MEMORY]

    @property
    def secrets(self) -> list[str]:
        """Tokens and passwords, which no log line may show."""
        tokens = [venue.bot_token.get_secret_value() for venue in self.venues.values() if venue.bot_token]
        urls = (self.database_url, self.rabbitmq_url, self.redis_url)
        passwords = [urlsplit(url.get_secret_value()).password for url in urls]
        return [hidden for hidden in [*tokens, *passwords] if hidden and hidden != RABBITMQ_DEFAULT]


class InvalidSettings(Exception):  # noqa: N818  the operator reads it
    """A variable has a wrong value. The message names each such variable and what was expected, never the value."""


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
        lines = [f"{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)]
        raise InvalidSettings("\n".join(["invalid settings", *lines])) from None
