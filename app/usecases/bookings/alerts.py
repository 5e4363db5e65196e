"""Who gets the alert about a change of a booking, and when."""

from datetime import datetime

from app.database.transaction import Transaction
from app.domain.bookings import Actor, Booking, Role
from app.domain.guests import Guest
from app.domain.messages.planning import Chats, spread_alert
from app.domain.venues import Venue


async def chats_of(tx: Transaction, venue: Venue, guest: Guest, *bookings: Booking) -> Chats:
    """Return the chats of those whom a change of a booking concerns.

    `bookings` is the booking as it was before the change and as it is after it. Its staff are the people of its
    resources, and those who have an unsent alert about it: of a booking that is moved on before they were told that it
    left them, they must hear, too. To be called before unsent alerts are canceled.
    """
    staff = venue.staff_of(*(booking.resource_id for booking in bookings))
    if venue.staff:
        untold = await tx.earlier_messages.chats_with_unsent_alerts(bookings[0].id)
        staff += [person for person in dict.fromkeys(venue.staff.values()) if person in untold - set(staff)]
    return Chats(guest.telegram_id, venue.alert_chats, staff)


async def time_of_alert(tx: Transaction, actor: Actor, guest: Guest, now: datetime) -> datetime:
    """Return when an alert about a change of the guest's booking is due: at once if an admin made the change.

    Those about the guest's own changes are spread. `guest` is locked in the transaction. Instants are UTC.
    """
    if actor.role is not Role.GUEST:
        return now
    due_at, spread_until = spread_alert(guest.alerts_spread_until, now)
    await tx.guests.spread_alerts(guest.id, spread_until)
    return due_at
