"""Book the same once more: the next free time like that of an earlier booking, to be confirmed."""

from dataclasses import replace
from datetime import datetime
from itertools import chain

from aiogram.types import CallbackQuery

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import FIRST_STEPS
from app.bot.dialogs.bookings.draft import DRAFT, BookingDraft, draft_same_again, open_first_step
from app.bot.dialogs.jumps import Opening
from app.bot.presses import alert
from app.bot.refusals import explain
from app.bot.states import BookingSteps
from app.domain.availability.free_places import GridSlot
from app.domain.availability.same_again import most_alike
from app.domain.availability.slots import bookable_days, day_of
from app.domain.bookings import Booking
from app.domain.errors import GuestIsBusy, Refused
from app.runtime.clock import Clock
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.check_guest import CheckGuestIsFree, CheckMayBook

SAME_AGAIN = (BookingSteps.confirm, BookingSteps.day, *FIRST_STEPS)
"""All windows that `OpenSameAgain` may return."""


class OpenSameAgain:
    """Return the window in which a guest books the same place for the same wish once more.

    After the visit that is the check of the next free time like it; before it, as when the venue has canceled it, and
    where nothing is free, the choice of a day; the first step, where the catalogue no longer offers the same. None for
    a guest who may not book: an alert says why.
    """

    def __init__(
        self,
        find_slots: FindSlots,
        check_may_book: CheckMayBook,
        check_guest_is_free: CheckGuestIsFree,
        clock: Clock,
    ) -> None:
        self._find_slots = find_slots
        self._check_may_book = check_may_book
        self._check_guest_is_free = check_guest_is_free
        self._clock = clock

    async def __call__(self, callback: CallbackQuery, conversation: Conversation, booking: Booking) -> Opening | None:
        """`callback` is the press that asked for it."""
        venue = conversation.venue
        try:
            await self._check_may_book(conversation.as_visitor())
        except Refused as refusal:
            await alert(callback, explain(conversation, refusal))
            return None
        try:
            draft = draft_same_again(venue, booking)
        except Refused:
            await alert(callback, conversation.words.plain("choice_is_gone"))
            return open_first_step(venue)
        is_past = booking.starts_at < self._clock.now()
        found = await self._find_time(conversation, draft, booking.starts_at) if is_past else None
        if found is None:
            return Opening(BookingSteps.day, DRAFT.dump(draft))
        starts_at = found.slot.starts_at
        draft = replace(draft, day=day_of(venue, starts_at), starts_at=starts_at, place_id=draft.resource_id)
        return Opening(BookingSteps.confirm, DRAFT.dump(draft))

    async def _find_time(self, conversation: Conversation, draft: BookingDraft, earlier: datetime) -> GridSlot | None:
        """The free time that is most like the earlier one and at which the person who comes has no other booking."""
        venue, days = conversation.venue, list(bookable_days(conversation.venue, self._clock.now()))
        free = await self._find_slots.free(venue, draft.wish, days, draft.wanted(venue))
        # A guest is busy at no more times than they have bookings.
        for each in most_alike(venue, earlier, chain.from_iterable(free.values())):
            try:
                await self._check_guest_is_free(conversation.as_visitor(), each.slot, for_whom=draft.for_whom)
            except GuestIsBusy:
                continue
            return each
        return None
