"""Read the letters of claimed messages: the subject of each as it is now, and its recipient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from app.database.transaction import Transaction
from app.domain.bookings import Booking
from app.domain.errors import NotFound
from app.domain.guests import Guest
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


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A message of the venue whose letter is wanted at an instant, `now` (UTC)."""

    notification: Notification
    venue: Venue
    now: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """What most letters have, read for all of them in one go."""

    recipients: Mapping[tuple[str, int], Guest]
    """By venue and chat."""
    bookings: Mapping[int, Booking]
    guests: Mapping[int, Guest]
    """Those of the bookings, by id."""


async def read_letters(tx: Transaction, requests: Sequence[LetterRequest]) -> list[Letter | None]:
    """The letters in the order of the requests; None where what a message is about does not exist."""
    known = await _read_common(tx, [request.notification for request in requests])
    return [await _read_letter(tx, request, known) for request in requests]


async def _read_common(tx: Transaction, notifications: Sequence[Notification]) -> _Known:
    # Broadcasts, the largest bursts, are about no booking.
    booked = {each.booking_id for each in notifications if each.booking_id}
    bookings = await tx.bookings.find_many(booked) if booked else {}
    guests = await tx.guests.get_many({each.guest_id for each in bookings.values()}) if bookings else {}
    # Most messages go to the guest of their booking.
    recipients = {(each.venue_id, each.telegram_id): each for each in guests.values() if each.telegram_id}
    others: dict[str, set[int]] = {}
    for each in notifications:
        if (each.venue_id, each.chat_id) not in recipients:
            others.setdefault(each.venue_id, set()).add(each.chat_id)
    for venue_id, chats in others.items():
        found = await tx.guests.of_chats(venue_id, chats)
        recipients |= {(venue_id, chat_id): guest for chat_id, guest in found.items()}
    return _Known(recipients, bookings, guests)


async def _read_letter(tx: Transaction, request: LetterRequest, known: _Known) -> Letter | None:
    notification, venue = request.notification, request.venue
    recipient = known.recipients.get((venue.id, notification.chat_id))
    envelope = Envelope(notification, venue, recipient, is_silent(venue, notification, request.now))
    payload = notification.payload
    if isinstance(payload, BookingPayload):
        return await _read_booking(tx, envelope, payload, known)
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


async def _read_booking(
    tx: Transaction, envelope: Envelope, payload: BookingPayload, known: _Known
) -> BookingLetter | None:
    notification = envelope.notification
    booking = known.bookings.get(notification.booking_id or 0)
    if booking is None or booking.venue_id != envelope.venue.id:
        return None
    replaced = await tx.earlier_messages.find_replaced(notification)
    touched_at = await tx.busy_times.touched_by_delay(booking) if isinstance(payload, AlertLate) else None
    shows_rating = isinstance(payload, FollowUp | VisitOver | AlertAnswered | AlertRated)
    rating = await tx.ratings.find(booking.id) if shows_rating else None
    return BookingLetter(envelope, payload, booking, known.guests[booking.guest_id], replaced, touched_at, rating)


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
    return WaitlistLetter(envelope, payload, offer, wait, await tx.earlier_messages.find_replaced(notification))
