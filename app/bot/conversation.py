"""The guest, the venue and the language of an update."""

from dataclasses import dataclass
from typing import Self

from aiogram_dialog import DialogManager

from app.domain.access import Admin, Staff, Visitor
from app.domain.guests import Guest
from app.domain.venues import Venue
from app.texts.translator import Words
from app.usecases.desk.admit_admin import admit_admin, admit_to_desk


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

    @property
    def chat_id(self) -> int:
        """The id of the private chat, which is the guest's own (Bot API, Chat)."""
        if self.guest.telegram_id is None:
            raise TypeError(f"guest {self.guest.id} is not in Telegram")
        return self.guest.telegram_id

    def as_visitor(self) -> Visitor:
        """Return the guest as one who may see and change their own bookings."""
        return Visitor(self.venue, self.guest)

    def as_admin(self) -> Admin:
        """Return the guest as an admin of the venue. Raises `NotFound` for anybody who is none, and counts it.

        For what only the desk has. Where guests press the same buttons, ask `venue.is_admin` first.
        """
        return admit_admin(self.venue, self.chat_id)

    def as_desk(self) -> Admin | Staff:
        """Return the guest as an admin or as one of the staff. For anybody else like `as_admin`."""
        return admit_to_desk(self.venue, self.chat_id)

    @property
    def is_at_desk(self) -> bool:
        """Whether the guest is an admin or one of the staff."""
        return self.venue.is_admin(self.chat_id) or bool(self.venue.resources_of(self.chat_id))
