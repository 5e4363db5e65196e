"""A guest of a venue."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.bookings import Actor, Role
from app.domain.venues import Locale, Venue

NAME_LENGTH = 64
"""Letters of a guest's name that are kept. Telegram allows twice as many, and a page of names is one message."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A Telegram user as one venue knows them. Two venues never share a guest."""

    id: int
    venue_id: str
    telegram_id: int
    name: str
    username: str | None
    language_code: str | None
    """What Telegram says the user reads (IETF tag)."""
    chosen_locale: Locale | None
    """What the guest chose in the language window."""
    offers_consent: bool | None
    """None until asked."""
    blocked_at: datetime | None
    created_at: datetime

    def locale(self, venue: Venue) -> Locale:
        """The guest's choice, else Telegram's `language_code`, else the venue's."""
        if self.chosen_locale:
            return self.chosen_locale
        language = (self.language_code or "").split("-")[0].lower()
        return Locale(language) if language in set(Locale) else venue.locale

    def is_seen_by(self, actor: Actor, venue: Venue) -> bool:
        """Whether the actor may see and change this guest's bookings: the guest, and admins of the same venue."""
        if self.venue_id != venue.id:
            return False
        if actor.role is Role.ADMIN:
            return venue.is_admin(actor.telegram_id)
        return actor.role is Role.GUEST and actor.telegram_id == self.telegram_id
