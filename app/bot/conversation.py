"""Who speaks with which venue."""

from dataclasses import dataclass
from typing import Self

from aiogram_dialog import DialogManager

from app.domain.bookings import Actor, Role
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

    @property
    def actor(self) -> Actor:
        """The guest, as one who changes their own bookings."""
        return Actor(Role.GUEST, self.guest.telegram_id)

    @property
    def admin(self) -> Actor:
        """The guest, as one who claims to run the venue: use cases check that."""
        return Actor(Role.ADMIN, self.guest.telegram_id)
