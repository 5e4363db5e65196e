"""A process that was started before the release step: it says so, and waits."""

import asyncio

import structlog

from app.database.revision import DatabaseNotMigratedError
from app.database.transaction import Database

log = structlog.stdlib.get_logger()

PAUSE_SECONDS = 1.0
"""Between two looks at the database's revision."""


class MigrationWatch:
    """Knows whether the database was found older than the code."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_outdated = False

    async def wait_while_outdated(self) -> None:
        """Return when the database has its migrations, or does not answer: then others say so. Logs the remedy once."""
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
        except Exception:  # noqa: BLE001  whoever uses the database next meets the same error, and reports it
            return False
        return False
