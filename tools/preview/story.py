"""What has happened at a venue before its windows are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiogram.fsm.state import StatesGroup
from dishka import AsyncContainer

from app.bot.dialogs.bookings.draft import DRAFT, BookingDraft
from app.bot.dialogs.bookings.opened_booking import OPENED_BOOKING, OpenedBooking
from app.bot.dialogs.broadcasts import broadcast
from app.bot.dialogs.desk.panel_data import PANEL, PanelData
from app.bot.dialogs.messages.failed_messages import OPENED_MESSAGE, OpenedMessage
from app.bot.states import AdminPanel, BookingSteps, Broadcasting, FailedMessages, Menu, MyBookings
from app.database.guests import TelegramUser
from app.domain import bookings
from app.domain.access import Admin, Visitor
from app.domain.availability.offering import Offering, Wish
from app.domain.availability.slots import Slot, local_date
from app.domain.bookings import Misfit
from app.domain.broadcasts import Audience, Typed
from app.domain.guests import Guest
from app.domain.venues import Asks, Place, Venue
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
from tools.preview.product import ADMIN_ID, MONDAY

DialogData = Mapping[type[StatesGroup], Mapping[str, Any]]
"""What each dialog remembers when its windows are shown."""


@dataclass(frozen=True, slots=True)
class Story:
    """A guest with bookings in each state, an admin, and what their dialogs remember."""

    venue: Venue
    guest: Guest
    admin: Guest
    data: DialogData
    past_booking: Mapping[str, Any]
    """What the guest's dialog remembers of a visit that is over."""


async def tell_story(container: AsyncContainer, venue: Venue) -> Story:
    """Let a guest visit the venue, book again, move that booking and cancel another one; no message is delivered."""
    clock, register = await container.get(MovableClock), await container.get(RegisterGuest)
    book, find_slots = await container.get(BookSlot), await container.get(FindSlots)
    guest = await register(venue, TelegramUser(101, "Anna Smirnova", "anna_s", "ru"))
    admin = await register(venue, TelegramUser(ADMIN_ID, "Vera Orlova", "vera_o", "ru"))
    visitor, wish, place = Visitor(venue, guest), _wish(venue), _place(venue)

    async def book_on(number: int) -> bookings.Booking:
        """Book on the free day with that number."""
        slot = await _free_slot(find_slots, venue, number)
        key = f"{venue.id} {slot.starts_at}"
        request = BookingRequest(place.id, slot.starts_at, wish.party_size, key, wish.service)
        return (await book(venue, guest, request)).booking

    clock.move_to(MONDAY - timedelta(days=7))
    past = await book_on(1)
    clock.move_to(MONDAY)
    await (await container.get(CompletePastBookings))()
    canceled, moved = await book_on(1), await book_on(2)
    await (await container.get(CancelBooking))(visitor, canceled.id)
    target = await _free_slot(find_slots, venue, 3)
    upcoming = await (await container.get(MoveBooking))(visitor, moved.id, place.id, target.starts_at)
    await (await container.get(LocalBroker)).wait_all()
    failed = await (await container.get(ListFailedMessages))(Admin(venue, ADMIN_ID))
    wanted = await _free_slot(find_slots, venue, 4)
    data = _data(venue, upcoming, wanted, failed[0].failed.notification.id)
    # Since then the venue has closed on the day of the visit, so that its admins have something to decide.
    changed = replace(venue, closures=venue.closures | {local_date(venue, upcoming.starts_at)})
    return Story(changed, guest, admin, data, OPENED_BOOKING.dump(OpenedBooking(booking_id=past.id)))


def _data(venue: Venue, booking: bookings.Booking, wanted: Slot, notification_id: int) -> DialogData:
    day, wish, place = local_date(venue, wanted.starts_at), _wish(venue), _place(venue)
    opened = OpenedBooking(
        booking_id=booking.id,
        party_size=wish.party_size,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
    )
    draft = BookingDraft(
        request_key="preview",
        party_size=wish.party_size,
        specialty=place.resource.specialty,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
        booking_id=booking.id,
        asks_about_offers=venue.has_offers,
    )
    panel = PanelData(
        booking_id=booking.id,
        guest_id=booking.guest_id,
        party_size=wish.party_size,
        service=wish.service,
        resource_id=place.id,
        day=day,
        starts_at=wanted.starts_at,
        open_day=local_date(venue, booking.starts_at),
        misfit=Misfit.DAY_CLOSED,
        decision=Decision.CANCEL,
    )
    bold = {"type": "bold", "offset": 0, "length": len("Jazz on Saturdays")}
    written = broadcast.BroadcastDraft(
        typed=Typed("Jazz on Saturdays\nTables are where they always are.", (bold,)),
        request_key="preview",
        audience=Audience.EVERYBODY,
    )
    return {
        Menu: {},
        BookingSteps: DRAFT.dump(draft),
        MyBookings: OPENED_BOOKING.dump(opened),
        AdminPanel: PANEL.dump(panel),
        FailedMessages: OPENED_MESSAGE.dump(OpenedMessage(notification_id=notification_id)),
        Broadcasting: broadcast.DRAFT.dump(written),
    }


def _wish(venue: Venue) -> Wish:
    """A table for two, a doctor, or the first service."""
    return Wish(2 if venue.booking.asks is Asks.PARTY_SIZE else None, service=next(iter(venue.services), None))


def _place(venue: Venue) -> Place:
    return Offering(venue).fitting(_wish(venue))[0]


async def _free_slot(find_slots: FindSlots, venue: Venue, number: int) -> Slot:
    """A slot in the middle of the free day with that number."""
    wish, place = _wish(venue), _place(venue)
    day = sorted(await find_slots.days(venue, wish, place))[number]
    slots = (await find_slots.free(venue, wish, [day], place))[day]
    return slots[len(slots) // 2].slot
