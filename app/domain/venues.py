"""A venue: one business with one bot, one time zone and one catalogue, which its `venue.toml` describes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.errors import NotFound
from app.domain.names import NAME_LENGTH, shorten


class Locale(StrEnum):
    """The languages in which every text exists."""

    RU = "ru"
    EN = "en"


class Asks(StrEnum):
    """What a guest must choose first."""

    PARTY_SIZE = "party_size"
    SPECIALTY = "specialty"
    SERVICE = "service"


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
    """Other words for something in both languages, by which guests look for it."""

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
class Service:
    """The purpose of a visit, where lengths and prices differ: a haircut, a first consultation."""

    id: str
    name: Localized
    length: timedelta
    buffer: timedelta
    """How long the resource stays busy after the visit."""
    resources: tuple[str, ...]
    """The ids of the people who perform it."""
    price: Localized | None = None
    """As it is shown: "1 800 ₽"."""
    description: Localized | None = None
    synonyms: Synonyms = Synonyms()


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Hours that begin within a local day, in minutes since its midnight. 1440 is midnight at the end of the day; hours
    that close later, at most 24 hours after they open, go on into the next day and belong to the day they open."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that can be booked: a table (with `capacity`), a doctor (with a `specialty`), or another person."""

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
    joins: tuple[str, ...] = ()
    """The ids of the tables that can be pushed together with this one. Each of these names this one, too."""
    hours: tuple[tuple[Hours, ...], ...] | None = None
    """Own working hours within the venue's, for each weekday from Monday. None: the venue's."""
    absences: frozenset[date] = frozenset()
    """Days on which it cannot be booked."""
    synonyms: Synonyms = Synonyms()
    """Several resources may share one: `у окна`."""


RESOURCE_SEPARATOR = "+"
"""Stands between the ids of several resources. No id contains it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit takes place: one resource, or several tables pushed together, in the catalogue's order."""

    resources: tuple[Resource, ...]

    @property
    def id(self) -> str:
        """The resource's id; the ids of joined tables with `+` between them. Bookings are stored with it."""
        return RESOURCE_SEPARATOR.join(resource.id for resource in self.resources)

    @property
    def resource(self) -> Resource:
        """The first resource, whose photo and description are shown."""
        return self.resources[0]

    @property
    def is_joined(self) -> bool:
        return len(self.resources) > 1

    @property
    def capacity(self) -> int:
        """The seats of all its tables; 0 for a person."""
        return sum(resource.capacity or 0 for resource in self.resources)

    @property
    def name(self) -> Localized:
        return _all_names(resource.name for resource in self.resources)


@dataclass(frozen=True, slots=True)
class TurnTime:
    """How long a party of up to a size keeps its table."""

    up_to: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class BookingRules:
    """The `[booking]` table of `venue.toml`."""

    asks: Asks
    slot_length: timedelta
    """How long a visit lasts, unless a service or a turn time says otherwise."""
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
    start_every: timedelta | None = None
    """The time between two starts. None: `slot_length`."""
    buffer: timedelta = timedelta(0)
    """How long a resource stays busy after a visit, unless a service says otherwise."""
    turn_times: tuple[TurnTime, ...] = ()
    """The smallest parties first."""
    guests_per_15_minutes: int | None = None
    """The largest number of guests who may arrive within any 15 minutes. None: no limit."""
    no_show_limit: int = 0
    """A guest who has not come to so many visits within a year cannot book without the venue. 0: no such rule."""
    for_others: bool = False
    """Whether a guest may book for somebody else (`Relative`)."""

    def changeable_until(self, starts_at: datetime) -> datetime:
        """The instant until which its guest may cancel or move a booking that starts at `starts_at`; both UTC."""
        return starts_at - self.cancel_until


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """A message that the venue sends after each visit."""

    text: str
    """The key of the text in the venue's texts."""
    after: timedelta
    """How long after the end of the visit it is sent."""
    offer: bool
    """Whether it is an offer, which only guests get who agreed to offers."""
    asks_rating: bool = False
    """Whether it asks for one to five stars."""


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


