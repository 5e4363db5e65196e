"""Let a process that was started before the database was migrated log that, and wait."""

import asyncio

import structlog

from app.database.revision import DatabaseNotMigratedError
from app.database.transaction import Database

log = structlog.stdlib.get_logger()

PAUSE_SECONDS = 1.0
"""Between two checks of the database's revision."""


class MigrationWatch:
    """Checks whether the database's revision is older than the code's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_outdated = False

    async def wait_while_outdated(self) -> None:
        """Return when the database is migrated, or does not answer, which other code reports. Log the remedy once."""
        while await self._finds_outdated():  # noqa: ASYNC110  the database sets no events
            await asyncio.sleep(PAUSE_SECONDS)
        if self.is_outdated:
            self.is_outdated = False
            log.info("database migrated")

    async def _finds_outdated(self) -> bool:
        try:
            await self._database.ping()
        except DatabaseNotMigratedError as error:
            if not self.is_outdated:
                self.is_outdated = True
                log.error("database not migrated", problem=str(error))
            return True
        except Exception:  # noqa: BLE001  the next use of the database raises the same error and reports it
            return False
        return False
