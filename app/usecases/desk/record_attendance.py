"""Record whether a guest has come."""

import structlog

from app.database.transaction import Database
from app.domain.access import Admin, Staff
from app.domain.attendance import Attendance, check_attendance, is_recorded
from app.domain.bookings import check_unchanged
from app.runtime.clock import Clock
from app.usecases.bookings.check_guest import check_guest_is_free
from app.usecases.bookings.show_booking import find_locked

log = structlog.stdlib.get_logger()


class RecordAttendance:
    """Record that the guest of a booking has come or has not come, or take that back; its history records who did.

    A guest who has come keeps the slot until the end and cannot cancel and not move any more. A guest who has not come
    frees what is left of the slot, and gets nothing that is sent after a visit. What is recorded already is not
    recorded again: a second press changes nothing. `seen_version` is the `time_version`
    with which the booking was shown. Raises `NotFound`, to staff also for a booking of another's resource; `TooEarly`;
    `BookingChanged` for a booking that is no longer in a status from which that is possible; and where taking back
    would take the slot again `SlotTaken` and `GuestIsBusy`.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, who: Admin | Staff, booking_id: int, attendance: Attendance, seen_version: int) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            guest, booking = await find_locked(tx, who, booking_id)
            check_unchanged(booking, seen_version)
            if is_recorded(booking, attendance, now):
                return
            status, change = check_attendance(booking, attendance, now)
            if attendance is Attendance.UNDO_NO_SHOW and now < booking.ends_at:
                await check_guest_is_free(tx, guest, booking.slot, booking.for_whom, for_booking=booking.id)
            await tx.bookings.set_attendance(booking, status, change, who.actor, now)
        log.info("attendance recorded", venue=who.venue.id, booking=booking_id, attendance=attendance.value)
