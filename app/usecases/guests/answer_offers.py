"""Give or withdraw the consent to offers."""

from app.database.transaction import Database
from app.domain.guests import Guest


class AnswerOffers:
    """Remember whether the guest wants offers. Without a yes no offer is ever delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, *, consent: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.set_offers_consent(guest.id, consent=consent)
