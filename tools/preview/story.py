"""What has happened at a venue before its windows are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aiogram.fsm.state import StatesGroup
from dishka import AsyncContainer

from app.bot.dialogs.bookings.draft import DRAFT, BookingDraft
from app.bot.dialogs.bookings.my_bookings_data import MY_BOOKINGS, MyBookingsData
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.broadcasts import broadcast
from app.bot.dialogs.closures import draft as closing_draft
from app.bot.dialogs.closures.draft import ClosingDraft
from app.bot.dialogs.desk.panel_data import PANEL, PanelData
from app.bot.dialogs.desk.timeline import hour_of
from app.bot.dialogs.desk_booking import draft as desk_draft
from app.bot.dialogs.desk_booking.draft import DeskDraft
from app.bot.dialogs.exports import export
from app.bot.dialogs.messages.failed_messages import OPENED_MESSAGE, OpenedMessage
from app.bot.states import (
    AdminPanel,
    BookingSteps,
    Broadcasting,
    Closing,
    DeskBooking,
    Exporting,
    FailedMessages,
    Menu,
    MyBookings,
)
from app.database.guests import TelegramUser
from app.domain import bookings
from app.domain.access import Admin, Visitor
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, bookable_days, local_date
from app.domain.bookings import Misfit
from app.domain.broadcasts import Audience, Typed
from app.domain.guests import Guest
from app.domain.relatives import Relative
from app.domain.venues import Asks, Place, Venue
from app.domain.waitlist import NewWait
from app.one_process import LocalBroker
from app.sandbox.clock import MovableClock
from app.usecases.availability.find_slots import FindSlots
from app.usecases.bookings.book_slot import BookingRequest, BookSlot
from app.usecases.bookings.cancel_booking import CancelBooking
from app.usecases.bookings.complete_past_bookings import CompletePastBookings
from app.usecases.bookings.move_booking import MoveBooking
from app.usecases.desk.settle_all import Decision
from app.usecases.guests.register_guest import RegisterGuest
from app.usecases.messages.list_failed_messages import ListFailedMessages
from app.usecases.waitlist.join_waitlist import JoinWaitlist
from app.usecases.waitlist.offer_places import OfferPlaces
from tools.preview.product import ADMIN_ID, MONDAY, STAFF_ID

DialogData = Mapping[type[StatesGroup], Mapping[str, Any]]
"""What each dialog remembers when its windows are shown."""


@dataclass(frozen=True, slots=True)
class Story:
    """A guest with bookings in each state, the venue's people, and what their dialogs remember."""

    venue: Venue
    guest: Guest
    admin: Guest
    staff: Guest
    """The person of all resources."""
    data: DialogData
    past_booking: Mapping[str, Any]
    """What the guest's dialog remembers of a visit that is over."""


async def tell_story(container: AsyncContainer, venue: Venue) -> Story:
    """Let a guest visit the venue, book again, move that booking and cancel another one, where possible for a child; no
    message is delivered."""
    clock, register = await container.get(MovableClock), await container.get(RegisterGuest)
    book, find_slots = await container.get(BookSlot), await container.get(FindSlots)
    guest = await register(venue, TelegramUser(101, "Anna Smirnova", "anna_s", "ru"))
    admin = await register(venue, TelegramUser(ADMIN_ID, "Vera Orlova", "vera_o", "ru"))
    staff = await register(venue, TelegramUser(STAFF_ID, "Olivia Brown", None, "en"))
    visitor, wish, place = Visitor(venue, guest), _wish(venue), _place(venue)

    async def book_on(number: int) -> bookings.Booking:
        """Book on the free day with that number."""
        slot = await _free_slot(find_slots, venue, number, clock.now())
        key = f"{venue.id} {slot.starts_at}"
        for_whom = Relative("Masha", 2019) if venue.booking.for_others else None
        request = BookingRequest(place.id, slot.starts_at, wish.party_size, key, wish.service, for_whom=for_whom)
        return (await book(venue, guest, request)).booking

    clock.move_to(MONDAY - timedelta(days=7))
    past = await book_on(1)
    clock.move_to(MONDAY)
    await (await container.get(CompletePastBookings))()
    canceled, moved = await book_on(1), await book_on(2)
    await (await container.get(CancelBooking))(visitor, canceled.id)
    target = await _free_slot(find_slots, venue, 3, clock.now())
    upcoming = await (await container.get(MoveBooking))(visitor, moved.id, place.id, target.starts_at)
    await (await container.get(LocalBroker)).wait_all()
    failed = await (await container.get(ListFailedMessages))(Admin(venue, ADMIN_ID))
    wanted = await _free_slot(find_slots, venue, 4, clock.now())
    # On the same day the guest waits for another visit, for which a place is held.
    other = NewWait.for_day(venue, local_date(venue, upcoming.starts_at), wish, place.id)
    wait = await (await container.get(JoinWaitlist))(visitor, other)
    await (await container.get(OfferPlaces))(venue.id)
    data = _data(venue, upcoming, wanted, failed[0].failed.notification.id, wait.id)
    # Since then the venue has closed on the day of the visit, so that its admins have something to decide.
    changed = replace(venue, closures=venue.closures | {local_date(venue, upcoming.starts_at)})
    return Story(changed, guest, admin, staff, data, OPENED_BOOKING.dump(OpenedBooking(booking_id=past.id)))