STAFF_CHAT = 0
"""In the ledger, the chat of what goes to the staff group. Which group that is, is looked up when it is sent."""


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """The group in Telegram that gets a venue's alerts, in place of each admin."""

    chat_id: int
    """As the operator's settings name it. A group that has become a supergroup has another id since then."""
    topic_id: int | None = None
    """Telegram's `message_thread_id` of the topic; None for a group without topics, and for the topic "General"."""


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
    services: Mapping[str, Service] = field(default_factory=dict)
    closures: frozenset[date] = frozenset()
    special_hours: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    """Opening hours of single days, in place of their weekday's."""
    admin_ids: tuple[int, ...] = ()
    """The admins' Telegram ids, from the operator's settings."""
    staff_group: StaffGroup | None = None
    """From the operator's settings, too."""
    staff: Mapping[str, int] = field(default_factory=dict)
    """By the id of a resource, the Telegram id of its person: also from the operator's settings."""
    pseudonym_key: bytes = field(default=b"", repr=False)
    """From the bot's token. See `app.domain.pseudonyms`."""
    phone: str | None = None
    """The number that guests may call, as people write it: `+7 495 000-10-10`."""
    floor_plan: str | None = None
    """The file name of an SVG in the venue's folder (`docs/floor-plan.md`)."""

    @property
    def alert_chats(self) -> tuple[int, ...]:
        """The chats that get an alert, as the ledger names them: the staff group, or else each admin."""
        return (STAFF_CHAT,) if self.staff_group else self.admin_ids

    def is_admin(self, telegram_id: int | None) -> bool:
        """Whether a Telegram user is an admin of the venue."""
        return telegram_id in self.admin_ids

    def resources_of(self, telegram_id: int | None) -> frozenset[str]:
        """The ids of the resources whose person the Telegram user is; empty for anybody but staff."""
        return frozenset(resource_id for resource_id, person in self.staff.items() if person == telegram_id)

    def staff_of(self, *place_ids: str) -> list[int]:
        """The Telegram ids of the people of all resources in these places, each once."""
        taken = {resource_id for place_id in place_ids for resource_id in resource_ids_of(place_id)}
        return list(dict.fromkeys(person for resource_id, person in self.staff.items() if resource_id in taken))

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

    def service(self, service_id: str) -> Service:
        """The service with this id. Raises `NotFound`."""
        try:
            return self.services[service_id]
        except KeyError:
            raise NotFound(f"no service {service_id!r} in {self.id}") from None

    def place(self, place_id: str) -> Place:
        """The resource, or the joined tables, with this id. Raises `NotFound`, also for tables that do not join."""
        place = Place(tuple(self.resource(resource_id) for resource_id in resource_ids_of(place_id)))
        order = list(self.resources)
        in_order = sorted(place.resources, key=lambda resource: order.index(resource.id)) if place.is_joined else None
        if in_order and (tuple(in_order) != place.resources or not _are_joined(place.resources)):
            raise NotFound(f"no tables {place_id!r} that join in {self.id}")
        return place

    def resource_name(self, place_id: str) -> Localized:
        """The name of a resource or of joined tables. A resource of an old booking that was removed from the catalogue
        is shown with its id."""
        found = ((each, self.resources.get(each)) for each in resource_ids_of(place_id))
        return _all_names(resource.name if resource else Localized(each, each) for each, resource in found)

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The opening hours that begin on a local day, in order; empty when the venue is closed."""
        if day in self.closures:
            return ()
        return self.special_hours.get(day, self.opening_hours.get(day.weekday(), ()))

    @property
    def has_offers(self) -> bool:
        """Whether any follow-up is an offer."""
        return any(rule.offer for rule in self.messages.follow_ups)

    def asks_rating(self, follow_up_text: str) -> bool:
        """Whether the follow-up with that text asks for one to five stars."""
        return any(rule.asks_rating for rule in self.messages.follow_ups if rule.text == follow_up_text)

    def is_offer(self, follow_up_text: str) -> bool:
        """Whether the follow-up with that text goes only to guests with consent to offers."""
        return any(rule.offer for rule in self.messages.follow_ups if rule.text == follow_up_text)


def _are_joined(tables: tuple[Resource, ...]) -> bool:
    """Whether the tables can be pushed together: each can be reached from the first one over tables that join."""
    reached, remaining = {tables[0].id}, list(tables[1:])
    while near := [table for table in remaining if reached & set(table.joins)]:
        reached |= {table.id for table in near}
        remaining = [table for table in remaining if table.id not in reached]
    return not remaining and len(reached) == len(tables)


def _all_names(names: Iterable[Localized]) -> Localized:
    names = list(names)
    return Localized(_joined_name([name.ru for name in names], "и"), _joined_name([name.en for name in names], "and"))


def _joined_name(names: list[str], conjunction: str) -> str:
    """`У окна и Диваны у стены`; numbered tables share their word: `Столы 8 и 9`. No longer than one name may be."""
    if len(names) == 1:
        return names[0]
    words, numbers = zip(*(name.rpartition(" ")[::2] for name in names), strict=True)
    plural = _PLURALS.get(words[0]) if len(set(words)) == 1 else None
    joined = f"{plural} {_listed(numbers, conjunction)}" if plural else _listed(names, conjunction)
    if len(joined) <= NAME_LENGTH:
        return joined
    share = (NAME_LENGTH - len(_listed([""] * len(names), conjunction))) // len(names)
    return _listed([shorten(name, share) for name in names], conjunction)


def _listed(names: Sequence[str], conjunction: str) -> str:
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


_PLURALS = {"Стол": "Столы", "Столик": "Столики", "Table": "Tables"}
"""The words before the numbers of tables, for several of them."""


def resource_ids_of(place_id: str) -> list[str]:
    """The ids of the resources that a booking takes. `place_id` is a resource's id, or those of joined tables with `+`
    between them."""
    return place_id.split(RESOURCE_SEPARATOR)


Venues = Mapping[str, Venue]
"""All venues of the deployment by their ids."""
