"""Register a guest."""

from dataclasses import replace
from datetime import datetime

from app.database.guests import TelegramUser
from app.database.transaction import Database
from app.domain.guests import Guest
from app.domain.names import clean_language, clean_name, clean_username
from app.domain.venues import Venue
from app.runtime.clock import Clock


class RegisterGuest:
    """Register the sender of an update or request as a guest of the venue, or update their name and language.

    `profile_at` is when Telegram vouched for these (UTC), None for an update, which has just come. What is older than
    the stored ones changes nothing: a page may go on sending what was signed before the name was changed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, venue: Venue, user: TelegramUser, profile_at: datetime | None = None) -> Guest:
        user = _cleaned(user)
        async with self._database.read() as tx:
            guest = await tx.guests.find(venue.id, user.telegram_id)
        now = self._clock.now()
        if guest and (_profile(guest, user.telegram_id) == user or _is_older(profile_at or now, guest)):
            return guest
        async with self._database.write() as tx:
            return await tx.guests.register(venue.id, user, now, profile_at)


def _cleaned(user: TelegramUser) -> TelegramUser:
    """The user without what one database stores and the other refuses, and with a name that can be seen."""
    return replace(
        user,
        name=clean_name(user.name),
        username=clean_username(user.username),
        language_code=clean_language(user.language_code),
    )


def _is_older(profile_at: datetime, guest: Guest) -> bool:
    return guest.profile_at is not None and profile_at < guest.profile_at


def _profile(guest: Guest, telegram_id: int) -> TelegramUser:
    return TelegramUser(telegram_id, guest.name, guest.username, guest.language_code)
