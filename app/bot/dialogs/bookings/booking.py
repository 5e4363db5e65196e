"""A guest books: party size or specialty, table or doctor, day, time, check, done. One message, edited in place."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import SwitchTo

from app.bot.dialogs.availability.chosen_slot import BOOKING
from app.bot.dialogs.availability.slot_windows import slot_windows
from app.bot.dialogs.bookings import confirm, first_steps
from app.bot.dialogs.bookings.draft import DRAFT
from app.bot.dialogs.bookings.stop_button import stop_button
from app.bot.dialogs.widgets import ButtonText
from app.bot.states import BookingSteps


def make_dialog() -> Dialog:
    to_resources = SwitchTo(ButtonText("button_back"), "back", BookingSteps.resource)
    return Dialog(
        *first_steps.windows(),
        *slot_windows(BOOKING, back=to_resources, stop=stop_button()),
        *confirm.windows(),
        on_start=DRAFT.begin,
    )