def _data(venue: Venue, booking: bookings.Booking, wanted: Slot, notification_id: int, wait_id: int) -> DialogData:
    day, wish, place = local_date(venue, wanted.starts_at), _wish(venue), _place(venue)
    opened = MyBookingsData(
        booking_id=booking.id,
        wait_id=wait_id,
        party_size=wish.party_size,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
        place_id=place.id,
    )
    draft = BookingDraft(
        party_size=wish.party_size,
        specialty=place.resource.specialty,
        service=wish.service,
        day=day,
        starts_at=wanted.starts_at,
        place_id=place.id,
    )
    panel = PanelData(
        booking_id=booking.id,
        wait_id=wait_id,
        guest_id=booking.guest_id,
        party_size=wish.party_size,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
        open_day=local_date(venue, booking.starts_at),
        misfit=Misfit.DAY_CLOSED,
        decision=Decision.CANCEL,
        hour=hour_of(venue, booking.starts_at),
        figures_first=day,
        searched="Anna",
    )
    bold = {"type": "bold", "offset": 0, "length": len("Jazz on Saturdays")}
    written = broadcast.BroadcastDraft(
        typed=Typed("Jazz on Saturdays\nTables are where they always are.", (bold,)),
        request_key="preview",
        audience=Audience.EVERYBODY,
    )
    closing = ClosingDraft(
        what=place.resource.id, day=day, begins_at=wanted.starts_at, ends_at=wanted.ends_at, reason="A leak"
    )
    of_desk = DeskDraft(
        request_key="preview",
        party_size=wish.party_size,
        specialty=place.resource.specialty,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
        name="Peter",
        phone="+79161234567",
    )
    return {
        Menu: {},
        BookingSteps: DRAFT.dump(draft),
        MyBookings: MY_BOOKINGS.dump(opened),
        AdminPanel: PANEL.dump(panel),
        FailedMessages: OPENED_MESSAGE.dump(OpenedMessage(notification_id=notification_id)),
        Broadcasting: broadcast.DRAFT.dump(written),
        Closing: closing_draft.DRAFT.dump(closing),
        DeskBooking: desk_draft.DRAFT.dump(of_desk),
        Exporting: export.DRAFT.dump(export.ExportDraft(first_day=day, last_day=day, request_key="preview")),
    }


def _wish(venue: Venue) -> Wish:
    """A table for two, a doctor, or the first service."""
    return Wish(2 if venue.booking.asks is Asks.PARTY_SIZE else None, service=next(iter(venue.services), None))


def _place(venue: Venue) -> Place:
    return Offering(venue).fitting(_wish(venue))[0]


async def _free_slot(find_slots: FindSlots, venue: Venue, number: int, now: datetime) -> Slot:
    """A slot in the middle of the free day with that number."""
    wish, place = _wish(venue), _place(venue)
    found = await find_slots.free(venue, wish, list(bookable_days(venue, now)), place)
    slots = [slots for _, slots in sorted(found.items()) if slots][number]
    return slots[len(slots) // 2].slot
