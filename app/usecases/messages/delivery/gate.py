"""The checks just before a message is sent: may it go, and if not, what becomes of it?"""

from datetime import datetime, timedelta

from app.database.retrying import read_when_available
from app.database.transaction import Database, Transaction
from app.domain.messages.kinds import Recipient, Subject
from app.domain.messages.letters import (
    BookingLetter,
    BroadcastLetter,
    Envelope,
    ExportLetter,
    Letter,
    WaitlistLetter,
)
from app.domain.messages.notifications import AnyNotification, Failure, UnknownNotification, is_still_wanted
from app.domain.messages.payloads import AlertCanceled, AlertMoved, FollowUp
from app.domain.messages.quiet_hours import after_quiet_hours
from app.domain.messages.why_not import WhyNot
from app.domain.misfits import undecided
from app.domain.venues import Venues
from app.runtime.clock import Clock
from app.usecases.messages.delivery.once_a_day import outcome_of_second
from app.usecases.messages.delivery.outcome import Expired, Failed, Outcome, Reschedule, Skipped, retry_or_fail
from app.usecases.messages.delivery.reading import LetterRequest
from app.usecases.messages.delivery.shared_transactions import SharedTransactions

UNKNOWN_PAUSE = timedelta(minutes=1)
"""How long a message that this process cannot read waits for a process that can: a deployment takes minutes."""

DECISION_PAUSE = timedelta(minutes=5)
"""How long a message waits before it is asked again whether an admin has decided about its booking or broadcast."""


class Gate:
    """Returns the letter of a claimed message if it may be sent, else the outcome with the reason."""

    def __init__(self, database: Database, transactions: SharedTransactions, venues: Venues, clock: Clock) -> None:
        self._database = database
        self._transactions = transactions
        self._venues = venues
        self._clock = clock

    async def __call__(self, notification: AnyNotification) -> Letter | Outcome:
        """The letter, with its subject as it is at this moment; or the outcome. Waits for the database."""
        now = self._clock.now()
        is_expired = now >= notification.expires_at
        if isinstance(notification, UnknownNotification):
            # Another release wrote it, and its workers can send it. When none did in time, that is a defect of ours.
            if is_expired:
                return Failed(Failure.DEFECT, notification.reason)
            return Reschedule(now + UNKNOWN_PAUSE, notification.reason)
        venue = self._venues.get(notification.venue_id)
        if is_expired and (venue is None or not notification.kind.rule.says_visit_stands):
            return Expired()
        if venue is None:
            # Its folder may be missing in this deployment, and be there again in the next.
            return retry_or_fail(notification, f"no venue {notification.venue_id!r} here", now)
        letter = await self._transactions.read(LetterRequest(notification, venue, now))
        if letter is None:
            return Failed(Failure.DEFECT, f"no {notification.kind.rule.subject} {notification.subject_id}")
        # The reads wait for a database that is away, and the message may expire meanwhile.
        checked = await self._check(letter, self._clock.now())
        has_expired = isinstance(checked, Letter) and self._clock.now() >= notification.expires_at
        return Expired() if has_expired else checked

    async def _check(self, letter: Letter, now: datetime) -> Letter | Outcome:
        expires_at = letter.envelope.notification.expires_at
        waits_for = reason_to_wait(letter, now)
        if now >= expires_at:
            return Expired(waits_for) if waits_for else Expired()
        reason = skip_reason(letter)
        if reason is None and waits_for:
            # Not for good: it goes when an admin decides in time, else it expires with this reason.
            return Reschedule(min(now + DECISION_PAUSE, expires_at), waits_for)
        if reason is None and isinstance(letter, BookingLetter) and isinstance(letter.payload, FollowUp):
            morning = after_quiet_hours(letter.envelope.venue, now)
            if now < morning < expires_at:
                # It was planned outside the quiet hours, and is late.
                return Reschedule(morning, "quiet hours")
            return await read_when_available(self._database, lambda tx: outcome_of_second(tx, letter, now)) or letter
        if reason is None and isinstance(letter, BookingLetter) and letter.envelope.is_for_staff:
            reason = await read_when_available(self._database, lambda tx: _reason_of_other_resource(tx, letter))
        return Skipped(reason) if reason else letter


