"""Who speaks with which venue."""

from dataclasses import dataclass
from typing import Self

from aiogram_dialog import DialogManager

from app.domain.access import Admin, Visitor
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.texts.translator import Words


@dataclass(frozen=True, slots=True)
class Conversation:
    """One guest in the chat with one venue's bot, as the dispatcher found them for this update."""

    venue: Venue
    guest: Guest
    words: Words

    @classmethod
    def of(cls, manager: DialogManager) -> Self:
        found = manager.middleware_data
        return cls(found["venue"], found["guest"], found["words"])

    def as_visitor(self) -> Visitor:
        """The guest, who sees and changes their own bookings."""
        return Visitor(self.venue, self.guest)

    def as_admin(self) -> Admin:
        """The guest, if they run the venue. Raises `NotFound` for everybody else."""
        return Admin(self.venue, self.guest.telegram_id)
