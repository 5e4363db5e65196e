"""Show a guest to an admin."""

from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.guests import Guest
from app.usecases.desk.bar_guest import check_guest


@dataclass(frozen=True, slots=True)
class GuestCard:
    """A guest, and the admin who barred them or let them in again, as far as the venue knows that admin."""

    guest: Guest
    bar_admin: Guest | None


class ShowGuest:
    """Show a guest of the admin's venue. Raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin, guest_id: int) -> GuestCard:
        async with self._database.read() as tx:
            guest = await tx.guests.get(guest_id)
            check_guest(admin, guest)
            admins = await tx.guests.of_chats(admin.venue.id, [guest.bar_changed_by] if guest.bar_changed_by else [])
            return GuestCard(guest, admins.get(guest.bar_changed_by or 0))
