"""At most one offer a day, and one question about a visit, for each guest of a venue, whatever visits there were."""

from datetime import datetime, timedelta

from app.database.transaction import Transaction
from app.domain.availability.slots import local_date, local_midnight
from app.domain.messages.letters import BookingLetter
from app.domain.messages.notifications import NotificationStatus
from app.domain.messages.why_not import WhyNot
from app.usecases.messages.delivery.outcome import Reschedule, Skipped

LATEST = timedelta(days=4)
"""From a visit's start until its last follow-up expires, besides the follow-up's `after`: a slot is within a day, quiet
hours are, and a follow-up is useful for one. The fourth is to spare, for a day of 25 hours."""
LOOK_AGAIN = timedelta(seconds=10)
"""How long a follow-up waits before it looks again whether the one that goes first was sent."""
LOOK_AGAIN_FIRST = timedelta(seconds=2)
"""The same of one that was planned earlier than the other. Two that wait for each other do not look again together."""


async def outcome_of_second(tx: Transaction, letter: BookingLetter, now: datetime) -> Skipped | Reschedule | None:
    """What becomes of a follow-up that is not the first of its sort for its guest on this local day; None of the first.

    Offers are one sort, all other follow-ups the second: they ask how the visit was. After another one was sent it is
    skipped. One that was planned earlier and is due goes first: of two that are due at once, two workers send one. The
    other waits meanwhile, because the first may still fail or expire. One that was put off, as after an error, lets go
    first what another worker may be sending meanwhile.
    """
    venue = letter.envelope.venue
    rules = [rule for rule in venue.messages.follow_ups if rule.offer == letter.is_offer]
    day_begins_at = local_midnight(venue, local_date(venue, now))
    longest = max((rule.after for rule in rules), default=timedelta(0))
    other = await tx.earlier_messages.find_other_follow_up(
        letter.envelope.notification,
        letter.guest.id,
        {rule.text for rule in rules},
        visits_since=day_begins_at - longest - LATEST,
        sent_since=day_begins_at,
        now=now,
    )
    if other is None:
        return None
    reason = WhyNot.ANOTHER_OFFER if letter.is_offer else WhyNot.ANOTHER_QUESTION
    other_id, status = other
    if status is NotificationStatus.SENT:
        return Skipped(reason)
    mine = letter.envelope.notification
    pause = LOOK_AGAIN if other_id < mine.id else LOOK_AGAIN_FIRST
    return Reschedule(min(now + pause, mine.expires_at), reason)
