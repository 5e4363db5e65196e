"""Show what became of the messages of a booking to an admin, or to the person of its resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.database.transaction import Database
from app.domain.access import Admin, Staff
from app.domain.guests import Guest
from app.domain.messages.receipts import Receipt
from app.usecases.bookings.show_booking import find_visible


@dataclass(frozen=True, slots=True)
class BookingReceipts:
    """The receipts of all messages about a booking, in the order of the times at which they are owed."""

    receipts: Sequence[Receipt]
    people: Mapping[int, Guest]
    """Their recipients, as far as the venue knows them, by their Telegram id."""


class ShowReceipts:
    """Show the receipts of a booking of the venue; to staff only of an own one. Raises `NotFound`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, who: Admin | Staff, booking_id: int) -> BookingReceipts:
        async with self._database.read() as tx:
            await find_visible(tx, who, booking_id)
            receipts = await tx.receipts.of_booking(booking_id)
            people = await tx.guests.of_chats(who.venue.id, {receipt.chat_id for receipt in receipts})
            return BookingReceipts(receipts, people)
