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
LINES_ON_SCREEN = 60
"""Bookings on the screen of a day or of an hour, in one line each."""
HELD_ON_SCREEN = 6
"""Places that are held for guests of the waiting list, in lines between those of the bookings."""
NAME_IN_LINE = 16
RESOURCE_IN_LINE = 18
"""Characters of the names in such a line."""
NAMES_IN_LINE = 4
"""Days, or places of which a guest wants any."""
LINES_OF_CLOSURE = 17
"""Bookings that fall into a closure."""
LINES_OF_SEARCH = 10
"""Bookings that a search finds."""
HISTORY_LINES = 8
"""The newest changes of a booking."""
NEWEST_GUESTS = 5
COMMENT_SHOWN = 300
"""Characters of what a guest has written about a visit, on its card and in the alert about few stars."""
ERROR_LENGTH = 300
"""Characters of an error: a proxy before Telegram may answer with a page of HTML."""


class SlotFacts(TypedDict):
    """Where and when a visit is, on the venue's clock: what `details_...` may name."""

    venue: str
    address: str
    resource: str
    service: str
    """Empty where none was chosen."""
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
    """All of the slot, in the lines that the venue's kind of booking needs, and the relative who comes."""
    relative: str
    """`Masha, 2019`, who comes in place of the guest; empty where the guest does."""


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


class PartyChangedFacts(BookingFacts):
    """What the news of another number of guests may name."""

    old_party: str
    """`2 guests`."""
    old_slot: str
    """A party of another size may stay for longer."""


class AnsweredBookingFacts(BookingFacts):
    """What the alert about a guest's answer may name."""

    answer: str
    """What the guest wrote."""


class LateBookingFacts(BookingFacts):
    """What the alert about a guest who comes late may name."""

    minutes: int


class RatedBookingFacts(BookingFacts):
    """What the alert about few stars may name."""

    stars: str
    """`★☆☆☆☆`."""


class UntoldBookingFacts(BookingFacts):
    """What the alert about a message that did not reach its guest may name."""

    message: str
    """What kind of message it was."""


class BookingLineFacts(TypedDict):
    """What the line of a booking may name in a message of several alerts. Long names are cut."""

    day: str
    time: str
    """When it begins."""
    resource: str
    party: str
    guest: str
    """The person who comes."""
    guest_link: str


class GatheredFacts(TypedDict):
    """What the line of one of several alerts may name."""

    number: int
    """Of the line, and of the button that opens the booking."""
    line: str
    """The booking."""


class GatheredMoveFacts(GatheredFacts):
    """What the line of a move may name: also where and when the booking was before."""

    old_day: str
    old_time: str
    old_resource: str


class GatheredPartyFacts(GatheredFacts):
    """What the line of another number of guests may name."""

    old_party: str


class OfferFacts(VisitFacts):
    """What the offer of the waiting list may name, and what it is edited to."""

    held_until: str
    """Until when the place is held."""


class WaitFacts(TypedDict):
    """What texts about a wish of the waiting list may name."""

    day: str
    window: str
    """Which times of the day suit the guest."""
    wish: str
    """For how many or for what, and where, in one line."""
    relative: str
    """Who will come in the guest's place; empty where the guest comes."""
    since_day: str
    since_time: str
    """When the guest joined the list."""
    held_slot: str
    """What is held for the guest now; empty where nothing is."""
    held_until: str
    held_resource: str


class ServiceFacts(TypedDict):
    """What the news that a venue's service started or stopped may name."""

    venue: str
    time: str


class GroupTroubleFacts(TypedDict):
    """What the news that alerts do not reach the staff group may name."""

    venue: str
    trouble: str
    """Where the alerts are, and what to do."""
    error: str
    """What Telegram answered."""


class CatalogueFacts(TypedDict):
    """What the news that bookings no longer fit the catalogue may name."""

    venue: str
    number: int
    """Of bookings."""


class AllCanceledFacts(TypedDict):
    """What the news that an admin cancels all bookings with a misfit may name."""

    reason: str
    admin: str
    number: int
    """Of bookings."""


class PeriodFacts(TypedDict):
    """What texts about an export may name: its days, with the year."""

    begin_day: str
    end_day: str


class ExportFacts(PeriodFacts):
    """What the caption of an export's file may name."""

    number: int
    """Of bookings."""


class ExportReportFacts(PeriodFacts):
    """What the report on an export may name."""

    title: str
    """What becomes of the file."""
