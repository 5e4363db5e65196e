"""A guest of a venue."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import GuestBarred
from app.domain.venues import Locale, Venue


@dataclass(frozen=True, slots=True)
class Guest:
    """A person as one venue knows them: a Telegram user, or somebody for whom an admin has booked. Two venues never
    share a guest."""

    id: int
    venue_id: str
    telegram_id: int | None
    """None for a guest who has not come to the bot yet: they are sent nothing."""
    name: str
    """As `app.domain.names` cleans it. Empty where nothing of it can be seen: readers are shown a text instead."""
    username: str | None
    language_code: str | None
    """The language of the user's Telegram (IETF tag), from the Bot API's User."""
    chosen_locale: Locale | None
    """The guest's choice in the language window."""
    offers_consent: bool | None
    """None until the guest was asked; False also for one who was asked and has not answered."""
    blocked_at: datetime | None
    """When the guest blocked the bot, UTC; None while it may write to them."""
    created_at: datetime
    profile_at: datetime | None = None
    """When Telegram vouched for the name, username and language, UTC. None if that was not recorded."""
    is_barred: bool = False
    """Whether an admin has barred them: they cannot book and not move a booking, and get no offers and broadcasts."""
    bar_changed_at: datetime | None = None
    """When they were last barred or let in again, UTC."""
    bar_changed_by: int | None = None
    """The Telegram id of the admin who did it."""
    bar_reason: str | None = None
    """Why they are barred, as that admin wrote it for the desk; None without a reason."""
    alerts_spread_until: datetime | None = None
    """See `app.domain.messages.planning.spread_alert`. UTC."""
    phone: str | None = None
    """In E.164: as an admin wrote it, or as the guest shared it with the bot."""
    declines_news: bool = False
    """Whether they get no broadcasts to everybody any more. Offers have a consent of their own."""
    offers_version: str | None = None
    """The version of the question about offers that they were asked, or have agreed to last; None: not recorded. It is
    the text `offers_version` beside the question in the language files, or in the venue's own ones, and becomes another
    date with each change of what a guest agrees to."""
    offers_agreed_at: datetime | None = None
    """When they last agreed to offers, UTC. None also for those who agreed before that was recorded."""
    offers_declined_at: datetime | None = None
    """When they last said no to offers or withdrew the consent, UTC. None likewise."""
    calendar_code: str | None = None
    """The code in the address from which calendars read their bookings (`CalendarReader`). None: there is none."""

    def locale(self, venue: Venue) -> Locale:
        """Return the language for the guest: their own choice, else Telegram's `language_code`, else the venue's."""
        if self.chosen_locale:
            return self.chosen_locale
        return locale_of(self.language_code, venue)


def locale_of(language_code: str | None, venue: Venue) -> Locale:
    """Return the language for a user who has chosen none: Telegram's `language_code`, else the venue's."""
    language = (language_code or "").split("-")[0].lower()
    return Locale(language) if language in set(Locale) else venue.locale


def check_not_barred(guest: Guest) -> None:
    """Raise `GuestBarred` for a guest whom an admin has barred."""
    if guest.is_barred:
        raise GuestBarred(f"guest {guest.id} is barred")
