"""A guest books: for how many or for what, day, time, check with the best place proposed, done. One message, edited in
place. A certain table or person may be chosen first, or another one at the time."""

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Button

from app.bot.dialogs.availability.chosen_slot import BOOKING
from app.bot.dialogs.availability.place_windows import place_window, resource_window
from app.bot.dialogs.availability.slot_windows import resource_button, slot_windows
from app.bot.dialogs.availability.waiting import wait_button
from app.bot.dialogs.bookings import confirm, first_steps, for_whom
from app.bot.dialogs.bookings.draft import DRAFT
from app.bot.dialogs.bookings.stop_button import stop_button
from app.bot.dialogs.waitlist import joining
from app.bot.dialogs.widgets import ButtonText, MessageText
from app.bot.states import BookingSteps


def make_dialog() -> Dialog:
    back = Button(ButtonText("button_back"), id="back", on_click=first_steps.return_from_day)
    return Dialog(
        *first_steps.windows(),
        resource_window(BookingSteps.resource, stop_button()),
        *slot_windows(
            BOOKING,
            back=back,
            stop=stop_button(),
            notes=[MessageText("full_days_can_be_waited_for", when="can_wait")],
            below=[resource_button(when="has_places")],
            below_times=[wait_button()],
        ),
        *joining.windows(stop_button()),
        place_window(BookingSteps.place, stop_button()),
        *confirm.windows(),
        for_whom.window(),
        on_start=DRAFT.begin,
    )
