"""A guest of a venue."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.venues import Locale, Venue


@dataclass(frozen=True, slots=True)
class Guest:
    """A Telegram user as one venue knows them. Two venues never share a guest."""

    id: int
    venue_id: str
    telegram_id: int
    name: str
    """As `app.domain.names` cleans it. Empty where nothing of it can be seen: readers are shown a text instead."""
    username: str | None
    language_code: str | None
    """The language of the user's Telegram (IETF tag), from the Bot API's User."""
    chosen_locale: Locale | None
    """The guest's choice in the language window."""
    offers_consent: bool | None
    """None until the guest has answered."""
    blocked_at: datetime | None
    """When the guest blocked the bot, UTC; None while it may write to them."""
    created_at: datetime

    def locale(self, venue: Venue) -> Locale:
        """Return the language for the guest: their own choice, else Telegram's `language_code`, else the venue's."""
        if self.chosen_locale:
            return self.chosen_locale
        language = (self.language_code or "").split("-")[0].lower()
        return Locale(language) if language in set(Locale) else venue.locale
