"""The windows in which an admin changes the number of guests of a booking, and its place if that does not fit them."""

from dataclasses import replace
from typing import Any, TypedDict

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, SwitchTo
from dishka.integrations.aiogram_dialog import FromDishka, inject

from app.bot.conversation import Conversation
from app.bot.dialogs.bookings.cards import moved_booking, opened_booking
from app.bot.dialogs.desk.panel_data import PANEL
from app.bot.dialogs.dialog_data import required
from app.bot.dialogs.jumps import Target, leads_to
from app.bot.dialogs.widgets import ButtonText, Choice, MessageText, grid
from app.bot.dialogs.window import Buttons, TypedWindow
from app.bot.presses import alert, toast
from app.bot.refusals import explain, explain_slot
from app.bot.states import AdminPanel
from app.domain.bookings import possible_party_sizes, wish_of
from app.domain.errors import NotFound, PartyDoesNotFit, Refused, SlotTaken
from app.domain.venues import Venue
from app.runtime.clock import Clock
from app.texts.translator import Words
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.bookings.show_booking import ShowBooking

MOST_PLACES = 8
"""The best ones: the others have more empty seats."""


class OfferedParty(TypedDict):
    """For both windows: numbers of guests, or places for the number that was chosen."""

    resource: str
    """Where the booking is."""
    party: str
    """In the first window for how many it is, in the second for how many it will be."""
    buttons: Buttons


def windows() -> tuple[TypedWindow, ...]:
    return (
        TypedWindow(
            MessageText("ask_new_party"),
            grid(Choice("party", int, choose_party)),
            SwitchTo(ButtonText("button_back"), "back", AdminPanel.card),
            state=AdminPanel.party,
            getters=[offer_parties],
        ),
        TypedWindow(
            MessageText("ask_place_for_party"),
            Column(Choice("place", str, choose_place)),
            SwitchTo(ButtonText("button_back"), "back", AdminPanel.party),
            state=AdminPanel.party_place,
            getters=[offer_places],
        ),
    )


@inject
async def offer_parties(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    clock: FromDishka[Clock],
    **_: Any,
) -> OfferedParty:
    booking = await opened_booking(dialog_manager, show_booking)
    sizes = possible_party_sizes(venue, booking, clock.now())
    return {
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
        "party": words("party", size=booking.party_size or 0),
        "buttons": [(size, str(size)) for size in sizes],
    }


@inject
async def offer_places(
    dialog_manager: DialogManager,
    venue: Venue,
    words: Words,
    show_booking: FromDishka[ShowBooking],
    find_slots: FromDishka[FindSlots],
    **_: Any,
) -> OfferedParty:
    booking = await opened_booking(dialog_manager, show_booking)
    size = required(PANEL.read(dialog_manager).party_size, "a number of guests")
    wish = replace(wish_of(venue, booking), party_size=size)
    free = await find_slots.same_time(venue, wish, booking.starts_at, moved_booking(dialog_manager))
    return {
        "resource": venue.resource_name(booking.resource_id).to(words.locale),
        "party": words("party", size=size),
        "buttons": [(each, venue.resource_name(each).to(words.locale)) for each in free[:MOST_PLACES]],
    }


@leads_to(AdminPanel.card, AdminPanel.party_place)
@inject
async def choose_party(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    size: int,
    show_booking: FromDishka[ShowBooking],
    move_booking: FromDishka[MoveBooking],
    clock: FromDishka[Clock],
) -> Target:
    """Change the number at the booking's place, or ask for another place that fits."""
    PANEL.write(manager, replace(PANEL.read(manager), party_size=size))
    booking = await opened_booking(manager, show_booking)
    return await _change(callback, manager, booking.resource_id, show_booking, move_booking, clock)


@leads_to(AdminPanel.card, AdminPanel.party_place)
@inject
async def choose_place(
    callback: CallbackQuery,
    _: Any,
    manager: DialogManager,
    place_id: str,
    show_booking: FromDishka[ShowBooking],
    move_booking: FromDishka[MoveBooking],
    clock: FromDishka[Clock],
) -> Target:
    return await _change(callback, manager, place_id, show_booking, move_booking, clock)


async def _change(
    callback: CallbackQuery,
    manager: DialogManager,
    place_id: str,
    show_booking: ShowBooking,
    move_booking: MoveBooking,
    clock: Clock,
) -> Target:
    """Give the booking the number of guests that was chosen, at a place, at its time. Raises `NotFound`."""
    conversation, panel = Conversation.of(manager), PANEL.read(manager)
    size = required(panel.party_size, "a number of guests")
    party = conversation.words.plain("party", size=size)
    booking = await opened_booking(manager, show_booking)
    try:
        await move_booking(
            conversation.as_admin(), booking.id, place_id, booking.starts_at, panel.seen_version, party_size=size
        )
    except NotFound:
        raise
    except (PartyDoesNotFit, SlotTaken) as refusal:
        if not refusal.same_time:
            await alert(callback, conversation.words.plain("no_place_for_party", party=party))
            return AdminPanel.card
        if place_id == booking.resource_id:
            await toast(callback)
        else:
            await alert(callback, explain(conversation, refusal))
        return AdminPanel.party_place
    except Refused as refusal:
        await alert(callback, explain_slot(conversation, refusal, clock.now()))
        return AdminPanel.card
    await toast(callback, conversation.words.plain("party_is_set", party=party))
    return AdminPanel.card
