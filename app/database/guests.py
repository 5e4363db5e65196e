"""Guests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import guests
from app.domain.broadcasts import Audience
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.venues import Locale


@dataclass(frozen=True, slots=True)
class TelegramUser:
    """A user as the Bot API or initData describes them."""

    telegram_id: int
    name: str
    username: str | None
    language_code: str | None


@dataclass(frozen=True, slots=True)
class GuestCount:
    """The number of a venue's guests, and of those among them who blocked the bot."""

    total: int
    blocked: int


class Guests:
    """The repository of guests. All instants are UTC."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, venue_id: str, telegram_id: int) -> Guest | None:
        """Return the venue's guest with this Telegram id, or None."""
        mine = (guests.c.venue_id == venue_id) & (guests.c.telegram_id == telegram_id)
        row = (await self._connection.execute(select(guests).where(mine))).mappings().one_or_none()
        return _guest(row) if row else None

    async def get(self, guest_id: int) -> Guest:
        """The guest with this id. Raises `NotFound`."""
        row = (await self._connection.execute(select(guests).where(guests.c.id == guest_id))).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no guest {guest_id}")
        return _guest(row)

    async def get_many(self, guest_ids: Collection[int]) -> dict[int, Guest]:
        """The guests with these ids, by id."""
        found = select(guests).where(guests.c.id.in_(guest_ids))
        return {row["id"]: _guest(row) for row in (await self._connection.execute(found)).mappings()}

    async def of_chats(self, venue_id: str, chat_ids: Collection[int]) -> dict[int, Guest]:
        """The venue's guests with these Telegram ids, by Telegram id."""
        found = select(guests).where(guests.c.venue_id == venue_id, guests.c.telegram_id.in_(chat_ids))
        return {row["telegram_id"]: _guest(row) for row in (await self._connection.execute(found)).mappings()}

    async def register(self, venue_id: str, user: TelegramUser, now: datetime) -> Guest:
        """Insert the guest, or update their name, username and language."""
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        profile = {"name": user.name, "username": user.username, "language_code": user.language_code}
        statement = (
            insert(guests)
            .values(venue_id=venue_id, telegram_id=user.telegram_id, created_at=now, **profile)
            .on_conflict_do_update(index_elements=["venue_id", "telegram_id"], set_=profile)
            .returning(guests)
        )
        return _guest((await self._connection.execute(statement)).mappings().one())

    async def lock(self, guest_id: int) -> None:
        """Lock the guest's row until the transaction ends, so that one transaction at a time changes their bookings."""
        await self._connection.execute(select(guests.c.id).where(guests.c.id == guest_id).with_for_update())

    async def choose_locale(self, guest_id: int, locale: Locale) -> None:
        await self._change(guest_id, chosen_locale=locale)

    async def set_offers_consent(self, guest_id: int, *, consent: bool) -> None:
        await self._change(guest_id, offers_consent=consent)

    async def mark_blocked(self, venue_id: str, telegram_id: int, blocked_at: datetime | None) -> None:
        """Record that the user blocked the bot, or with None that they unblocked it.

        Ignores users who are no guests.
        """
        mine = (guests.c.venue_id == venue_id) & (guests.c.telegram_id == telegram_id)
        await self._connection.execute(update(guests).where(mine).values(blocked_at=blocked_at))

    async def count(self, venue_id: str) -> GuestCount:
        """Count the venue's guests."""
        counted = select(func.count(), func.count(guests.c.blocked_at)).where(guests.c.venue_id == venue_id)
        total, blocked = (await self._connection.execute(counted)).one()
        return GuestCount(total, blocked)

    async def count_audience(self, venue_id: str, audience: Audience) -> int:
        counted = select(func.count()).where(_in_audience(venue_id, audience))
        return (await self._connection.execute(counted)).scalar_one()

    async def audience_chats(self, venue_id: str, audience: Audience) -> list[int]:
        """The Telegram ids of an audience, in the order in which the guests were registered."""
        theirs = select(guests.c.telegram_id).where(_in_audience(venue_id, audience)).order_by(guests.c.id)
        return list((await self._connection.execute(theirs)).scalars())

    async def newest(self, venue_id: str, limit: int) -> list[Guest]:
        """The guests who were registered last, the newest first."""
        newest = select(guests).where(guests.c.venue_id == venue_id).order_by(guests.c.id.desc()).limit(limit)
        return [_guest(row) for row in (await self._connection.execute(newest)).mappings()]

    async def _change(self, guest_id: int, **values: object) -> None:
        await self._connection.execute(update(guests).where(guests.c.id == guest_id).values(**values))


def _in_audience(venue_id: str, audience: Audience) -> ColumnElement[bool]:
    is_reachable = and_(guests.c.venue_id == venue_id, guests.c.blocked_at.is_(None))
    return and_(is_reachable, guests.c.offers_consent) if audience is Audience.OFFERS else is_reachable


def _guest(row: RowMapping) -> Guest:
    values = dict(row)
    values["chosen_locale"] = Locale(values["chosen_locale"]) if values["chosen_locale"] else None
    return Guest(**values)
