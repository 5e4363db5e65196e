"""Which messages an event causes, to whom, and when each is due and expires. Nothing is stored here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from app.domain.bookings import Booking
from app.domain.messages.kinds import BULK_A_SECOND, DAY, WAKES_WITHIN, Kind, Recipient, Until
from app.domain.messages.notifications import NewNotification
from app.domain.messages.payloads import (
    AlertBooked,
    AlertMoved,
    BookingPayload,
    BroadcastReport,
    BroadcastText,
    CataloguePayload,
    Confirmation,
    ExportFile,
    ExportReport,
    FollowUp,
    Moved,
    Payload,
    Reminder,
    ServicePayload,
    VisitOver,
    WaitlistOffer,
    WaitlistOver,
)
from app.domain.messages.quiet_hours import after_quiet_hours, before_quiet_hours
from app.domain.venues import Venue
from app.domain.waitlist import EndOfOffer, Offer

ALERTS_AT_ONCE = 3
ALERT_PAUSE = timedelta(seconds=20)
"""Of each guest, admins get `ALERTS_AT_ONCE` alerts without a delay, and after these one in each pause. Telegram takes
one message a second for a chat: a guest who books and cancels all the time would hold up the alerts about others."""


@dataclass(frozen=True, slots=True)
class Chats:
    """The chats of those whom a booking concerns."""

    guest: int | None
    """None for a guest without Telegram."""
    alerts: Collection[int]
    """See `Venue.alert_chats`."""
    staff: Collection[int] = ()
    """The people of its resources."""

    def of(self, recipient: Recipient) -> Collection[int]:
        if recipient is Recipient.ADMINS:
            return self.alerts
        return [] if self.guest is None else [self.guest]


def spread_alert(spread_until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Return when an alert about a guest's change is due, and the guest's next `spread_until`. All instants are UTC.

    `spread_until` is what was returned for the guest's change before this one, None at the first.
    """
    begin = max(spread_until or now, now)
    return max(now, begin - (ALERTS_AT_ONCE - 1) * ALERT_PAUSE), begin + ALERT_PAUSE


def plan_for_booking(
    venue: Venue,
    booking: Booking,
    chats: Chats,
    now: datetime,
    alert_at: datetime | None = None,
    message_id: int | None = None,
) -> list[NewNotification]:
    """Every message that a new booking will ever cause by itself: alerts, confirmation, reminders, follow-ups, and the
    edit of the confirmation when the visit is over.

    Reminders and follow-ups are planned on the venue's clock; a reminder whose time has passed is not planned. Out of
    the quiet hours reminders move to the evening before, follow-ups to the morning after. The alerts are due at
    `alert_at`, None for now. `message_id` is that of the message which becomes the confirmation, None for a new one.
    """
    return [
        *plan_news(AlertBooked(), booking, chats, alert_at or now),
        *plan_news(Confirmation(), booking, chats, now, message_id),
        *_plan_around_visit(venue, booking, chats, now),
    ]


def plan_for_move(
    venue: Venue,
    old: Booking,
    booking: Booking,
    chats: Chats,
    now: datetime,
    alert_at: datetime | None = None,
    message_id: int | None = None,
) -> list[NewNotification]:
    """Every message that a moved booking will ever cause by itself. The caller cancels those of its `old` time.

    The news of the move, to the guest and to the admins, say where and when the booking was before, and for how many
    guests if that has changed. The alerts are due at `alert_at`, None for now. `message_id` is that of the message
    which becomes the guest's news, None for a new one.
    """
    place, starts_at, ends_at = old.resource_id, old.starts_at, old.ends_at
    party = old.party_size if old.party_size != booking.party_size else None
    alert = AlertMoved(old_resource_id=place, old_starts_at=starts_at, old_ends_at=ends_at, old_party_size=party)
    news = Moved(old_resource_id=place, old_starts_at=starts_at, old_ends_at=ends_at, old_party_size=party)
    return [
        *plan_news(alert, booking, chats, alert_at or now),
        *plan_news(news, booking, chats, now, message_id),
        *_plan_around_visit(venue, booking, chats, now),
    ]


def plan_news(
    payload: BookingPayload, booking: Booking, chats: Chats, due_at: datetime, message_id: int | None = None
) -> list[NewNotification]:
    """News of a booking to each recipient of its kind, and to staff if it is for them, too.

    `message_id` is Telegram's id of the message that it takes over in the chat of the guest, None for a new one.
    """
    rule = Kind.of(type(payload)).rule
    expires_at = _expiry(rule.use, booking, due_at)
    recipients = [*chats.of(rule.to), *(chats.staff if rule.is_for_staff else ())]
    return [_about(booking, payload, chat, due_at, expires_at, message_id) for chat in recipients]


def plan_for_claimed(venue: Venue, booking: Booking, chats: Chats, now: datetime) -> list[NewNotification]:
    """What the guest gets of a booking that was made for their phone number before they came to the bot."""
    if now >= booking.starts_at:
        return _plan_around_visit(venue, booking, chats, now)
    return [*plan_news(Confirmation(), booking, chats, now), *_plan_around_visit(venue, booking, chats, now)]


def plan_for_kept_time(venue: Venue, booking: Booking, chats: Chats, now: datetime) -> list[NewNotification]:
    """The messages around the visit of a booking whose instant moved, while its time on the venue's clock stayed: that
    is no news for anybody. The caller cancels those of its old instant.
    """
    return _plan_around_visit(venue, booking, chats, now)


def plan_service_news(
    payload: ServicePayload | CataloguePayload, chats: Collection[int], now: datetime
) -> list[NewNotification]:
    """Tell these chats of the venue's service, or of bookings that no longer fit the catalogue."""
    expires_at = now + _use_of(payload)
    return [NewNotification(payload, chat, now, expires_at) for chat in chats]


