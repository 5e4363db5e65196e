"""Give or withdraw the consent to offers."""

from app.database.transaction import Database
from app.domain.guests import Guest
from app.runtime.clock import Clock


class AnswerOffers:
    """Record whether the guest wants offers, and when they said so. Without consent no offer is delivered.

    `version` is that of the text in which they were offered them (`Guest.offers_version`); None for an answer to the
    question that `AskAboutOffers` has recorded.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, guest: Guest, *, consent: bool, version: str | None = None) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            if consent:
                await tx.guests.agree_to_offers(guest.id, now, version)
            else:
                await tx.guests.decline_offers(guest.id, now)
