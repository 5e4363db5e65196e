"""What texts may name as `{ $fact }`: the only lists of facts there are.

The code that renders a text fills one of these, so that mypy finds a forgotten fact, and the check of a venue's own
texts reads them. A fact is what the reader is shown: words and times in the reader's language, on the venue's clock.
"""

from typing import TypedDict

# How much the facts that are lists have at most, so that they fit into their messages.
CARDS_ON_PAGE = 5
"""Tables, doctors or specialties."""
LINES_ON_PAGE = 8
"""Bookings of a day, or undelivered messages."""
HISTORY_LINES = 12
"""The newest changes of a booking."""
NEWEST_GUESTS = 5
ERROR_LENGTH = 300
"""Characters of an error: a proxy before Telegram may answer with a page of HTML."""


class SlotFacts(TypedDict):
    """Where and when a visit is, on the venue's clock: what `details_...` may name."""

    venue: str
    address: str
    resource: str
    party: str
    """`2 guests`."""
    day: str
    slot: str
    """`18:00–20:00`."""
    zone: str
    """By whose clock it is: `Moscow time`."""


class VisitFacts(SlotFacts):
    """What texts about a visit may name, booked or about to be."""

    details: str
    """All of the slot, in the lines that the venue's kind of booking needs."""


class BookingFacts(VisitFacts):
    """What texts about a booking may name: every notification of it and its card."""

    guest: str
    """The name as the guest has written it."""
    first_name: str
    """How to address the guest."""
    guest_link: str
    """Leads to the chat with the guest."""
    soon: str
    """When it starts: `tomorrow at 18:00`, `in 30 minutes`."""
    until_day: str
    until_time: str
    """Until when its guest may move or cancel it."""


class OldSlotFacts(TypedDict):
    """What texts about a move may name besides: when the booking is, or was, before it."""

    old_day: str
    old_slot: str


class MovedBookingFacts(BookingFacts, OldSlotFacts):
    """What the news of a move may name."""

    old_resource: str


class AnsweredBookingFacts(BookingFacts):
    """What the alert about a guest's answer may name."""

    answer: str
    """What the guest wrote."""


class ServiceFacts(TypedDict):
    """What the news that a venue's service started or stopped may name."""

    venue: str
    time: str


class CatalogueFacts(TypedDict):
    """What the news that bookings no longer fit the catalogue may name."""

    venue: str
    number: int
    """Of bookings."""