def plan_redirected(alert: NewNotification, chats: Collection[int], due_at: datetime) -> list[NewNotification]:
    """The alert to other chats than its own, from `due_at` on and for as long as it would have been of use."""
    return [
        NewNotification(alert.payload, chat, due_at, alert.expires_at, alert.subject_id, alert.time_version)
        for chat in chats
    ]


def plan_broadcast(
    broadcast_id: int, guest_chats: Sequence[int], admin_chats: Collection[int], now: datetime
) -> list[NewNotification]:
    """One message to each guest, as fast as a bot may send; to each admin a report, which is edited as it goes on."""
    times, end = times_of_broadcast(len(guest_chats), now)
    return [
        *(
            NewNotification(BroadcastText(), chat, time.due_at, time.expires_at, broadcast_id)
            for chat, time in zip(guest_chats, times, strict=True)
        ),
        *(NewNotification(BroadcastReport(), chat, now, end, broadcast_id) for chat in admin_chats),
    ]


@dataclass(frozen=True, slots=True)
class TimeOfMessage:
    """From when on a message may be sent, and until when it is of use. Both are UTC."""

    due_at: datetime
    expires_at: datetime


def times_of_broadcast(messages: int, now: datetime) -> tuple[list[TimeOfMessage], datetime]:
    """Return the times of this number of messages, one after the other from `now` on, and when their report expires."""
    use = _use_of(BroadcastText())
    due = [now + timedelta(seconds=number / BULK_A_SECOND) for number in range(messages + 1)]
    return [TimeOfMessage(each, each + use) for each in due[:-1]], due[-1] + 2 * use


def plan_export(export_id: int, admin_chat: int, now: datetime) -> list[NewNotification]:
    """The file of an export to the admin who asked for it, and a report, which is edited until the file is sent."""
    return [
        NewNotification(payload, admin_chat, now, now + _use_of(payload), export_id)
        for payload in (ExportReport(), ExportFile())
    ]


def plan_offer(offer: Offer, guest_chat: int, due_at: datetime) -> NewNotification:
    """Tell a guest of the waiting list that a place is held for them. Of use as long as it is held."""
    return NewNotification(WaitlistOffer(), guest_chat, due_at, offer.held_until, offer.id)


def plan_offer_over(offer: Offer, end: EndOfOffer, guest_chat: int, due_at: datetime) -> NewNotification:
    """Edit the offer when it is over, so that it says what became of it."""
    payload = WaitlistOver(end=end)
    return NewNotification(payload, guest_chat, due_at, due_at + _use_of(payload), offer.id)


def _plan_around_visit(venue: Venue, booking: Booking, chats: Chats, now: datetime) -> list[NewNotification]:
    if chats.guest is None:
        return []
    return [
        *_plan_reminders(venue, booking, chats.guest, now),
        *plan_news(VisitOver(), booking, chats, booking.ends_at),
        *_plan_follow_ups(venue, booking, chats.guest),
    ]


def _plan_reminders(venue: Venue, booking: Booking, chat: int, now: datetime) -> list[NewNotification]:
    """Each reminder expires when the next one is due, the last one when the visit begins."""
    times = [*reminder_times(venue, booking.starts_at), (timedelta(0), booking.starts_at)]
    return [
        _about(booking, Reminder(variant=lead_name(lead)), chat, due_at, next_due_at)
        for (lead, due_at), (_, next_due_at) in pairwise(times)
        if due_at > now
    ]


def reminder_times(venue: Venue, starts_at: datetime) -> list[tuple[timedelta, datetime]]:
    """The leads of the reminders that are useful, each with its due time, in the order of both (decision 20)."""
    times: list[tuple[timedelta, datetime]] = []
    for lead in venue.messages.reminders:
        due_at: datetime | None = starts_at - lead
        if lead > WAKES_WITHIN:
            due_at = before_quiet_hours(venue, starts_at - lead)
        is_repeated = due_at is not None and bool(times) and due_at <= times[-1][1]
        if due_at is not None and not is_repeated:
            times.append((lead, due_at))
    return times


def _plan_follow_ups(venue: Venue, booking: Booking, chat: int) -> list[NewNotification]:
    planned = []
    for follow_up in venue.messages.follow_ups:
        payload = FollowUp(variant=follow_up.text, is_offer=follow_up.offer)
        due_at = after_quiet_hours(venue, booking.ends_at + follow_up.after)
        planned.append(_about(booking, payload, chat, due_at, due_at + _use_of(payload)))
    return planned


def _about(
    booking: Booking,
    payload: BookingPayload,
    chat: int,
    due_at: datetime,
    expires_at: datetime,
    message_id: int | None = None,
) -> NewNotification:
    return NewNotification(payload, chat, due_at, expires_at, booking.id, booking.time_version, message_id)


def _expiry(use: timedelta | Until, booking: Booking, due_at: datetime) -> datetime:
    """When news of a booking expires."""
    match use:
        case timedelta():
            return due_at + use
        case Until.VISIT_OR_DAY:
            return max(booking.starts_at, due_at + DAY)
        case Until.VISIT_OR_ITS_END if due_at >= booking.starts_at:
            return booking.ends_at
        case _:
            return booking.starts_at


def _use_of(payload: Payload) -> timedelta:
    """How long a message of a fixed use is useful."""
    use = Kind.of(type(payload)).rule.use
    if not isinstance(use, timedelta):
        raise TypeError(f"{payload} has no fixed use")
    return use


def lead_name(lead: timedelta) -> str:
    """`24h`, `6h`, `30m`: a lead as venue.toml writes it."""
    minutes = int(lead.total_seconds()) // 60
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"
