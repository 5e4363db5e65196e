"""Decline news, or take that back."""

from app.database.transaction import Database
from app.domain.guests import Guest


class AnswerNews:
    """Record whether the guest wants news. Those who do not get no broadcast to everybody, not even one under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, *, wants: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.set_declines_news(guest.id, declines=not wants)
