"""Read the letter of a claimed message: its subject as it is now, and its recipient."""

from datetime import datetime
from typing import assert_never

from app.database.transaction import Transaction
from app.domain.messages.letters import (
    BookingLetter,
    BroadcastLetter,
    CatalogueLetter,
    Envelope,
    Letter,
    ReportLetter,
    ServiceLetter,
)
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import (
    AlertMisfits,
    BookingPayload,
    BroadcastPayload,
    BroadcastReport,
    BroadcastText,
    ServicePayload,
)
from app.domain.messages.quiet_hours import is_silent
from app.domain.venues import Venue


async def read_letter(tx: Transaction, notification: Notification, venue: Venue, now: datetime) -> Letter | None:
    """The letter of a message of the venue; None when the booking or broadcast it is about does not exist."""
    recipient = await tx.guests.find(venue.id, notification.chat_id)
    envelope = Envelope(notification, venue, recipient, is_silent(venue, notification, now))
    payload = notification.payload
    if isinstance(payload, BookingPayload):
        return await _read_booking(tx, envelope, payload)
    if isinstance(payload, ServicePayload):
        return ServiceLetter(envelope, payload)
    if isinstance(payload, AlertMisfits):
        return CatalogueLetter(envelope, payload)
    if isinstance(payload, BroadcastPayload):
        return await _read_broadcast(tx, envelope, payload)
    assert_never(payload)


async def _read_booking(tx: Transaction, envelope: Envelope, payload: BookingPayload) -> BookingLetter | None:
    notification = envelope.notification
    booking = await tx.bookings.find(envelope.venue.id, notification.booking_id)
    if booking is None:
        return None
    guest = await tx.guests.get(booking.guest_id)
    return BookingLetter(envelope, payload, booking, guest, await tx.ledger.find_replaced_message(notification))


async def _read_broadcast(
    tx: Transaction, envelope: Envelope, payload: BroadcastPayload
) -> BroadcastLetter | ReportLetter | None:
    broadcast = await tx.broadcasts.find(envelope.venue.id, envelope.notification.subject_id)
    if broadcast is None:
        return None
    match payload:
        case BroadcastText():
            return BroadcastLetter(envelope, broadcast)
        case BroadcastReport():
            return ReportLetter(envelope, broadcast, await tx.broadcasts.progress(broadcast.id))
        case _:
            assert_never(payload)
