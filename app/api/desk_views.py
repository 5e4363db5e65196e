"""The desk's answers, made of domain objects."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from app.api import desk_schemas
from app.api.relatives import view_for_whom
from app.api.schemas import LocalizedText
from app.api.waitlist import view_wait
from app.domain.access import Admin, Staff
from app.domain.attendance import Attendance, possible_attendance
from app.domain.availability.free_places import GridSlot
from app.domain.availability.slots import day_of
from app.domain.bookings import Booking, BookingChange, BookingStatus, possible_party_sizes
from app.domain.closures import Closure
from app.domain.guests import Guest
from app.domain.messages.receipts import Fate, fate_of
from app.domain.misfits import undecided
from app.domain.phones import shown_phone
from app.domain.venues import Locale, Place, Venue, resource_ids_of
from app.texts.receipts import kind_name, reader_name, why_not_sent
from app.texts.translator import Translator, Words
from app.usecases.desk.held import Held
from app.usecases.desk.show_card import Card
from app.usecases.desk.show_receipts import BookingReceipts
from app.usecases.desk.show_timeline import Row, Timeline
from app.usecases.waitlist.list_waits import Waiting


def view_day(who: Admin | Staff, timeline: Timeline, now: datetime) -> desk_schemas.DeskDay:
    """Return a day of the desk at `now` (UTC), as it was shown to `who`."""
    venue = who.venue
    return desk_schemas.DeskDay(
        date=timeline.day,
        is_own=isinstance(who, Staff),
        groups=[desk_schemas.DeskGroup.model_validate(specialty) for specialty in venue.specialties.values()],
        resources=[_resource(venue, row) for row in timeline.rows],
        bookings=[view_booking(venue, booking, guest, now) for booking, guest in timeline.bookings],
        closures=[view_closure(venue, closure) for closure in timeline.closures],
        held=[_held(venue, each) for each in timeline.held],
        waiting=timeline.waiting,
    )


def _held(venue: Venue, held: Held) -> desk_schemas.DeskHeld:
    offer, wish = held.offer, held.wait.wish
    service = venue.services.get(wish.service) if wish.service else None
    buffer = service.buffer if service else venue.booking.buffer
    return desk_schemas.DeskHeld(
        offer_id=offer.id,
        resource_ids=resource_ids_of(offer.place_id),
        starts_at=offer.slot.starts_at.astimezone(venue.zone),
        ends_at=offer.slot.ends_at.astimezone(venue.zone),
        busy_until=(offer.slot.ends_at + buffer).astimezone(venue.zone),
        held_until=offer.held_until.astimezone(venue.zone),
        guest_name=held.guest.name,
        for_whom=view_for_whom(held.wait.for_whom),
        party_size=wish.party_size,
    )


def _resource(venue: Venue, row: Row) -> desk_schemas.DeskResource:
    resource, zone = row.resource, venue.zone
    return desk_schemas.DeskResource(
        id=resource.id,
        name=LocalizedText.model_validate(resource.name),
        group=resource.specialty,
        capacity=resource.capacity,
        hours=[
            desk_schemas.DeskHours(starts_at=span.starts_at.astimezone(zone), ends_at=span.ends_at.astimezone(zone))
            for span in row.hours
        ],
    )


def view_booking(venue: Venue, booking: Booking, guest: Guest, now: datetime) -> desk_schemas.DeskBooking:
    """Return a booking at `now` (UTC), as the day has it."""
    text = LocalizedText.model_validate
    service = venue.services.get(booking.service_id) if booking.service_id else None
    status = booking.status_at(now)
    answer = booking.answer if status is BookingStatus.BOOKED else None
    return desk_schemas.DeskBooking(
        id=booking.id,
        date=day_of(venue, booking.starts_at),
        resource_id=booking.resource_id,
        resource_ids=resource_ids_of(booking.resource_id),
        resource_name=text(venue.resource_name(booking.resource_id)),
        starts_at=booking.starts_at.astimezone(venue.zone),
        ends_at=booking.ends_at.astimezone(venue.zone),
        guest_name=guest.name,
        for_whom=view_for_whom(booking.for_whom),
        party_size=booking.party_size,
        service_name=text(service.name) if service else None,
        status=status,
        is_changeable=booking.is_active(now),
        is_reachable=guest.telegram_id is not None and guest.blocked_at is None,
        note=booking.note,
        late_minutes=answer.late_minutes if answer else None,
        version=booking.time_version,
        busy_until=booking.busy_until.astimezone(venue.zone),
    )


def view_card(who: Admin | Staff, card: Card, now: datetime) -> desk_schemas.DeskCard:
    """Return a booking's card at `now` (UTC), as it was shown to `who`."""
    venue, booking, guest = who.venue, card.booking, card.guest
    is_cancelable = booking.is_active(now) and booking.status is not BookingStatus.SEATED
    is_admin = isinstance(who, Admin)
    possible = possible_attendance(booking, now)
    return desk_schemas.DeskCard(
        booking=view_booking(venue, booking, guest, now),
        created_at=booking.created_at.astimezone(venue.zone),
        source=booking.source,
        phone=shown_phone(guest.phone) if guest.phone else None,
        username=guest.username,
        is_barred=guest.is_barred,
        visits=card.visits.visits,
        no_shows=card.visits.no_shows,
        can_move=is_admin and booking.is_active(now),
        party_sizes=possible_party_sizes(venue, booking, now) if is_admin else [],
        can_cancel=is_admin and (is_cancelable or bool(undecided(venue, booking, now))),
        stars=card.rating.stars if card.rating else None,
        comment=card.rating.comment if card.rating else None,
        touched_at=card.touched_at.astimezone(venue.zone) if card.touched_at else None,
        attendance=[each for each in Attendance if each in possible],
        history=[_entry(venue, card, change) for change in card.history],
    )


