"""All that a venue keeps about a guest, as a JSON file for them."""

import json
from datetime import datetime
from typing import Any

from app.domain.bookings import Booking, BookingChange, ReminderAnswer
from app.domain.guests import Guest
from app.domain.ratings import Rating
from app.domain.relatives import Relative
from app.domain.venues import Venue
from app.domain.waitlist import Wait
from app.usecases.guests.tell_my_data import MyData

FILE_NAME = "my_data.json"


def my_data_as_json(venue: Venue, data: MyData, now: datetime) -> str:
    """The content of the file. Times are those of the venue's zone."""
    return json.dumps(_whole(venue, data, now), ensure_ascii=False, indent=2)


def _whole(venue: Venue, data: MyData, now: datetime) -> dict[str, Any]:
    return {
        "venue": venue.name.to(data.guest.locale(venue)),
        "made_at": _time(venue, now),
        "guest": _guest(venue, data.guest),
        "bookings": [_booking(venue, data, booking, now) for booking in data.bookings],
        "canceled_before_erasure_at": [_time(venue, each) for each in data.kept_cancellations],
        "waiting_list": [_wait(venue, data.guest, wait) for wait in data.waits],
    }


def _guest(venue: Venue, guest: Guest) -> dict[str, Any]:
    return {
        "telegram_id": guest.telegram_id,
        "name": guest.name,
        "username": guest.username,
        "phone": guest.phone,
        "language_in_telegram": guest.language_code,
        "chosen_language": guest.chosen_locale,
        "agreed_to_offers": guest.offers_consent,
        "agreed_to_offers_at": _time(venue, guest.offers_agreed_at),
        "declined_offers_at": _time(venue, guest.offers_declined_at),
        "version_of_question_about_offers": guest.offers_version,
        "declined_news": guest.declines_news,
        "has_calendar_address": guest.calendar_code is not None,
        "blocked_the_bot_at": _time(venue, guest.blocked_at),
        "is_barred": guest.is_barred,
        "bar_changed_at": _time(venue, guest.bar_changed_at),
        "bar_reason": guest.bar_reason,
        "known_since": _time(venue, guest.created_at),
        "name_is_of": _time(venue, guest.profile_at),
    }


def _booking(venue: Venue, data: MyData, booking: Booking, now: datetime) -> dict[str, Any]:
    locale = data.guest.locale(venue)
    service = venue.services.get(booking.service_id or "")
    return {
        "number": booking.id,
        "what": venue.resource_name(booking.resource_id).to(locale),
        "service": service.name.to(locale) if service else booking.service_id,
        "starts_at": _time(venue, booking.starts_at),
        "ends_at": _time(venue, booking.ends_at),
        "party_size": booking.party_size,
        "for_whom": _relative(booking.for_whom),
        "status": booking.status_at(now),
        "made_in": booking.source,
        "made_at": _time(venue, booking.created_at),
        "came_at": _time(venue, booking.seated_at),
        "removed_from_list_at": _time(venue, booking.deleted_at),
        "note_of_venue": booking.note,
        "answer_to_reminder": _answer(venue, booking.answer),
        "rating": _rating(venue, data.ratings.get(booking.id)),
        "history": [_change(venue, data.guest, change) for change in data.histories.get(booking.id, ())],
        "answers": [answer for booking_id, answer in data.answers if booking_id == booking.id],
    }


def _wait(venue: Venue, guest: Guest, wait: Wait) -> dict[str, Any]:
    locale = guest.locale(venue)
    specialty, service = venue.specialties.get(wait.wish.specialty or ""), venue.services.get(wait.wish.service or "")
    return {
        "day": wait.day.isoformat(),
        "from": _time(venue, wait.begins_at),
        "to": _time(venue, wait.ends_at),
        "what": venue.resource_name(wait.place_id).to(locale) if wait.place_id else None,
        "party_size": wait.wish.party_size,
        "specialty": specialty.name.to(locale) if specialty else wait.wish.specialty,
        "service": service.name.to(locale) if service else wait.wish.service,
        "for_whom": _relative(wait.for_whom),
        "joined_at": _time(venue, wait.joined_at),
        "ended_at": _time(venue, wait.ended_at),
    }


def _answer(venue: Venue, answer: ReminderAnswer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {"late_minutes": answer.late_minutes, "at": _time(venue, answer.answered_at)}


def _relative(relative: Relative | None) -> dict[str, Any] | None:
    return {"name": relative.name, "birth_year": relative.birth_year} if relative else None


def _rating(venue: Venue, rating: Rating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    return {"stars": rating.stars, "words": rating.comment, "at": _time(venue, rating.rated_at)}


def _change(venue: Venue, guest: Guest, change: BookingChange) -> dict[str, Any]:
    """Who changed it is told by the role: the ids of admins are theirs."""
    old_name = venue.resource_name(change.old_resource_id) if change.old_resource_id else None
    return {
        "what": change.kind,
        "by": change.actor.role,
        "at": _time(venue, change.changed_at),
        "moved_from": old_name.to(guest.locale(venue)) if old_name else None,
        "moved_from_time": _time(venue, change.old_starts_at),
        "guests_before": change.old_party_size,
        "words": change.remark,
    }


def _time(venue: Venue, instant: datetime | None) -> str | None:
    return instant.astimezone(venue.zone).isoformat(timespec="seconds") if instant else None
