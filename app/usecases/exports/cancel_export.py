"""Cancel an export."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.errors import NotFound
from app.runtime.clock import Clock

log = structlog.stdlib.get_logger()


class CancelExport:
    """Cancel the file of an export that was not sent yet. After its end, or a second time, it changes nothing.

    A worker that writes the file stops within a second. Raises `NotFound` for an export that is not of the admin's
    venue.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, admin: Admin, export_id: int) -> None:
        venue, now = admin.venue, self._clock.now()
        async with self._database.write() as tx:
            if await tx.exports.find(venue.id, export_id) is None:
                raise NotFound(f"no export {export_id}")
            if await tx.ledger.cancel_export(export_id, "an admin canceled it", now):
                await tx.exports.cancel(export_id, admin.telegram_id, now)
        log.info("export canceled", venue=venue.id, export=export_id, admin=admin.telegram_id)
