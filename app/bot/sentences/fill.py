"""Fill the choices of a dialog with what a sentence says, as far as the venue offers it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from aiogram.fsm.state import State

from app.bot.conversation import Conversation
from app.bot.dialogs.availability.choices import next_choice
from app.bot.dialogs.availability.chosen_slot import BOOKING, ChosenSlot, SlotSteps
from app.bot.dialogs.availability.waiting import taken_slots
from app.bot.dialogs.availability.wanted_times import find_free, has_hours, minute_of, within_hours
from app.bot.refusals import explain_slot
from app.bot.states import BookingSteps
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import DAY_MINUTES, bookable_days
from app.domain.errors import GuestIsBusy
from app.domain.sentences.read import Understood
from app.domain.usual_places import propose_place
from app.domain.venues import Asks, Venue
from app.texts.facts import NAMES_IN_LINE
from app.texts.translator import Html, Words
from app.usecases.availability.find_slots import FindSlots, MovedBooking
from app.usecases.bookings.check_guest import CheckGuestIsFree
from app.usecases.bookings.find_usual_places import FindUsualPlaces

Chosen = TypeVar("Chosen", bound=ChosenSlot)


@dataclass
class Filled(Generic[Chosen]):
    """The choices, the window that asks for the rest, and what must be said above it."""

    chosen: Chosen
    state: State
    notes: list[Html] = field(default_factory=list)


def fill(venue: Venue, chosen: Chosen, said: Understood, words: Words) -> tuple[Chosen, list[Html]]:
    """Return the choices with what is certain of the sentence, and notes about what cannot be had.

    What the sentence says and is not certain is no longer chosen.
    """
    notes: list[Html] = []
    chosen = _without_uncertain(venue, chosen, said)
    size = said.party.size
    if size and venue.booking.asks is Asks.PARTY_SIZE:
        if size in Offering(venue).party_sizes():
            chosen = replace(chosen, party_size=size)
        else:
            chosen = replace(chosen, party_size=None)
            notes.append(words("heard_party_is_too_large", limit=venue.booking.max_party_size or 0))
    if len(said.specialties) == 1:
        (specialty,) = said.specialties
        chosen = replace(chosen, specialty=specialty, service=None, without_service=False, resource_id=None)
    if len(said.services) == 1:
        (service,) = said.services
        if service in {each.id for each in Offering(venue).services(chosen.specialty)}:
            chosen = replace(chosen, service=service, without_service=False)
    chosen, is_there = _with_places(venue, chosen, said)
    if said.resources and not is_there:
        notes.append(words("heard_place_does_not_fit", places=_names_of(venue, said, words)))
    if len(said.days) == 1:
        (day,) = said.days
        chosen = replace(chosen, day=day, starts_at=None, place_id=None)
    if said.times:
        hours = tuple(sorted((span.begins, span.ends) for span in said.times))
        chosen = replace(chosen, hours=hours, starts_at=None, place_id=None)
    return chosen, notes


def _without_uncertain(venue: Venue, chosen: Chosen, said: Understood) -> Chosen:
    if len(said.party.sizes) > 1:
        chosen = replace(chosen, party_size=None)
    if len(said.specialties) > 1:
        named = tuple(each for each in venue.specialties if each in said.specialties)
        chosen = replace(chosen, specialties=named, specialty=None, service=None, resource_id=None)
    if len(said.services) > 1:
        named = tuple(each for each in venue.services if each in said.services)
        chosen = replace(chosen, services=named, service=None)
    return chosen.without_time() if len(said.days) > 1 else chosen


def _with_places(venue: Venue, chosen: Chosen, said: Understood) -> tuple[Chosen, bool]:
    """Want the resource that was named, or any of several, if it fits the rest. The second value: whether one does."""
    wish = Wish(chosen.party_size, chosen.specialty, chosen.service)
    fitting = {place.id for place in Offering(venue).fitting(wish)}
    named = [each for each in venue.resources if each in said.resources and each in fitting]
    if len(named) == 1:
        return replace(chosen, resource_id=named[0], any_of=None), True
    if named:
        return replace(chosen, resource_id=None, any_of=tuple(named[:NAMES_IN_LINE])), True
    if chosen.resource_id is not None and chosen.resource_id not in fitting:
        chosen = replace(chosen, resource_id=None)
    return chosen, False


class SettleTime:
    """Find the window that asks for what is missing: the check, if the one time that was said is free."""

    def __init__(
        self, find_slots: FindSlots, check_guest_is_free: CheckGuestIsFree, find_usual: FindUsualPlaces
    ) -> None:
        self._find_slots = find_slots
        self._check_guest_is_free = check_guest_is_free
        self._find_usual = find_usual

    async def __call__(
        self,
        conversation: Conversation,
        steps: SlotSteps,
        chosen: Chosen,
        now: datetime,
        moved: MovedBooking | None = None,
    ) -> Filled[Chosen]:
        """`moved` is the booking that is moved; without it a new one is made."""
        venue, words = conversation.venue, conversation.words
        state = next_choice(venue, steps, chosen)
        if chosen.day is not None and (why_not := _why_no_day(venue, chosen, chosen.day, now)):
            note = words(why_not, day=words.dates.day(chosen.day, now))
            chosen = chosen.without_time()
            return Filled(chosen, next_choice(venue, steps, chosen), [note])
        if state is not steps.time:
            return Filled(chosen, state)
        day = chosen.local_day()
        free = await find_free(self._find_slots, venue, chosen, day, moved)
        if not free:
            return await self._offer_full_day(conversation, steps, chosen, day, now)
        suiting = within_hours(venue, chosen, free)
        if not suiting:
            said_time = heard_hours(chosen.hours or (), words)
            has_passed = minute_of(venue, day, now) >= max(ends for _, ends in chosen.hours or ())
            note = words("heard_time_has_passed" if has_passed else "heard_time_is_taken", time=said_time)
            return Filled(replace(chosen, hours=None), steps.time, [note])
        if not _is_exact(chosen) or len(suiting) > 1:
            return Filled(chosen, steps.time)
        slot, visitor = suiting[0].slot, conversation.as_visitor()
        try:
            await self._check_guest_is_free(visitor, slot, moved.booking_id if moved else None, chosen.for_whom)
        except GuestIsBusy as refusal:
            return Filled(chosen, steps.time, [words("plain_line", line=explain_slot(conversation, refusal, now))])
        usual = await self._find_usual(visitor) if steps is BOOKING else []
        place = propose_place(suiting[0], chosen.party_size, usual)
        chosen = replace(chosen, starts_at=slot.starts_at, place_id=place.id if place else None)
        return Filled(chosen, steps.check)

    async def _offer_full_day(
        self, conversation: Conversation, steps: SlotSteps, chosen: Chosen, day: date, now: datetime
    ) -> Filled[Chosen]:
        """The waiting list of the day, from which a button leads to the calendar; in a move the calendar."""
        venue, words = conversation.venue, conversation.words
        said_day = words.dates.day(day, now)
        if steps is BOOKING:
            grid = (await self._find_slots(venue, chosen.wish, [day], chosen.wanted(venue)))[day]
            if taken_slots(venue, day, grid, now):
                return Filled(chosen, BookingSteps.wait, [words("heard_day_can_be_waited_for", day=said_day)])
        return Filled(chosen.without_time(), steps.day, [words("heard_day_is_full", day=said_day)])


def _why_no_day(venue: Venue, chosen: ChosenSlot, day: date, now: datetime) -> str | None:
    """Return the key of the text that says why nothing can be booked on a local day, whatever others have booked; None
    where something can."""
    if day not in bookable_days(venue, now):
        return "heard_day_is_full"
    if not venue.hours_on(day):
        return "heard_day_is_closed"
    return None if has_hours(venue, chosen, day) else "heard_day_has_no_such_visit"


def _is_exact(chosen: ChosenSlot) -> bool:
    return bool(chosen.hours) and all(begins == ends for begins, ends in chosen.hours or ())


def heard(venue: Venue, said: Understood, words: Words, now: datetime) -> Html | None:
    """Return the line that tells what was understood of the day, the time and where; None if it was none of these."""
    parts = [words.dates.day(day, now) for day in sorted(said.days)] if len(said.days) <= NAMES_IN_LINE else []
    hours = sorted((span.begins, span.ends) for span in said.times)
    shown = [" / ".join(parts), heard_hours(hours, words) if hours else "", _names_of(venue, said, words)]
    return words("heard", heard=" · ".join(filter(None, shown))) if any(shown) else None


def _names_of(venue: Venue, said: Understood, words: Words) -> str:
    names = [venue.resource_name(each).to(words.locale) for each in venue.resources if each in said.resources]
    return " / ".join(names[:NAMES_IN_LINE])


def heard_hours(hours: Sequence[tuple[int, int]], words: Words) -> str:
    """Return `19:00`, `7:00 / 19:00`, `from 17:00`."""
    return " / ".join(_span(begins, ends, words) for begins, ends in hours)


def _span(begins: int, ends: int, words: Words) -> str:
    first, last = _clock(begins), _clock(ends)
    if begins == ends:
        return first
    if ends >= DAY_MINUTES:
        return words.plain("heard_from", time=first)
    return words.plain("heard_until", time=last) if begins == 0 else f"{first}–{last}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02}"
