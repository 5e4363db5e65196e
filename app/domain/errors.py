"""Why a wish is refused: one class a fact, each with a stable `code` that the overrides translate."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a defect
    """A wish that the rules do not allow. Expected: logged at info, told to whoever asked."""

    code: ClassVar[str]


class NotFound(Refused):
    """There is no such thing, or it is not for whoever asks."""

    code = "not_found"


class OutsideHours(Refused):
    """The wished start is not a slot of the grid: opening hours, closures, or a crooked minute."""

    code = "outside_hours"


class TooSoon(Refused):
    """The slot has begun, or begins sooner than the venue's notice allows."""

    code = "too_soon"


class TooFarAhead(Refused):
    """The slot lies beyond the venue's horizon."""

    code = "too_far_ahead"


class ResourceDoesNotFit(Refused):
    """The party is larger than the table, or its size is missing or not allowed."""

    code = "resource_does_not_fit"


class SlotTaken(Refused):
    """Somebody else holds the slot."""

    code = "slot_taken"

    def __init__(self, free_starts: Sequence[datetime] = ()) -> None:
        super().__init__("the slot is taken")
        self.free_starts = tuple(free_starts)
        """The starts on the same resource and local day that are still free, in UTC."""


class GuestIsBusy(Refused):
    """The guest has another booking at that time of day."""

    code = "guest_is_busy"

    def __init__(self, other_booking_id: int) -> None:
        super().__init__(f"overlaps booking {other_booking_id}")
        self.other_booking_id = other_booking_id


class TooManyBookings(Refused):
    """The guest has as many live bookings as the venue allows."""

    code = "too_many_bookings"

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


class TooLateToChange(Refused):
    """A guest may cancel or move only until the venue's limit before the start."""

    code = "too_late_to_change"


class BookingClosed(Refused):
    """The booking has ended or was canceled: there is nothing to cancel or move."""

    code = "not_standing"


class BookingActive(Refused):
    """A live booking can be canceled, not deleted."""

    code = "still_standing"


class RequestKeyReused(Refused):
    """The key of a request names another booking: the caller has made a mistake."""

    code = "idempotency_key_reused"


ALL_REFUSALS: tuple[type[Refused], ...] = (
    NotFound,
    OutsideHours,
    TooSoon,
    TooFarAhead,
    ResourceDoesNotFit,
    SlotTaken,
    GuestIsBusy,
    TooManyBookings,
    TooLateToChange,
    BookingClosed,
    BookingActive,
    RequestKeyReused,
)
"""Every refusal there is: tests check that each edge has words for all of them."""
