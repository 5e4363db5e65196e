"""The venue's quiet hours: which messages wait for their end, are sent before them, or make no sound."""

from datetime import datetime, timedelta

from app.domain.messages.notifications import Notification
from app.domain.venues import QuietHours, Venue

EVENING = timedelta(minutes=30)
"""How long before the quiet hours a reminder of the night is sent: in time to make a sound, also when many are due."""


def is_quiet(venue: Venue, instant: datetime) -> bool:
    """Whether an instant falls into the venue's quiet hours."""
    quiet = venue.messages.quiet_hours
    return quiet is not None and quiet.cover(instant.astimezone(venue.zone).time())


def after_quiet_hours(venue: Venue, instant: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into, in UTC."""
    quiet = venue.messages.quiet_hours
    if quiet is None or not is_quiet(venue, instant):
        return instant
    return _morning(quiet, instant.astimezone(venue.zone)).astimezone(instant.tzinfo)


def before_quiet_hours(venue: Venue, instant: datetime) -> datetime | None:
    """The instant itself, or `EVENING` before the quiet hours that it falls into, in UTC.

    None when that is within quiet hours, too.
    """
    quiet = venue.messages.quiet_hours
    if quiet is None or not is_quiet(venue, instant):
        return instant
    evening = _evening(quiet, instant.astimezone(venue.zone)).astimezone(instant.tzinfo) - EVENING
    return None if is_quiet(venue, evening) else evening


def _evening(quiet: QuietHours, local: datetime) -> datetime:
    evening = datetime.combine(local.date(), quiet.begins.replace(fold=local.fold), local.tzinfo)
    return evening if evening <= local else evening - timedelta(days=1)


def _morning(quiet: QuietHours, local: datetime) -> datetime:
    # In an hour that the autumn change repeats, the morning belongs to the same turn of it.
    morning = datetime.combine(local.date(), quiet.ends.replace(fold=local.fold), local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)


def is_silent(venue: Venue, notification: Notification, now: datetime) -> bool:
    """Whether it arrives without a sound: in quiet hours, unless its kind wakes and it expires soon enough for that."""
    if not is_quiet(venue, now):
        return False
    wakes_within = notification.kind.rule.wakes_within
    return wakes_within is None or notification.expires_at - now > wakes_within
