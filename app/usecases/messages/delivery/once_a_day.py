"""At most one offer a day, and one question about a visit, for each guest of a venue, whatever visits there were."""

from datetime import datetime, timedelta

from app.database.transaction import Transaction
from app.domain.availability.slots import local_date, local_midnight
from app.domain.messages.letters import BookingLetter
from app.domain.messages.why_not import WhyNot

LATEST = timedelta(days=4)
"""From a visit's start until its last follow-up expires, besides the follow-up's `after`: a slot is within a day, quiet
hours are, and a follow-up is useful for one. The fourth is to spare, for a day of 25 hours."""


async def reason_of_second(tx: Transaction, letter: BookingLetter, now: datetime) -> str | None:
    """Why a follow-up must not be sent: its guest had another one of its sort on this local day; or None.

    Offers are one sort, all other follow-ups the second: they ask how the visit was. One that was planned earlier and
    is due, but not sent yet, goes first: of two that are due at once, two workers send one.
    """
    venue = letter.envelope.venue
    rules = [rule for rule in venue.messages.follow_ups if rule.offer == letter.is_offer]
    day_begins_at = local_midnight(venue, local_date(venue, now))
    longest = max((rule.after for rule in rules), default=timedelta(0))
    has_other = await tx.ledger.has_other_follow_up(
        letter.envelope.notification,
        letter.guest.id,
        {rule.text for rule in rules},
        visits_since=day_begins_at - longest - LATEST,
        sent_since=day_begins_at,
        now=now,
    )
    if not has_other:
        return None
    return WhyNot.ANOTHER_OFFER if letter.is_offer else WhyNot.ANOTHER_QUESTION
