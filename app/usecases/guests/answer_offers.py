"""Give or withdraw the consent to offers."""

from app.database.transaction import Database
from app.domain.guests import Guest


class AnswerOffers:
    """Record whether the guest wants offers. Without consent no offer is delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, guest: Guest, *, consent: bool) -> None:
        async with self._database.write() as tx:
            await tx.guests.set_offers_consent(guest.id, consent=consent)
