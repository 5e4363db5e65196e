"""Open the window that a sentence asks for. The sentence itself books, moves and cancels nothing."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import ShowMode

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import CHOICES
from app.bot.dialogs.availability.chosen_slot import BOOKING
from app.bot.dialogs.bookings.draft import DRAFT, BookingDraft, open_first_step
from app.bot.dialogs.bookings.moving import MOVING
from app.bot.dialogs.bookings.my_bookings_data import MY_BOOKINGS, MyBookingsData
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING
from app.bot.dialogs.jumps import Opening
from app.bot.sentences.fill import Filled, SettleTime, fill, heard
from app.bot.sentences.open_meant import MEANT, Opened, OpenMeant
from app.bot.states import BookingSteps, Menu, MyBookings
from app.domain.availability.offering import Offering
from app.domain.availability.slots import day_of, local_time
from app.domain.bookings import Booking
from app.domain.errors import Refused
from app.domain.sentences.intents import Intent
from app.domain.sentences.read import Understood
from app.domain.venues import Venue, resource_ids_of
from app.runtime.clock import Clock
from app.usecases.bookings.check_guest import CheckMayBook
from app.usecases.bookings.list_my_bookings import ListMyBookings

BELOW = ShowMode.DELETE_AND_SEND
MOST_BOOKINGS = 100
"""A guest has no more upcoming ones (`max_active_per_guest`)."""
LEADS_TO = (*CHOICES, BookingSteps.resource, BOOKING.check, BookingSteps.wait, MyBookings.list, *MEANT)
"""All windows that a sentence may open."""


class OpenSentence:
    """Return the window in which a guest can confirm what a sentence asks for; None if it asks for nothing there."""

    def __init__(
        self,
        settle: SettleTime,
        open_meant: OpenMeant,
        check_may_book: CheckMayBook,
        list_my_bookings: ListMyBookings,
        clock: Clock,
    ) -> None:
        self._settle = settle
        self._open_meant = open_meant
        self._check_may_book = check_may_book
        self._list_my_bookings = list_my_bookings
        self._clock = clock

    async def __call__(
        self, conversation: Conversation, said: Understood, state: State | None, data: Mapping[str, Any]
    ) -> Opened | None:
        """`state` and `data` are those of the dialog that is open."""
        if not hears_sentences(state):
            return None
        if state in MOVING and said.intent in (Intent.BOOK, Intent.MOVE):
            return await self._open_meant.go_on_moving(conversation, OPENED_BOOKING.load(data), said)
        is_open = state is not None and state.group is BookingSteps
        if said.intent is Intent.BOOK:
            # A sentence such as "a table for two" is another wish; "tomorrow at seven" answers the open window.
            draft = DRAFT.load(data) if is_open and not said.is_explicit else None
            return await self._book(conversation, said, draft)
        # "Cancel" in the midst of a booking may mean that one, for which there is a button.
        if said.intent is Intent.NOTHING or (is_open and not _narrows(said)):
            return None
        return await self._change(conversation, said, state, data)

    async def _book(self, conversation: Conversation, said: Understood, draft: BookingDraft | None) -> Opened | None:
        """Go on with the draft that is open, or begin a new one."""
        venue, now = conversation.venue, self._clock.now()
        chosen, notes = fill(venue, draft or BookingDraft(), said, conversation.words)
        if chosen == draft and not notes:
            return None
        try:
            await self._check_may_book(conversation.as_visitor())
        except Refused:
            return Opened(open_first_step(venue, BELOW))  # It says why.
        filled = await self._settle(conversation, BOOKING, chosen, now)
        notes = [*notes, *filled.notes]
        state = BookingSteps.resource if _names_specialty_only(venue, filled, said) else filled.state
        if state is not BOOKING.check and not notes and (line := heard(venue, said, conversation.words, now)):
            notes.append(line)
        return Opened(Opening(state, DRAFT.dump(filled.chosen), BELOW), tuple(notes))

    async def _change(
        self, conversation: Conversation, said: Understood, state: State | None, data: Mapping[str, Any]
    ) -> Opened:
        """Open the booking that is meant; the list if it is not certain which one that is."""
        venue, now, words = conversation.venue, self._clock.now(), conversation.words
        mine = (await self._list_my_bookings(conversation.guest, 0, MOST_BOOKINGS)).bookings
        active = [booking for booking in mine if booking.is_active(now)]
        meant = [booking for booking in active if _is_meant(venue, booking, said)]
        if said.intent is Intent.MOVE:
            # A place that is named is that of the booking, if one is there; else it is where the guest wants to go.
            meant = [booking for booking in meant if _is_at(booking, said)] or meant
        if state is MyBookings.card and len(meant) > 1:
            shown = OPENED_BOOKING.load(data).booking_id
            meant = [booking for booking in meant if booking.id == shown] or meant
        if said.intent is Intent.LIST and (len(meant) != 1 or not _narrows(said)):
            return Opened(_open_list())
        if len(meant) > 1:
            return Opened(_open_list(said), (words("which_booking_is_meant"),))
        if not meant:
            return Opened(_open_list(), (words("no_booking_is_meant"),) if active else ())
        return await self._open_meant(conversation, meant[0], said)


def hears_sentences(state: State | None) -> bool:
    """Whether sentences are read in a window: in those of guests, not in those of the desk."""
    return state is None or state.group in (Menu, MyBookings, BookingSteps)


def _open_list(asked: Understood | None = None) -> Opening:
    """`asked` is what the guest asked for about one of these bookings."""
    return Opening(MyBookings.list, MY_BOOKINGS.dump(MyBookingsData(asked=asked)), BELOW)


def _names_specialty_only(venue: Venue, filled: Filled[BookingDraft], said: Understood) -> bool:
    """Whether its doctors are shown, each with the first free time, before the guest is asked for more."""
    chosen = filled.chosen
    is_any = (chosen.resource_id, chosen.any_of) == (None, None) and len(Offering(venue).fitting(chosen.wish)) > 1
    is_next = filled.state in (BOOKING.day, BOOKING.service) and chosen.service is None
    return bool(said.specialties) and not said.days and not said.times and is_any and is_next


def _narrows(said: Understood) -> bool:
    return bool(said.origin or said.times or said.specialties or said.services or said.resources)


def _is_at(booking: Booking, said: Understood) -> bool:
    return bool(said.resources & set(resource_ids_of(booking.resource_id)))


def _is_meant(venue: Venue, booking: Booking, said: Understood) -> bool:
    """Whether the booking is one of those that the sentence is about."""
    resources = [venue.resources[each] for each in resource_ids_of(booking.resource_id) if each in venue.resources]
    start = local_time(venue, booking.starts_at)
    minute = start.hour * 60 + start.minute
    is_at_the_time = said.intent is Intent.MOVE or any(span.begins <= minute <= span.ends for span in said.times)
    # In a move the places and times may be those to which the guest wants to go.
    is_there = said.intent is Intent.MOVE or _is_at(booking, said)
    return (
        (not said.origin or day_of(venue, booking.starts_at) in said.origin)
        and (not said.times or is_at_the_time)
        and (not said.resources or is_there)
        and (not said.specialties or any(each.specialty in said.specialties for each in resources))
        and (not said.services or booking.service_id in said.services)
    )
