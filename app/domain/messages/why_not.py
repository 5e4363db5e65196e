"""Why a message is not sent although it has not failed: what the ledger records, in words that people are told."""

from enum import StrEnum


class WhyNot(StrEnum):
    """The beginning of the recorded reason. Details may follow it. Other releases may have recorded other words."""

    BOOKING_CANCELED = "the booking was canceled"
    BOOKING_MOVED = "the booking was moved"
    BOOKING_CHANGED = "the booking has changed"
    ZONE_CHANGED = "the venue's zone changed"
    GUEST_FORGOTTEN = "the guest was forgotten"
    UNDECIDED = "no admin has decided"
    NOT_RECIPIENT = "its recipient is neither admin nor staff any more"
    OTHER_RESOURCE = "the booking is of another's resource"
    NOTHING_TO_EDIT = "there is no message to edit"
    TAKEN_BACK = "the guest has taken it back"
    RATED = "the guest has rated the visit"
    BARRED = "the guest is barred"
    NO_CONSENT = "no consent to offers"
    ANOTHER_OFFER = "another offer today"
    ANOTHER_QUESTION = "another question about a visit today"
    EXPIRED = "expired"


def why_not(reason: str | None) -> WhyNot | None:
    """What a recorded reason means; None for an error, and for words of another release."""
    return next((each for each in WhyNot if (reason or "").startswith(each)), None)
