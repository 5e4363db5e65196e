"""Ask a guest about offers, once."""

from app.database.transaction import Database
from app.domain.access import Visitor


class AskAboutOffers:
    """Record that the visitor is asked whether they want offers, in a text of this version (`Guest.offers_version`).

    Returns whether they are to be asked: not where the venue sends no offers, and nobody twice, neither in the chat nor
    in the Mini App. A guest who does not answer has not consented, and is not asked again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, visitor: Visitor, version: str) -> bool:
        if not visitor.venue.has_offers:
            return False
        async with self._database.write() as tx:
            return await tx.guests.mark_asked_about_offers(visitor.guest.id, version)
