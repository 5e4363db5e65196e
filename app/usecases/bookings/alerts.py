"""When the admins get the alert about a change of a booking."""

from datetime import datetime

from app.database.transaction import Transaction
from app.domain.bookings import Actor, Role
from app.domain.guests import Guest
from app.domain.messages.planning import spread_alert


async def time_of_alert(tx: Transaction, actor: Actor, guest: Guest, now: datetime) -> datetime:
    """Return when an alert about a change of the guest's booking is due: at once if an admin made the change.

    Those about the guest's own changes are spread. `guest` is locked in the transaction. Instants are UTC.
    """
    if actor.role is not Role.GUEST:
        return now
    due_at, spread_until = spread_alert(guest.alerts_spread_until, now)
    await tx.guests.spread_alerts(guest.id, spread_until)
    return due_at
