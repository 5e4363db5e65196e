"""Choose the language of the chat."""

from app.database.transaction import Database
from app.domain.guests import Guest
from app.domain.venues import Locale


class ChooseLocale:
    """Record the guest's choice of language, which overrides Telegram's from now on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, locale: Locale) -> None:
        async with self._database.write() as tx:
            await tx.guests.choose_locale(guest.id, locale)
