"""The deployment that a command works on, and what the command ends with."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from app.container.bots import read_venues
from app.database.engine import create_engine
from app.database.errors import is_connection_error
from app.database.revision import DatabaseNotMigratedError, UnusableFileError, refuse_missing_file
from app.database.transaction import Database
from app.domain.messages.notifications import Claimed
from app.domain.venues import Venue, Venues
from app.queue import TaskQueue
from app.runtime.clock import Clock, SystemClock
from app.runtime.logs import HideSecrets, configure_logs
from app.runtime.mistakes import EX_CONFIG, EX_UNAVAILABLE, OperatorMistake
from app.runtime.settings import Settings, read_settings

EXIT_STATUSES = "78 if something has to be changed, 69 if a service does not answer"


class LeftToScheduler(TaskQueue):
    """Pushes nothing: what a command makes due is pushed by a scheduler within ten seconds, when its lease ends.

    So commands work without RabbitMQ, also beside the one process with `memory://`.
    """

    def __init__(self) -> None:
        """There is no broker."""

    async def push(self, claimed: Iterable[Claimed]) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What commands need of it."""

    settings: Settings
    venues: Venues
    database: Database
    queue: TaskQueue
    clock: Clock

    def venue(self, venue_id: str) -> Venue:
        """The venue. Raises `OperatorMistake` for an id that is none of a venue here."""
        if venue_id not in self.venues:
            there_are = ", ".join(self.venues) or "none"
            raise OperatorMistake(f"{venue_id}: no such venue; {self.settings.venues_dir} has {there_are}")
        return self.venues[venue_id]

    async def check_database(self) -> None:
        """Raise the error because of which the database cannot be used."""
        refuse_missing_file(self.settings.database_url.get_secret_value())
        await self.database.ping()


def run(command: Callable[[Deployment], Awaitable[int]]) -> int:
    """Run a command on the deployment of the settings. Returns its exit status.

    What is wrong with the deployment is written to standard error, a line each, instead of a traceback.
    """
    hide = HideSecrets([])
    try:
        settings = read_settings()
        hide = HideSecrets(settings.secrets)
        configure_logs(settings)
        return asyncio.run(_run(command, settings))
    except OperatorMistake as mistake:
        return _fail(hide(str(mistake)), EX_CONFIG)
    except (DatabaseNotMigratedError, UnusableFileError) as error:
        return _fail(f"DATABASE_URL: {error}", EX_CONFIG)
    except Exception as error:
        if not is_connection_error(error):
            raise
        return _fail(hide(f"DATABASE_URL: the database cannot be used: {error.__cause__ or error}"), EX_UNAVAILABLE)


async def _run(command: Callable[[Deployment], Awaitable[int]], settings: Settings) -> int:
    venues = read_venues(settings).venues
    database = Database(create_engine(settings.database_url.get_secret_value()))
    try:
        return await command(Deployment(settings, venues, database, LeftToScheduler(), SystemClock()))
    finally:
        await database.close()


def _fail(text: str, status: int) -> int:
    sys.stderr.writelines(f"bronya: {line}\n" for line in text.splitlines())
    return status
