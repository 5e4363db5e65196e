"""Refusals: one class for each reason, with a stable `code` that the bot and the REST API translate."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar


class Refused(Exception):  # noqa: N818  an answer, not a defect
    """The rules do not allow a request. This is expected: it is logged at info, and the caller is told the reason."""

    code: ClassVar[str]


class NotFound(Refused):
    """It does not exist, or the caller has no access to it."""

    code = "not_found"


class OutsideHours(Refused):
    """No slot of the grid starts at that time: it is outside the opening hours, on a closure, or between two starts."""

    code = "outside_hours"


class TooSoon(Refused):
    """The slot has started, or starts sooner than the venue's notice allows."""

    code = "too_soon"


class TooFarAhead(Refused):
    """The slot is beyond the venue's horizon."""

    code = "too_far_ahead"


class ResourceDoesNotFit(Refused):
    """The resource does not fit: it is too small, or does not perform the service; or the request lacks its party size
    or service, or has one where the venue asks for none."""

    code = "resource_does_not_fit"


class PartyDoesNotFit(Refused):
    """The place of a booking does not fit its new number of guests: it has too few seats, or more tables than they
    need."""

    code = "party_does_not_fit"

    def __init__(self, same_time: Sequence[str] = ()) -> None:
        super().__init__("the place does not fit the new number of guests")
        self.same_time = tuple(same_time)
        """The ids of places that fit it and are free at the same time, the best first."""


class SlotTaken(Refused):
    """Another live booking overlaps the slot."""

    code = "slot_taken"

    def __init__(self, free_starts: Sequence[datetime] = (), same_time: Sequence[str] = ()) -> None:
        super().__init__("the slot is taken")
        self.free_starts = tuple(free_starts)
        """The free starts of that day, UTC: at the wanted resource, or at any if none was wanted."""
        self.same_time = tuple(same_time)
        """The ids of other places that are free at the same time, the best first."""


class GuestIsBusy(Refused):
    """The guest has another live booking for the same person that overlaps the slot."""

    code = "guest_is_busy"

    def __init__(
        self,
        other_booking_id: int,
        resource_id: str,
        starts_at: datetime,
        ends_at: datetime,
        for_name: str | None = None,
    ) -> None:
        super().__init__(f"overlaps booking {other_booking_id} of {resource_id}, {starts_at.isoformat()}")
        self.other_booking_id = other_booking_id
        self.resource_id = resource_id
        """The resource of the other booking."""
        self.starts_at = starts_at
        """The start of the other booking, UTC."""
        self.ends_at = ends_at
        self.for_name = for_name
        """The name of the relative for whom both are; None: both are for the guest."""


class TooManyBookings(Refused):
    """The guest has as many upcoming bookings as the venue allows."""

    code = "too_many_bookings"

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


class TooManyCancellations(Refused):
    """The guest has canceled as many bookings within a day as one may, and can book again from `again_at` on."""

    code = "too_many_cancellations"

    def __init__(self, limit: int, again_at: datetime) -> None:
        super().__init__(f"{limit} canceled within a day, again from {again_at.isoformat()}")
        self.limit = limit
        self.again_at = again_at
        """UTC."""


class TooManyMoves(Refused):
    """Its guest has moved the booking as often as one may: from now on only the venue moves it."""

    code = "too_many_moves"

    def __init__(self, limit: int) -> None:
        super().__init__(f"moved {limit} times")
        self.limit = limit


class TooManyNoShows(Refused):
    """The guest has not come to as many visits as the venue puts up with, and has to ask the venue to be booked."""

    code = "too_many_no_shows"

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} no-shows within a year")
        self.limit = limit


class GuestBarred(Refused):
    """The venue takes no bookings and no moves from this guest until an admin lifts that."""

    code = "guest_barred"


class InvalidPhone(Refused):
    """What was written is no phone number that could be called."""

    code = "invalid_phone"


class InvalidRelative(Refused):
    """What was written is no name, or no year in which somebody may have been born."""

    code = "invalid_relative"


class NotForOthers(Refused):
    """Guests of the venue book only for themselves."""

    code = "not_for_others"


class TooLateToChange(Refused):
    """The venue's limit before the start, until which a guest may cancel or move, has passed."""

    code = "too_late_to_change"


class TooEarly(Refused):
    """It is too early to record that the guest has come, or has not come, or to rate the visit."""

    code = "too_early"


class TooLateToAnswer(Refused):
    """The time that the guest's answer to a reminder names has passed, or the guest is there."""

    code = "too_late_to_answer"


class TooManyAnswers(Refused):
    """The guest has answered to reminders of this booking as often as one may."""

    code = "too_many_answers"


class TooLateToRate(Refused):
    """The time within which a guest may change the rating of a visit has passed."""

    code = "too_late_to_rate"


class BookingClosed(Refused):
    """The booking has ended or was canceled, so it cannot be canceled or moved."""

    code = "not_standing"


class BookingChanged(Refused):
    """The booking is no longer as it was shown when the decision was asked for: somebody has changed it since."""

    code = "changed_meanwhile"


class BookingActive(Refused):
    """The booking is live and has not ended, so it cannot be deleted: it must be canceled first."""

    code = "still_standing"


class TooManyWaits(Refused):
    """The guest is on as many waiting lists of the venue as one may be."""

    code = "too_many_waits"

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


class OfferOver(Refused):
    """The place that was held for the guest is held no longer: the time is up, or the guest has declined it."""

    code = "offer_over"


class RequestKeyReused(Refused):
    """The request's key was used for a different request: a mistake of the caller."""

    code = "idempotency_key_reused"


ALL_REFUSALS: tuple[type[Refused], ...] = (
    NotFound,
    OutsideHours,
    TooSoon,
    TooFarAhead,
    ResourceDoesNotFit,
    PartyDoesNotFit,
    SlotTaken,
    GuestIsBusy,
    TooManyBookings,
    TooManyCancellations,
    TooManyMoves,
    TooManyNoShows,
    GuestBarred,
    InvalidPhone,
    InvalidRelative,
    NotForOthers,
    TooLateToChange,
    TooEarly,
    TooLateToAnswer,
    TooManyAnswers,
    TooLateToRate,
    BookingClosed,
    BookingChanged,
    BookingActive,
    TooManyWaits,
    OfferOver,
    RequestKeyReused,
)
"""All refusals. Tests check that the bot and the REST API translate each of them."""
