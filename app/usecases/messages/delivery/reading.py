"""Read the letter of a claimed message: its subject as it is now, and its recipient."""

from datetime import datetime
from typing import assert_never

from app.database.transaction import Transaction
from app.domain.errors import NotFound
from app.domain.messages.letters import (
    AllCanceledLetter,
    BookingLetter,
    BroadcastLetter,
    CatalogueLetter,
    Envelope,
    ExportLetter,
    ExportReportLetter,
    Letter,
    ReportLetter,
    ServiceLetter,
    WaitlistLetter,
)
from app.domain.messages.notifications import Notification
from app.domain.messages.payloads import (
    AlertAllCanceled,
    AlertAnswered,
    AlertLate,
    AlertMisfits,
    AlertRated,
    BookingPayload,
    BroadcastPayload,
    BroadcastReport,
    BroadcastText,
    ExportFile,
    ExportPayload,
    ExportReport,
    FollowUp,
    ServicePayload,
    VisitOver,
    WaitlistPayload,
)
from app.domain.messages.quiet_hours import is_silent
from app.domain.venues import Venue


async def read_letter(tx: Transaction, notification: Notification, venue: Venue, now: datetime) -> Letter | None:
    """The letter of a message of the venue; None when what it is about does not exist."""
    recipient = await tx.guests.find(venue.id, notification.chat_id)
    envelope = Envelope(notification, venue, recipient, is_silent(venue, notification, now))
    payload = notification.payload
    if isinstance(payload, BookingPayload):
        return await _read_booking(tx, envelope, payload)
    if isinstance(payload, ServicePayload):
        return ServiceLetter(envelope, payload)
    if isinstance(payload, AlertMisfits):
        return CatalogueLetter(envelope, payload)
    if isinstance(payload, AlertAllCanceled):
        return AllCanceledLetter(envelope, payload, await tx.guests.find(venue.id, payload.admin_id))
    if isinstance(payload, BroadcastPayload):
        return await _read_broadcast(tx, envelope, payload)
    if isinstance(payload, ExportPayload):
        return await _read_export(tx, envelope, payload)
    if isinstance(payload, WaitlistPayload):
        return await _read_offer(tx, envelope, payload)
    assert_never(payload)


async def _read_booking(tx: Transaction, envelope: Envelope, payload: BookingPayload) -> BookingLetter | None:
    notification = envelope.notification
    booking = await tx.bookings.find(envelope.venue.id, notification.booking_id)
    if booking is None:
        return None
    recipient = envelope.recipient
    guest = recipient if recipient and recipient.id == booking.guest_id else await tx.guests.get(booking.guest_id)
    replaced = await tx.ledger.find_replaced_message(notification)
    touched_at = await tx.bookings.touched_by_delay(booking) if isinstance(payload, AlertLate) else None
    shows_rating = isinstance(payload, FollowUp | VisitOver | AlertAnswered | AlertRated)
    rating = await tx.ratings.find(booking.id) if shows_rating else None
    return BookingLetter(envelope, payload, booking, guest, replaced, touched_at, rating)


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


async def _read_export(
    tx: Transaction, envelope: Envelope, payload: ExportPayload
) -> ExportLetter | ExportReportLetter | None:
    export = await tx.exports.find(envelope.venue.id, envelope.notification.subject_id)
    if export is None:
        return None
    match payload:
        case ExportFile():
            return ExportLetter(envelope, export)
        case ExportReport():
            return ExportReportLetter(envelope, export, await tx.exports.file_delivery(export.id))
        case _:
            assert_never(payload)


async def _read_offer(tx: Transaction, envelope: Envelope, payload: WaitlistPayload) -> WaitlistLetter | None:
    notification = envelope.notification
    if notification.subject_id is None:
        return None
    try:
        offer, wait = await tx.waitlist.get_offer(envelope.venue.id, notification.subject_id)
    except NotFound:
        return None
    return WaitlistLetter(envelope, payload, offer, wait, await tx.ledger.find_replaced_message(notification))
