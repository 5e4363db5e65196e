"""What a guest decides about themselves."""

from app.clock import Clock
from app.database.transaction import Database
from app.domain.guest import Guest
from app.domain.venue import Locale, Venue


class ChooseLocale:
    """The guest's own choice of language goes before Telegram's from now on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, locale: Locale) -> None:
        async with self._database.write() as tx:
            await tx.guests.choose_locale(guest.id, locale)


class AnswerOffers:
    """Remember whether the guest wants offers. Without a yes no offer is ever delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, *, consent: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.set_offers_consent(guest.id, consent=consent)


class NoticeBlock:
    """The guest blocked the bot, or came back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, telegram_id: int, *, is_blocked: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.mark_blocked(venue.id, telegram_id, self._clock.now() if is_blocked else None)
