"""Bookings as the rows of an export: what the desk may see of them, in the admin's language, on the venue's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.bookings import Actor, Booking, BookingStatus, Role, Source
from app.domain.guests import Guest
from app.domain.phones import shown_phone
from app.domain.ratings import Rating
from app.domain.venues import Venue
from app.texts.translator import Words
from app.usecases.exports.spreadsheets import Row

COLUMNS = (
    *("number", "status", "day", "time", "resource", "service", "party", "guest", "for_whom", "phone"),
    *("source", "note", "made_at", "canceled_by", "stars", "comment"),
)


@dataclass(frozen=True, slots=True)
class BookingsPage:
    """Some bookings, with what their rows name besides."""

    bookings: list[Booking]
    guests: Mapping[int, Guest]
    """By their id."""
    cancelers: Mapping[int, Actor]
    """Who canceled, by the booking's id."""
    ratings: Mapping[int, Rating]
    """By the booking's id."""
    admins: Mapping[int, Guest]
    """The admins among them, as far as the venue knows them, by their Telegram id."""


class BookingRows:
    """Turns bookings into rows. The words that every row may need are looked up once."""

    def __init__(self, venue: Venue, words: Words, now: datetime) -> None:
        """`now` (UTC): visits that have ended by then are shown as completed."""
        self._venue = venue
        self._words = words
        self._now = now
        self._statuses = {status: words.plain(f"file_status_{status}") for status in BookingStatus}
        self._sources = {source: words.plain(f"file_source_{source}") for source in Source}
        self._roles = {role: words.plain(f"file_by_{role}") for role in Role}

    def header(self) -> Row:
        return [self._words.plain(f"file_column_{column}") for column in COLUMNS]

    def of(self, page: BookingsPage) -> list[Row]:
        """A row for each booking, in the order of `COLUMNS`."""
        return [self._row(booking, page) for booking in page.bookings]

    def _row(self, booking: Booking, page: BookingsPage) -> Row:
        venue, locale, guest = self._venue, self._words.locale, page.guests[booking.guest_id]
        starts_at = booking.starts_at.astimezone(venue.zone).replace(tzinfo=None)
        service, rating = venue.services.get(booking.service_id or ""), page.ratings.get(booking.id)
        return [
            booking.id,
            self._statuses[booking.status_at(self._now)],
            starts_at.date(),
            starts_at.time(),
            venue.resource_name(booking.resource_id).to(locale),
            service.name.to(locale) if service else booking.service_id,
            booking.party_size,
            guest.name,
            booking.for_whom.shown if booking.for_whom else None,
            shown_phone(guest.phone) if guest.phone else None,
            self._sources[booking.source] if booking.source else None,
            booking.note,
            booking.created_at.astimezone(venue.zone).replace(tzinfo=None),
            self._canceler(page.cancelers.get(booking.id), page.admins),
            rating.stars if rating else None,
            rating.comment if rating else None,
        ]

    def _canceler(self, actor: Actor | None, admins: Mapping[int, Guest]) -> str | None:
        if actor is None:
            return None
        admin = admins.get(actor.telegram_id or 0) if actor.role is Role.ADMIN else None
        return f"{self._roles[actor.role]} {admin.name}" if admin else self._roles[actor.role]
