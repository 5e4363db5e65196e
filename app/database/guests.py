"""Guests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import guests
from app.domain.broadcasts import Audience
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.phones import Contact
from app.domain.venues import Locale

FIND = select(guests).where(guests.c.venue_id == bindparam("venue"), guests.c.telegram_id == bindparam("telegram"))
"""Built once, as each press asks it."""
PROFILE = ("name", "username", "language_code", "profile_at")


def _register(new: postgresql.Insert | sqlite.Insert) -> Executable:
    newer = new.excluded.profile_at
    return new.on_conflict_do_update(
        index_elements=["venue_id", "telegram_id"],
        set_={column: new.excluded[column] for column in PROFILE},
        where=or_(guests.c.profile_at.is_(None), guests.c.profile_at <= newer),
    ).returning(guests)


REGISTER_ON_POSTGRESQL = _register(postgresql.insert(guests))
REGISTER_ON_SQLITE = _register(sqlite.insert(guests))
"""Built once, as each update of Telegram does it."""


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
        key = {"venue": venue_id, "telegram": telegram_id}
        row = (await self._connection.execute(FIND, key)).mappings().one_or_none()
        return _guest(row) if row else None

    async def get(self, guest_id: int) -> Guest:
        """The guest with this id. Raises `NotFound`."""
        return await self._get(select(guests).where(guests.c.id == guest_id))

    async def get_many(self, guest_ids: Collection[int]) -> dict[int, Guest]:
        """The guests with these ids, by id."""
        found = select(guests).where(guests.c.id.in_(guest_ids))
        return {row["id"]: _guest(row) for row in (await self._connection.execute(found)).mappings()}

    async def of_chats(self, venue_id: str, chat_ids: Collection[int]) -> dict[int, Guest]:
        """The venue's guests with these Telegram ids, by Telegram id."""
        found = select(guests).where(guests.c.venue_id == venue_id, guests.c.telegram_id.in_(chat_ids))
        return {row["telegram_id"]: _guest(row) for row in (await self._connection.execute(found)).mappings()}

    async def add(self, venue_id: str, contact: Contact, now: datetime) -> Guest:
        """Insert a guest without Telegram, whatever others have the same phone number."""
        statement = (
            insert(guests)
            .values(venue_id=venue_id, name=contact.name, phone=contact.phone, created_at=now)
            .returning(guests)
        )
        return _guest((await self._connection.execute(statement)).mappings().one())

    async def with_phone(self, venue_id: str, phone: str) -> list[Guest]:
        """The venue's guests with this phone number (E.164), locked: first those who are in Telegram."""
        theirs = and_(guests.c.venue_id == venue_id, guests.c.phone == phone)
        found = select(guests).where(theirs).order_by(guests.c.telegram_id.is_(None), guests.c.id).with_for_update()
        return [_guest(row) for row in (await self._connection.execute(found)).mappings()]

    async def set_phone(self, guest_id: int, phone: str | None) -> None:
        await self._change(guest_id, phone=phone)

    async def delete(self, guest_id: int) -> None:
        """Delete a guest who has no bookings."""
        await self._connection.execute(delete(guests).where(guests.c.id == guest_id))

    async def forget(self, guest: Guest) -> None:
        """Erase all that is known of a guest but that their bookings are those of one guest. A barred one stays barred,
        by the Telegram id."""
        empty = dict.fromkeys(
            (
                *("username", "language_code", "chosen_locale", "offers_consent", "blocked_at", "profile_at"),
                *("offers_version", "offers_agreed_at", "offers_declined_at"),
                *("alerts_spread_until", "phone", "bar_reason", "calendar_code"),
            )
        )
        await self._change(guest.id, name="", declines_news=False, **empty)
        if not guest.is_barred:
            await self._change(guest.id, telegram_id=None)

    async def register(
        self, venue_id: str, user: TelegramUser, now: datetime, profile_at: datetime | None = None
    ) -> Guest:
        """Insert the guest, or update their name, username and language unless newer ones are stored.

        Telegram vouched for them at `profile_at`, None for `now`.
        """
        statement = REGISTER_ON_POSTGRESQL if self._connection.dialect.name == "postgresql" else REGISTER_ON_SQLITE
        values = {
            "venue_id": venue_id,
            "telegram_id": user.telegram_id,
            "created_at": now,
            "name": user.name,
            "username": user.username,
            "language_code": user.language_code,
            "profile_at": profile_at or now,
        }
        row = (await self._connection.execute(statement, values)).mappings().one_or_none()
        return _guest(row) if row else self._found(await self.find(venue_id, user.telegram_id))

    async def get_locked(self, guest_id: int) -> Guest:
        """Like `get`, and lock the row until the transaction ends: one at a time changes the guest's bookings."""
        return await self._get(select(guests).where(guests.c.id == guest_id).with_for_update())

    async def _get(self, query: Select[Any]) -> Guest:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return self._found(_guest(row) if row else None)

    @staticmethod
    def _found(guest: Guest | None) -> Guest:
        if guest is None:
            raise NotFound("no such guest")
        return guest

    async def choose_locale(self, guest_id: int, locale: Locale) -> None:
        await self._change(guest_id, chosen_locale=locale)

    async def mark_asked_about_offers(self, guest_id: int, version: str) -> bool:
        """Record that the guest is asked about offers, in a text of this version, and has not consented yet.

        Returns False for a guest who was asked before, or has answered: then nothing changes.
        """
        unasked = and_(guests.c.id == guest_id, guests.c.offers_consent.is_(None))
        asked = update(guests).where(unasked).values(offers_consent=False, offers_version=version)
        return (await self._connection.execute(asked)).rowcount == 1

    async def agree_to_offers(self, guest_id: int, now: datetime, version: str | None = None) -> None:
        """Record the consent to offers. `version` is that of the text; None: that of the question they were asked."""
        agreed = {"offers_consent": True, "offers_agreed_at": now}
        await self._change(guest_id, **agreed, **({"offers_version": version} if version else {}))

    async def decline_offers(self, guest_id: int, now: datetime) -> None:
        """Record that the guest wants no offers, or withdraws the consent. What they had agreed to stays recorded."""
        await self._change(guest_id, offers_consent=False, offers_declined_at=now)

    async def set_barred(
        self, guest_id: int, admin_id: int, now: datetime, *, is_barred: bool, reason: str | None = None
    ) -> None:
        """Bar the guest or let them in again, and record which admin (a Telegram id) did it, when and why."""
        change = {"bar_changed_at": now, "bar_changed_by": admin_id, "bar_reason": reason}
        await self._change(guest_id, is_barred=is_barred, **change)

    async def take_bar(self, guest_id: int, other: Guest) -> None:
        """Bar the guest, too, if `other`, who is the same person, is barred."""
        if other.is_barred:
            change = {"bar_changed_at": other.bar_changed_at, "bar_changed_by": other.bar_changed_by}
            await self._change(guest_id, is_barred=True, bar_reason=other.bar_reason, **change)

    async def barred(self, venue_id: str, limit: int) -> list[Guest]:
        """The guests who are barred, the last one first."""
        theirs = and_(guests.c.venue_id == venue_id, guests.c.is_barred)
        newest = select(guests).where(theirs).order_by(guests.c.bar_changed_at.desc(), guests.c.id.desc()).limit(limit)
        return [_guest(row) for row in (await self._connection.execute(newest)).mappings()]

    async def spread_alerts(self, guest_id: int, until: datetime) -> None:
        """Record until when alerts about the guest's changes are spread."""
        await self._change(guest_id, alerts_spread_until=until)

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

    async def set_declines_news(self, guest_id: int, *, declines: bool) -> None:
        await self._change(guest_id, declines_news=declines)

    async def set_calendar_code(self, guest_id: int, code: str | None) -> None:
        """Replace the code of the guest's calendar address; None revokes the address."""
        await self._change(guest_id, calendar_code=code)

    async def with_calendar_code(self, venue_id: str, code: str) -> Guest | None:
        """Return the venue's guest whose calendar address has this code, or None."""
        theirs = and_(guests.c.venue_id == venue_id, guests.c.calendar_code == code)
        row = (await self._connection.execute(select(guests).where(theirs))).mappings().one_or_none()
        return _guest(row) if row else None

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
    is_reachable = and_(
        guests.c.venue_id == venue_id,
        guests.c.telegram_id.is_not(None),
        guests.c.blocked_at.is_(None),
        guests.c.is_barred.is_(false()),
    )
    wants_it = guests.c.offers_consent if audience is Audience.OFFERS else guests.c.declines_news.is_(false())
    return and_(is_reachable, wants_it)


def _guest(row: RowMapping) -> Guest:
    values = dict(row)
    values["chosen_locale"] = Locale(values["chosen_locale"]) if values["chosen_locale"] else None
    return Guest(**values)
