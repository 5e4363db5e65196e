"""Who may: values that exist only where a check has passed. A use case that takes one needs no check of its own.

A forgotten check does not compile: mypy refuses a bare Telegram id, guest or venue where one of these is expected.
"""

from dataclasses import dataclass

from app.domain.bookings import Actor, Role
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Venue


@dataclass(frozen=True, slots=True)
class Visitor:
    """A guest at the venue that knows them: may see and change their own bookings.

    Making one raises `NotFound` for a guest of another venue.
    """

    venue: Venue
    guest: Guest

    def __post_init__(self) -> None:
        if self.guest.venue_id != self.venue.id:
            raise NotFound(f"guest {self.guest.id} is no guest of {self.venue.id}")

    @property
    def actor(self) -> Actor:
        """The guest, for the history of a booking."""
        return Actor(Role.GUEST, self.guest.telegram_id)

    def may_see(self, guest: Guest) -> bool:
        """Whether the bookings of `guest` are the visitor's own."""
        return guest.id == self.guest.id


@dataclass(frozen=True, slots=True)
class Admin:
    """Somebody who runs the venue: may see and change all that is the venue's, and nothing of another's.

    Making one is the check: it raises `NotFound` for a Telegram id that is not among the venue's admins, for whom there
    is nothing here.
    """

    venue: Venue
    telegram_id: int

    def __post_init__(self) -> None:
        if not self.venue.is_admin(self.telegram_id):
            raise NotFound(f"{self.telegram_id} is no admin of {self.venue.id}")

    @property
    def actor(self) -> Actor:
        """The admin, for the history of a booking."""
        return Actor(Role.ADMIN, self.telegram_id)

    def may_see(self, guest: Guest) -> bool:
        """Whether `guest` is a guest of the admin's venue."""
        return guest.venue_id == self.venue.id
