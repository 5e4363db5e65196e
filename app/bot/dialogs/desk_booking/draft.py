"""The data of the dialog in which an admin books for a guest."""

from dataclasses import dataclass

from aiogram_dialog import DialogManager

from app.bot.booking_facts import Visit
from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import ChosenSlot
from app.bot.dialogs.dialog_data import DialogData
from app.domain.availability.free_places import GridSlot
from app.domain.availability.offering import ANYTHING
from app.domain.errors import NotFound
from app.domain.phones import Contact
from app.domain.venues import Venue
from app.usecases.desk.find_slots_of_desk import FindSlotsOfDesk


@dataclass(frozen=True, kw_only=True)
class DeskDraft(ChosenSlot):
    """The data of the dialog."""

    request_key: str
    name: str = ""
    phone: str | None = None
    """In E.164."""

    def visit(self, venue: Venue) -> Visit:
        """Raises `NotFound` where something was not chosen."""
        return Visit(self.place(venue).id, self.slot(venue), self.party_size, self.service)

    @property
    def contact(self) -> Contact:
        return Contact(self.name, self.phone)


DRAFT = DialogData(DeskDraft)


async def chosen_slot(manager: DialogManager, find_slots: FindSlotsOfDesk) -> GridSlot | None:
    """Return the slot that was chosen with the places that are still free; None if there are none. Raises `NotFound`
    when none was chosen."""
    draft = DRAFT.read(manager)
    found = await slots_of_day(manager, find_slots)
    return next((slot for slot in found if slot.slot.starts_at == draft.start_time()), None)


async def slots_of_day(manager: DialogManager, find_slots: FindSlotsOfDesk) -> list[GridSlot]:
    """Return the slots of the open day at which something is free. Raises `NotFound` when no day was chosen."""
    draft = DRAFT.read(manager)
    if draft.wish == ANYTHING:
        raise NotFound("nothing was chosen")
    day = draft.local_day()
    return list((await find_slots(Conversation.of(manager).as_admin(), draft.wish, [day]))[day])
