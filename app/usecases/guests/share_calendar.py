"""Give a guest the address from which calendars read their bookings, and revoke it."""

import secrets

import structlog

from app.database.transaction import Database
from app.domain.access import CALENDAR_CODE_LENGTH, Visitor

log = structlog.stdlib.get_logger()


class ShareCalendar:
    """Return the code of the visitor's calendar address (`Guest.calendar_code`); a new one if there is no address.

    The address is made of it with `calendar_token`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, visitor: Visitor) -> str:
        async with self._database.write() as tx:
            guest = await tx.guests.get_locked(visitor.guest.id)
            if guest.calendar_code:
                return guest.calendar_code
            code = secrets.token_hex(CALENDAR_CODE_LENGTH // 2)
            await tx.guests.set_calendar_code(guest.id, code)
        log.info("calendar address made", venue=visitor.venue.id)
        return code


class RevokeCalendar:
    """Revoke the visitor's calendar address, if there is one. It is never valid again: the next one is another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, visitor: Visitor) -> None:
        async with self._database.write() as tx:
            await tx.guests.set_calendar_code(visitor.guest.id, None)
        log.info("calendar address revoked", venue=visitor.venue.id)
