"""Settings with which a process starts and cannot fully work: shown in the log, by `/readyz` and by `check`."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import structlog

from app.runtime.settings import TELEGRAM_API_URL, Settings

log = structlog.stdlib.get_logger()

EXAMPLE_TOKEN = "123456:token-from-BotFather"  # noqa: S105  stands in .env.example for everybody to see
EXAMPLE_ADMIN = 123456789
EXAMPLE_HOST = "booking.example.com"
"""What .env.example has in place of the operator's own values."""


def token_variable(venue_id: str) -> str:
    """The variable of a venue's bot token."""
    return f"VENUES__{venue_id.upper()}__BOT_TOKEN"


def alerts_variable(venue_id: str) -> str:
    """The variable that names a venue's staff group."""
    return f"VENUES__{venue_id.upper()}__ALERTS_CHAT_ID"


class Misconfigurations:
    """By variable: what is wrong with its value, and what to do. Each is logged when it is found."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._problems: dict[str, str] = {}
        for variable, problem in find_misconfigurations(settings):
            self.add(variable, problem)

    def add(self, variable: str, problem: str) -> None:
        """Note what turned out only now, such as a token that Telegram refuses."""
        if variable not in self._problems:
            self._problems[variable] = problem
            log.error("misconfigured", variable=variable, problem=problem)

    def resolve(self, variable: str) -> None:
        """Forget what was wrong with the variable."""
        if self._problems.pop(variable, None):
            log.info("no longer misconfigured", variable=variable)

    @property
    def problems(self) -> Mapping[str, str]:
        return dict(self._problems)

    @property
    def is_serving_nobody(self) -> bool:
        """Whether not a single venue can be served."""
        served = [token_variable(name) for name, venue in self._settings.venues.items() if venue.bot_token]
        return "PUBLIC_URL" in self._problems or all(variable in self._problems for variable in served)


def find_misconfigurations(settings: Settings) -> Iterator[tuple[str, str]]:
    """What the settings alone tell: variables, each with what is wrong and what to do."""
    if not any(venue.bot_token for venue in settings.venues.values()):
        example = token_variable("binary_bites")
        yield "VENUES", f"no venue has a bot, so nothing is served: set {example} to a token from @BotFather"
    for name, venue in settings.venues.items():
        if venue.bot_token and venue.bot_token.get_secret_value() == EXAMPLE_TOKEN:
            yield token_variable(name), "it is the example of .env.example: set it to a token from @BotFather"
        if EXAMPLE_ADMIN in venue.admin_ids:
            variable = f"VENUES__{name.upper()}__ADMIN_IDS"
            yield variable, "it has the example of .env.example: set it to the Telegram ids of the venue's admins"
    if problem := _problem_with_public_url(settings):
        yield "PUBLIC_URL", problem


def _problem_with_public_url(settings: Settings) -> str | None:
    if settings.public_url is None:
        return "it is not set, so Telegram delivers no updates: set it to the HTTPS address that leads to web"
    parts = urlsplit(settings.public_url)
    if parts.hostname == EXAMPLE_HOST:
        return "it is the example of .env.example: set it to the HTTPS address that leads to web"
    if parts.scheme != "https" and settings.telegram_api_url == TELEGRAM_API_URL:
        return "Telegram delivers updates to HTTPS only: put a proxy with TLS before web, such as that of compose.yaml"
    return None