def view_messages(
    venue: Venue, found: BookingReceipts, translator: Translator, now: datetime
) -> list[desk_schemas.DeskMessage]:
    """Return what has become of a booking's messages at `now` (UTC)."""
    words = {locale.value: translator.words(venue, locale) for locale in Locale}

    def localized(write: Callable[[Words], str]) -> LocalizedText:
        return LocalizedText(**{locale: write(each) for locale, each in words.items()})

    def local(instant: datetime | None, *, applies: bool = True) -> datetime | None:
        return instant.astimezone(venue.zone) if instant and applies else None

    messages = []
    for receipt in found.receipts:
        fate, person = fate_of(receipt, now), found.people.get(receipt.chat_id)
        why = localized(partial(why_not_sent, receipt))
        messages.append(
            desk_schemas.DeskMessage(
                id=receipt.id,
                name=localized(partial(kind_name, receipt.kind)),
                reader=localized(partial(reader_name, receipt.chat_id, person)),
                owed_at=receipt.owed_at.astimezone(venue.zone),
                fate=fate,
                due_at=local(receipt.due_at, applies=fate is Fate.AGAIN),
                sent_at=local(receipt.settled_at, applies=fate is Fate.SENT),
                attempts=receipt.attempts,
                tried_at=local(receipt.tried_at),
                why=why if why.en else None,
            )
        )
    return messages


def view_found(venue: Venue, booking: Booking, guest: Guest, now: datetime) -> desk_schemas.DeskFound:
    """Return a booking at `now` (UTC) with its guest's phone number."""
    phone = shown_phone(guest.phone) if guest.phone else None
    return desk_schemas.DeskFound(booking=view_booking(venue, booking, guest, now), phone=phone)


def view_hit(venue: Venue, booking: Booking, guest: Guest, place: Place | None, now: datetime) -> desk_schemas.DeskHit:
    """Return a booking that falls into a closure with the place, if there is one, to which it can be moved."""
    found = view_found(venue, booking, guest, now)
    return desk_schemas.DeskHit(booking=found.booking, phone=found.phone, moves_to=_place(place) if place else None)


def _place(place: Place) -> desk_schemas.DeskPlace:
    name = LocalizedText.model_validate(place.name)
    return desk_schemas.DeskPlace(id=place.id, name=name, capacity=place.capacity or None)


def view_waiting(venue: Venue, waiting: Waiting, now: datetime) -> desk_schemas.DeskWait:
    """Return a wish at `now` (UTC) with its guest."""
    guest = waiting.guest
    return desk_schemas.DeskWait(
        wait=view_wait(venue, waiting, now),
        guest_name=guest.name,
        username=guest.username,
        phone=shown_phone(guest.phone) if guest.phone else None,
    )


def view_closure(venue: Venue, closure: Closure) -> desk_schemas.DeskClosure:
    """Return a closure with the name of what is closed."""
    named = venue.name if closure.resource_id is None else venue.resource_name(closure.resource_id)
    return desk_schemas.DeskClosure(
        id=closure.id,
        resource_id=closure.resource_id,
        name=LocalizedText.model_validate(named),
        starts_at=closure.span.starts_at.astimezone(venue.zone),
        ends_at=closure.span.ends_at.astimezone(venue.zone),
    )


def view_times(venue: Venue, slots: Sequence[GridSlot]) -> desk_schemas.DeskTimes:
    """Return the slots of a day with the places that are free."""
    places = {place.id: place for slot in slots for place in slot.free}
    return desk_schemas.DeskTimes(
        places=[_place(each) for each in places.values()],
        times=[
            desk_schemas.DeskTime(
                starts_at=slot.slot.starts_at.astimezone(venue.zone),
                ends_at=slot.slot.ends_at.astimezone(venue.zone),
                free_resource_ids=[place.id for place in slot.free],
            )
            for slot in slots
        ],
    )


def _entry(venue: Venue, card: Card, change: BookingChange) -> desk_schemas.DeskChange:
    admin = card.people.get(change.actor.telegram_id or 0)
    old_name = venue.resource_name(change.old_resource_id) if change.old_resource_id else None
    return desk_schemas.DeskChange(
        kind=change.kind,
        changed_at=change.changed_at.astimezone(venue.zone),
        by=change.actor.role,
        admin_name=admin.name if admin else None,
        old_resource_name=LocalizedText.model_validate(old_name) if old_name else None,
        old_starts_at=change.old_starts_at.astimezone(venue.zone) if change.old_starts_at else None,
        old_party_size=change.old_party_size,
        remark=change.remark,
    )
