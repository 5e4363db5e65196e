"""What was found out about the staff groups that the operator's settings name."""

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import staff_groups
from app.domain.messages.payloads import Trouble

table = staff_groups.c


class StaffGroups:
    """The repository of staff groups, by the venue and the id that the settings name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def current_id(self, venue_id: str, chat_id: int) -> int:
        """The group's present id: another one since it became a supergroup."""
        found = select(table.moved_to).where(table.venue_id == venue_id, table.chat_id == chat_id)
        return (await self._connection.execute(found)).scalar_one_or_none() or chat_id

    async def move(self, venue_id: str, chat_id: int, moved_to: int) -> None:
        """Remember the id of the supergroup that the group has become."""
        await self._add(venue_id, chat_id)
        await self._connection.execute(update(staff_groups).where(_is(venue_id, chat_id)).values(moved_to=moved_to))

    async def set_trouble(self, venue_id: str, chat_id: int, trouble: Trouble | None) -> bool:
        """Record whether alerts reach their place. Returns whether that has changed: for one of several callers."""
        if trouble:
            await self._add(venue_id, chat_id)
        differs = and_(_is(venue_id, chat_id), table.trouble.is_distinct_from(trouble))
        changed = update(staff_groups).where(differs).values(trouble=trouble)
        return (await self._connection.execute(changed)).rowcount > 0

    async def _add(self, venue_id: str, chat_id: int) -> None:
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        row = insert(staff_groups).values(venue_id=venue_id, chat_id=chat_id)
        await self._connection.execute(row.on_conflict_do_nothing(index_elements=["venue_id", "chat_id"]))


def _is(venue_id: str, chat_id: int) -> ColumnElement[bool]:
    return and_(table.venue_id == venue_id, table.chat_id == chat_id)