def skip_reason(letter: Letter) -> str | None:
    """Why the message must not be sent, or None."""
    envelope = letter.envelope
    if not _is_recipient(envelope):
        return WhyNot.NOT_RECIPIENT
    if isinstance(letter, BookingLetter) and not is_still_wanted(envelope.notification, letter.booking):
        return f"{WhyNot.BOOKING_CHANGED}: {letter.booking.status}, version {letter.booking.time_version} of its time"
    if isinstance(letter, WaitlistLetter) and letter.is_over:
        return f"the offer is over: {letter.offer.end}"
    if isinstance(letter, BookingLetter | WaitlistLetter) and letter.has_nothing_to_edit:
        return WhyNot.NOTHING_TO_EDIT
    if isinstance(letter, BookingLetter) and letter.is_taken_back:
        return WhyNot.TAKEN_BACK
    if isinstance(letter, BookingLetter) and letter.asks_again:
        return WhyNot.RATED
    if isinstance(letter, ExportLetter) and letter.export.canceled_at:
        return "an admin canceled it"
    return _reason_of_refusing_reader(letter)


def _reason_of_refusing_reader(letter: Letter) -> str | None:
    """Why its reader must not get an offer or a broadcast, or None."""
    reader, is_broadcast = letter.envelope.recipient, isinstance(letter, BroadcastLetter)
    is_offer = isinstance(letter, BookingLetter | BroadcastLetter) and letter.is_offer
    if (is_offer or is_broadcast) and reader and reader.is_barred:
        return WhyNot.BARRED
    if is_offer and not letter.envelope.wants_offers:
        return WhyNot.NO_CONSENT
    if isinstance(letter, BroadcastLetter) and letter.is_news and reader and reader.declines_news:
        return "the guest wants no news"
    return None


def reason_to_wait(letter: Letter, now: datetime) -> str | None:
    """Why the message must not be sent yet: nobody has decided about a booking that no longer fits the catalogue, or an
    admin has paused the broadcast; or None."""
    if isinstance(letter, BroadcastLetter) and letter.broadcast.paused_at:
        return "the broadcast is paused"
    if not isinstance(letter, BookingLetter) or not letter.envelope.notification.kind.rule.says_visit_stands:
        return None
    open_questions = undecided(letter.envelope.venue, letter.booking, now)
    return f"{WhyNot.UNDECIDED}: {', '.join(sorted(open_questions))}" if open_questions else None


def _is_recipient(envelope: Envelope) -> bool:
    """Whether the chat may get the message: what tells of guests goes only to those who are admins or staff now, and to
    the staff group that is set now.

    The news that the service started or stopped tells nothing of guests.
    """
    rule = envelope.notification.kind.rule
    tells_of_guests = rule.to is Recipient.ADMINS and rule.subject is not Subject.SERVICE
    if not tells_of_guests or envelope.notification.is_to_group:
        return True
    return envelope.venue.is_admin(envelope.notification.chat_id) or (rule.is_for_staff and envelope.is_for_staff)


async def _reason_of_other_resource(tx: Transaction, letter: BookingLetter) -> str | None:
    """Why the alert must not go to one of the staff, or None. The booking must have a resource that is theirs now; of a
    move or cancellation those are told, too, who had the booking before."""
    places = [letter.booking.resource_id]
    if isinstance(letter.payload, AlertMoved | AlertCanceled):
        places += await tx.booking_history.earlier_places(letter.booking.id)
    is_own = letter.envelope.notification.chat_id in letter.envelope.venue.staff_of(*places)
    return None if is_own else WhyNot.OTHER_RESOURCE
