"""Leave the waiting list."""

from app.database.transaction import Database, Transaction
from app.domain.access import Admin, Visitor
from app.domain.errors import NotFound
from app.domain.guests import Guest
from app.domain.waitlist import EndOfWait, Wait
from app.runtime.clock import Clock
from app.usecases.waitlist.ending import end_wait


class LeaveWaitlist:
    """Take a wish off the waiting list: a guest their own, an admin any of the venue. What is held for it is let go.

    A wish that has ended stays as it is. Raises `NotFound` for one that is not theirs.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def by_offer(self, visitor: Visitor, offer_id: int) -> None:
        """Like a call, with the id of an offer that was made for the wish."""
        async with self._database.read() as tx:
            offer, _ = await tx.waitlist.get_offer(visitor.venue.id, offer_id)
        await self(visitor, offer.wait_id)

    async def __call__(self, who: Visitor | Admin, wait_id: int) -> None:
        async with self._database.write() as tx:
            guest, wait = await find_wait_locked(tx, who, wait_id)
            if wait.ended_at is None:
                end = EndOfWait.LEFT if isinstance(who, Visitor) else EndOfWait.REMOVED
                await end_wait(tx, guest, wait, end, self._clock.now())


async def find_wait_locked(tx: Transaction, who: Visitor | Admin, wait_id: int) -> tuple[Guest, Wait]:
    """Find a wish that `who` may change, and its guest, who is locked until the transaction ends. Raises `NotFound`."""
    guest = await tx.guests.get_locked((await tx.waitlist.get(who.venue.id, wait_id)).guest_id)
    if not who.may_see(guest):
        raise NotFound(f"no wish {wait_id}")
    return guest, await tx.waitlist.get(who.venue.id, wait_id)
