"""Open the booking that a sentence is about: to move or to cancel it, or its card."""

from dataclasses import dataclass, replace

from aiogram.fsm.state import State

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.chosen_slot import GUEST_MOVES
from app.bot.dialogs.bookings.cards import open_below
from app.bot.dialogs.bookings.moving import begin_move, explain_no_move
from app.bot.dialogs.bookings.opened_booking import OpenedBooking
from app.bot.dialogs.jumps import Opening
from app.bot.sentences.fill import SettleTime, fill
from app.bot.states import MyBookings
from app.domain.availability.slots import day_of
from app.domain.bookings import Booking
from app.domain.sentences.intents import Intent
from app.domain.sentences.parties import Party
from app.domain.sentences.read import Understood
from app.runtime.clock import Clock
from app.texts.translator import Html
from app.usecases.availability.find_slots import MovedBooking

MEANT = (
    MyBookings.card,
    MyBookings.cancel,
    MyBookings.move_service,
    GUEST_MOVES.day,
    GUEST_MOVES.time,
    GUEST_MOVES.check,
)
"""All windows that `OpenMeant` may return."""


@dataclass(frozen=True)
class Opened:
    """The window that a sentence opens, and what is said above it."""

    opening: Opening
    notes: tuple[Html, ...] = ()


class OpenMeant:
    """Return the window in which a guest can confirm what a sentence asks for about one of their bookings."""

    def __init__(self, settle: SettleTime, clock: Clock) -> None:
        self._settle = settle
        self._clock = clock

    async def __call__(self, conversation: Conversation, booking: Booking, said: Understood) -> Opened:
        if said.intent is Intent.MOVE:
            return await self._move(conversation, booking, said)
        is_changeable = booking.is_changeable(conversation.venue.booking, self._clock.now())
        may_cancel = said.intent is Intent.CANCEL and is_changeable
        return Opened(_open_card(booking, MyBookings.cancel if may_cancel else MyBookings.card))

    async def go_on_moving(self, conversation: Conversation, opened: OpenedBooking, said: Understood) -> Opened | None:
        """Return the window of the move that is open, with what is said of it; None if that is nothing new."""
        chosen = _filled(conversation, opened, said)
        return None if chosen == opened else await self._settle_move(conversation, chosen)

    async def _move(self, conversation: Conversation, booking: Booking, said: Understood) -> Opened:
        venue, visitor = conversation.venue, conversation.as_visitor()
        refused = explain_no_move(conversation, visitor, booking, self._clock.now())
        if refused:
            return Opened(_open_card(booking, MyBookings.card), (conversation.words("plain_line", line=refused),))
        state, opened = begin_move(venue, visitor, booking)
        if state is not MyBookings.move_day:
            return Opened(open_below(state, opened))
        chosen = _filled(conversation, opened, said)
        if chosen.day is None and not said.days and said.times:
            chosen = replace(chosen, day=day_of(venue, booking.starts_at))
        return await self._settle_move(conversation, chosen)

    async def _settle_move(self, conversation: Conversation, chosen: OpenedBooking) -> Opened:
        moved = MovedBooking(conversation.as_visitor(), chosen.opened_id())
        filled = await self._settle(conversation, GUEST_MOVES, chosen, self._clock.now(), moved)
        return Opened(open_below(filled.state, filled.chosen), tuple(filled.notes))


def _filled(conversation: Conversation, opened: OpenedBooking, said: Understood) -> OpenedBooking:
    """A move keeps the party."""
    chosen, _ = fill(conversation.venue, opened, replace(said, party=Party()), conversation.words)
    return chosen


def _open_card(booking: Booking, state: State) -> Opening:
    return open_below(state, OpenedBooking(booking_id=booking.id, seen_version=booking.time_version))
