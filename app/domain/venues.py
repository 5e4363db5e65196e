"""A venue: one business with one bot, one time zone and one catalogue, which its `venue.toml` describes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.errors import NotFound


class Locale(StrEnum):
    """The languages in which every text exists."""

    RU = "ru"
    EN = "en"


class Asks(StrEnum):
    """What a guest must choose first."""

    PARTY_SIZE = "party_size"
    SPECIALTY = "specialty"


@dataclass(frozen=True, slots=True)
class Localized:
    """A name or a description in both languages."""

    ru: str
    en: str

    def to(self, locale: Locale) -> str:
        """Return the text in a language."""
        return self.ru if locale is Locale.RU else self.en


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Other words for a specialty in both languages, by which guests search for it."""

    ru: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Specialty:
    """A doctor's field."""

    id: str
    name: Localized
    description: Localized
    icon: str
    """The name of an icon of the Mini App."""
    synonyms: Synonyms = Synonyms()


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that can be booked: a table (with `capacity`) or a doctor (with a `specialty`)."""

    id: str
    name: Localized
    description: Localized
    capacity: int | None = None
    """The seats of a table."""
    specialty: str | None = None
    """The id of a doctor's specialty."""
    experience_years: int | None = None
    photo: str | None = None
    """A file name in the venue's `photos/`."""


@dataclass(frozen=True, slots=True)
class BookingRules:
    """The `[booking]` table of `venue.toml`."""

    asks: Asks
    slot_length: timedelta
    horizon_days: int
    """The number of days after today that can be booked."""
    min_notice: timedelta
    """A slot that begins sooner than this cannot be booked."""
    cancel_until: timedelta
    """How long before the start a guest may still cancel or move a booking."""
    max_active_per_guest: int
    """The largest number of upcoming bookings of one guest."""
    max_party_size: int | None = None
    """None in a venue that asks for no party size."""

    def changeable_until(self, starts_at: datetime) -> datetime:
        """The instant until which its guest may cancel or move a booking that starts at `starts_at`; both UTC."""
        return starts_at - self.cancel_until


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours within one local day, in minutes since its midnight. 1440 is midnight at the end of the day."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """A message that the venue sends after each visit."""

    text: str
    """The key of the text in the venue's texts."""
    after: timedelta
    """How long after the end of the visit it is sent."""
    offer: bool
    """Whether it is an offer, which only guests get who agreed to offers."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which follow-ups wait and most messages are silent. They may span midnight."""

    begins: time
    ends: time

    def cover(self, local: time) -> bool:
        """Whether a local time is within them."""
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends


@dataclass(frozen=True, slots=True)
class MessageRules:
    """The `[messages]` table of `venue.toml`."""

    reminders: tuple[timedelta, ...]
    """How long before the start each reminder is sent, the longest first."""
    follow_ups: tuple[FollowUpRule, ...]
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue with its rules and catalogue."""

    id: str
    name: Localized
    address: Localized
    zone: ZoneInfo
    locale: Locale
    booking: BookingRules
    opening_hours: Mapping[int, tuple[Hours, ...]]
    """By weekday, from 0 for Monday. The venue is closed on a missing weekday."""
    messages: MessageRules
    resources: Mapping[str, Resource]
    specialties: Mapping[str, Specialty] = field(default_factory=dict)
    closures: frozenset[date] = frozenset()
    admin_ids: tuple[int, ...] = ()
    """The admins' Telegram ids, from the operator's settings."""
    floor_plan: str | None = None
    """The file name of an SVG in the venue's folder (`docs/floor-plan.md`)."""

    def is_admin(self, telegram_id: int | None) -> bool:
        """Whether a Telegram user is an admin of the venue."""
        return telegram_id in self.admin_ids

    def resource(self, resource_id: str) -> Resource:
        """The resource with this id. Raises `NotFound`."""
        try:
            return self.resources[resource_id]
        except KeyError:
            raise NotFound(f"no resource {resource_id!r} in {self.id}") from None

    def specialty(self, specialty_id: str) -> Specialty:
        """The specialty with this id. Raises `NotFound`."""
        try:
            return self.specialties[specialty_id]
        except KeyError:
            raise NotFound(f"no specialty {specialty_id!r} in {self.id}") from None

    def resource_name(self, resource_id: str) -> Localized:
        """The resource's name; its id if an old booking refers to a resource that was removed from the catalogue."""
        resource = self.resources.get(resource_id)
        return resource.name if resource else Localized(resource_id, resource_id)

    @property
    def has_offers(self) -> bool:
        """Whether any follow-up is an offer."""
        return any(rule.offer for rule in self.messages.follow_ups)

    def is_offer(self, follow_up_text: str) -> bool:
        """Whether the follow-up with that text goes only to guests with consent to offers."""
        return any(rule.offer for rule in self.messages.follow_ups if rule.text == follow_up_text)

    def tables_for(self, party_size: int) -> list[Resource]:
        """The tables that seat the party, the smallest first."""
        fitting = [r for r in self.resources.values() if (r.capacity or 0) >= party_size]
        return sorted(fitting, key=lambda table: table.capacity or 0)

    def doctors_of(self, specialty_id: str) -> list[Resource]:
        """The doctors of a specialty, in the catalogue's order."""
        return [r for r in self.resources.values() if r.specialty == specialty_id]


def resource_ids_of(place_id: str) -> list[str]:
    """The ids of the resources that a booking takes. `place_id` is a resource's id, or those of joined tables with `+`
    between them."""
    return place_id.split("+")


Venues = Mapping[str, Venue]
"""All venues of the deployment by their ids."""
