"""What a guest says about a visit after it: one to five stars, and words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.bookings import Booking, BookingStatus
from app.domain.errors import BookingClosed, NotFound, TooEarly, TooLateToRate

STARS = range(1, 6)
LOW_STARS = 2
"""So few stars, or fewer, alert the admins at once."""
CHANGEABLE_FOR = timedelta(hours=24)
"""For so long after the first stars of a visit the guest may give others."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What a guest has said about one visit."""

    stars: int | None
    """One of `STARS`; None if there are only words."""
    comment: str | None
    """All that the guest has written about it; None for nothing."""
    rated_at: datetime | None
    """When the guest first gave stars, UTC."""

    @property
    def is_low(self) -> bool:
        """Whether the admins must hear of it at once."""
        return self.stars is not None and self.stars <= LOW_STARS


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """The stars of a period."""

    number: int
    """Of visits that were given stars."""
    average: float | None
    """From 1 to 5; None if there are none."""


NO_STARS = RatingSummary(0, None)


def check_rating(booking: Booking, rating: Rating | None, stars: int, now: datetime) -> None:
    """Raise an error if the guest cannot give the visit these stars at `now` (UTC). `rating` is what there is of one.

    Raises `NotFound` for other numbers than `STARS`, `TooEarly` before the visit has ended, `BookingClosed` where there
    was none, and `TooLateToRate`.
    """
    if stars not in STARS:
        raise NotFound(f"no rating of {stars} stars")
    if booking.is_active(now):
        raise TooEarly(f"booking {booking.id} ends at {booking.ends_at.isoformat()}")
    if booking.status_at(now) is not BookingStatus.COMPLETED:
        raise BookingClosed(f"booking {booking.id} is {booking.status}")
    if rating and rating.rated_at and now >= rating.rated_at + CHANGEABLE_FOR:
        raise TooLateToRate(f"booking {booking.id} was rated at {rating.rated_at.isoformat()}")
