"""The guest, the venue and the language of an update."""

from dataclasses import dataclass
from typing import Self

from aiogram_dialog import DialogManager

from app.domain.access import Admin, Visitor
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.runtime.rejections import Rejection, count_rejection
from app.texts.translator import Words


@dataclass(frozen=True, slots=True)
class Conversation:
    """One guest in the chat with one venue's bot, as the dispatcher has identified them."""

    venue: Venue
    guest: Guest
    words: Words

    @classmethod
    def of(cls, manager: DialogManager) -> Self:
        """Return the conversation of the update that is handled."""
        found = manager.middleware_data
        return cls(found["venue"], found["guest"], found["words"])

    def as_visitor(self) -> Visitor:
        """Return the guest as one who may see and change their own bookings."""
        return Visitor(self.venue, self.guest)

    def as_admin(self) -> Admin:
        """Return the guest as an admin of the venue. Raises `NotFound` for anybody who is none, and counts it.

        For what only the desk has. Where guests press the same buttons, ask `venue.is_admin` first.
        """
        try:
            return Admin(self.venue, self.guest.telegram_id)
        except NotFound:
            count_rejection(Rejection.NOT_AN_ADMIN, self.venue.id)
            raise
