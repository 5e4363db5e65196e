"""Show a guest to an admin."""

from app.database.transaction import Database
from app.domain.access import Admin
from app.domain.guests import Guest
from app.usecases.desk.bar_guest import check_guest


class ShowGuest:
    """Show a guest of the admin's venue. Raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, admin: Admin, guest_id: int) -> Guest:
        async with self._database.read() as tx:
            guest = await tx.guests.get(guest_id)
            check_guest(admin, guest)
            return guest
