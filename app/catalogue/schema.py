"""The keys of venue.toml and their types. Checks that involve several keys are in `checks.py`.

A field's description completes the sentence "expected ..." of a message about a wrong value.
"""

import re
from datetime import date, time, timedelta
from functools import cache
from pathlib import PurePath
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.catalogue.files import PHOTO_TYPES
from app.domain.names import clean_name
from app.domain.venues import Asks, Hours, Locale, QuietHours

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY_MINUTES = 24 * 60
_DURATION = re.compile(r"([1-9]\d{0,3})([hm])", re.ASCII)
_TWO_TIMES = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", re.ASCII)


# Each call walks through the folders of the time zone data.
_zones = cache(available_timezones)


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or value not in _zones():
        raise ValueError
    return ZoneInfo(value)


def _duration(value: object) -> timedelta:
    match = _DURATION.fullmatch(str(value))
    if not match:
        raise ValueError
    amount = int(match[1])
    return timedelta(hours=amount) if match[2] == "h" else timedelta(minutes=amount)


def _two_times(value: object) -> tuple[int, int]:
    """Parse `06:00-24:00` into minutes since midnight."""
    match = _TWO_TIMES.fullmatch(str(value))
    if not match:
        raise ValueError
    first, second = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if max(first, second) > _DAY_MINUTES:
        raise ValueError
    return first, second


def _hours(value: object) -> Hours:
    opens, closes = _two_times(value)
    if opens in (closes, _DAY_MINUTES):
        raise ValueError
    return Hours(opens, closes if opens < closes else closes + _DAY_MINUTES)


def _quiet_hours(value: object) -> QuietHours:
    begins, ends = (time(*divmod(minutes % _DAY_MINUTES, 60)) for minutes in _two_times(value))
    if begins == ends:
        raise ValueError
    return QuietHours(begins, ends)


def _days(value: object) -> tuple[date, ...]:
    """Parse `2027-01-01`, or `2027-01-03..2027-01-08` into all of its days."""
    first, _, last = str(value).partition("..")
    begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if not begin <= end < begin + timedelta(days=MOST_DAYS) or "." in last:
        raise ValueError
    return tuple(begin + timedelta(days=number) for number in range((end - begin).days + 1))


def _date(value: object) -> date:
    return date.fromisoformat(str(value))


def _file_name(value: object) -> str:
    name = str(value)
    if not name or PurePath(name).name != name or not name.isprintable() or len(name.encode()) > FILE_NAME_BYTES:
        raise ValueError
    return name


def _photo_name(value: object) -> str:
    name = _file_name(value)
    if PurePath(name).suffix.lower() not in PHOTO_TYPES:
        raise ValueError
    return name


def _phone(value: object) -> str:
    """Return an international number as people write it. It must have as many digits as its country's numbers have."""
    try:
        number = parse(value) if isinstance(value, str) else None
    except NumberParseException:
        number = None
    if number is None or number.extension or not is_possible_number(number):
        raise ValueError
    return format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _can_be_seen(text: str) -> str:
    """Telegram refuses buttons and messages in which nothing can be seen."""
    if not clean_name(text):
        raise ValueError
    return text


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]
"""Short enough for the 64 bytes of a button's data (Bot API)."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_can_be_seen)]
TextKey = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z][a-zA-Z0-9_-]{0,63}$")]
"""Of a text in *.ftl. The ledger has room for 64 characters."""
FILE_NAME_BYTES = 255
"""More no file system takes."""
NAME_LENGTH = 64
"""Characters. A bot's own name has at most as many (Bot API, setMyName)."""
TEXT_LENGTH = 400
"""Characters. Five names with their texts fit into a message (4096), one of them into a photo's caption (1024)."""
MOST_SYNONYMS = 20
"""Of a specialty in one language. All of them are in each answer to the Mini App's search."""
Duration = Annotated[timedelta, BeforeValidator(_duration)]
FileName = Annotated[str, BeforeValidator(_file_name)]
PhotoName = Annotated[str, BeforeValidator(_photo_name)]
OneLine = Annotated[Line, AfterValidator(_one_line)]

# Bounds of numbers.
LONGEST_NOTICE = 30 * _DAY_MINUTES
"""Minutes. No instant that is calculated with it leaves the calendar."""
LARGEST_PARTY = 60
"""Guests. Each size is a button, and Telegram takes 100 in a message."""
LARGEST_CAPACITY = 1000
MOST_BOOKINGS = 100
MOST_DAYS = 366
"""Days of one range."""
MOST_JOINS = 6
"""Other tables that a table joins. All groups of tables are looked through."""
MOST_MESSAGES = 10
"""Reminders, and follow-ups, of one booking: each is a row of the ledger."""

A_PARTY_SIZE = f"1 to {LARGEST_PARTY} guests"
A_CAPACITY = f"1 to {LARGEST_CAPACITY} seats"
AN_ID = "1 to 32 of a-z, 0-9, _ and -"
BOTH_LANGUAGES = '{ ru = "...", en = "..." }'
DURATION = "hours or minutes such as 24h or 30m"
OPENING_HOURS = 'opening and closing times such as ["06:00-24:00"], or ["18:00-02:00"] over midnight'
DAYS = 'a list of days and ranges such as ["2027-01-01", "2027-01-03..2027-01-08"]'
MINUTES_OF_DAY = f"0 to {_DAY_MINUTES} minutes"
LENGTH = f"5 to {_DAY_MINUTES} minutes"
TRUE_OR_FALSE = "true or false"


class Table(BaseModel):
    """A table of venue.toml. Unknown keys are refused, and values are not converted from other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Name(Table):
    ru: OneLine = Field(max_length=NAME_LENGTH, description=f"1 to {NAME_LENGTH} characters in Russian")
    en: OneLine = Field(max_length=NAME_LENGTH, description=f"1 to {NAME_LENGTH} characters in English")


class Text(Table):
    ru: Line = Field(max_length=TEXT_LENGTH, description=f"1 to {TEXT_LENGTH} characters in Russian")
    en: Line = Field(max_length=TEXT_LENGTH, description=f"1 to {TEXT_LENGTH} characters in English")


SYNONYMS = f"at most {MOST_SYNONYMS} of 1 to {NAME_LENGTH} characters each"
Synonym = Annotated[OneLine, StringConstraints(max_length=NAME_LENGTH)]


class SynonymsTable(Table):
    ru: list[Synonym] = Field(default=[], max_length=MOST_SYNONYMS, description=f"{SYNONYMS}, in Russian")
    en: list[Synonym] = Field(default=[], max_length=MOST_SYNONYMS, description=f"{SYNONYMS}, in English")


class TurnTimeTable(Table):
    up_to: int = Field(
        title="the largest party that stays so long", ge=1, le=LARGEST_PARTY, description=A_PARTY_SIZE, examples=[2]
    )
    minutes: int = Field(title="how long it keeps its table", ge=5, le=_DAY_MINUTES, description=LENGTH, examples=[90])


class PacingTable(Table):
    guests_per_15_minutes: int = Field(
        title="how many guests may arrive within any 15 minutes; at least `max_party_size`",
        ge=1,
        le=LARGEST_CAPACITY,
        description=f"1 to {LARGEST_CAPACITY} guests",
        examples=[12],
    )


class BookingTable(Table):
    asks: Asks = Field(
        title="what a guest chooses first", strict=False, description='"party_size", "specialty" or "service"'
    )
    slot_minutes: int = Field(
        title="how long a visit lasts, unless a service or a turn time says otherwise",
        ge=5,
        le=_DAY_MINUTES,
        description=LENGTH,
    )
    start_every_minutes: int | None = Field(
        title="how often a visit may start, counted from each opening; without it, every `slot_minutes`",
        default=None,
        ge=5,
        le=_DAY_MINUTES,
        description=LENGTH,
        examples=[30],
    )
    buffer_minutes: int = Field(
        title="how long a table or a person stays busy after a visit, unless a service says otherwise",
        default=0,
        ge=0,
        le=_DAY_MINUTES,
        description=MINUTES_OF_DAY,
        examples=[10],
    )
    horizon_days: int = Field(title="how far ahead guests may book", ge=1, le=366, description="1 to 366 days")
    min_notice_minutes: int = Field(
        title="how long before its start a slot is offered no more",
        ge=0,
        le=LONGEST_NOTICE,
        description=f"0 to {LONGEST_NOTICE} minutes",
    )
    cancel_until_minutes: int = Field(
        title="until how long before the start guests may cancel or move",
        ge=0,
        le=LONGEST_NOTICE,
        description=f"0 to {LONGEST_NOTICE} minutes",
    )
    max_active_per_guest: int = Field(
        title="how many upcoming bookings a guest may have", ge=1, le=MOST_BOOKINGS, description=f"1 to {MOST_BOOKINGS}"
    )
    no_show_limit: int = Field(
        title="after how many no-shows within a year a guest cannot book alone any more, but has to call; 0: never",
        default=0,
        ge=0,
        le=MOST_BOOKINGS,
        description=f"0 to {MOST_BOOKINGS}",
        examples=[3],
    )
    for_others: bool | None = Field(
        title="whether guests may book for a child or a relative; `false` where `asks` is `party_size`, else `true`",
        default=None,
        description=TRUE_OR_FALSE,
        examples=[False],
    )
    max_party_size: int | None = Field(
        title="the largest party that can book; only where `asks` is `party_size`, and required there",
        default=None,
        ge=1,
        le=LARGEST_PARTY,
        description=A_PARTY_SIZE,
    )
    turn_times: list[TurnTimeTable] = Field(default=[], description="tables [[booking.turn_times]]")
    pacing: PacingTable | None = Field(default=None, description="a table [booking.pacing]")


Opening = list[Annotated[Hours, BeforeValidator(_hours)]]


class OpeningHoursTable(Table):
    mon: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    tue: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    wed: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    thu: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    fri: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    sat: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)
    sun: Opening = Field(title="when the venue is open; a missing day is closed", default=[], description=OPENING_HOURS)

    def of(self, weekday: str) -> list[Hours]:
        hours: list[Hours] = getattr(self, weekday)
        return hours


Days = Annotated[tuple[date, ...], BeforeValidator(_days)]


class ClosuresTable(Table):
    dates: list[Days] = Field(title="days on which the venue is closed", default=[], description=DAYS)
    hours: dict[Annotated[date, BeforeValidator(_date)], Opening] = Field(
        title="other opening hours on single days",
        default={},
        description='days with their hours such as "2026-12-31" = ["12:00-18:00"]',
        examples=[{'"2026-12-31"': ["12:00-18:00"]}],
    )


class FollowUpTable(Table):
    text: TextKey = Field(title="the text that is sent", description="a key of texts.*.ftl, of at most 64 characters")
    after: Duration = Field(title="how long after the visit's end", description=DURATION)
    offer: bool = Field(
        title="whether it is an offer, which only guests get who said yes to offers", description=TRUE_OR_FALSE
    )
    asks_rating: bool = Field(
        title="whether it asks for one to five stars, which no offer does", default=False, description=TRUE_OR_FALSE
    )


class MessagesTable(Table):
    reminders: list[Duration] = Field(
        title="how long before the start guests are reminded",
        default=[],
        max_length=MOST_MESSAGES,
        description=f"{DURATION}, at most {MOST_MESSAGES}",
    )
    quiet_hours: Annotated[QuietHours, BeforeValidator(_quiet_hours)] | None = Field(
        title="when guests are left alone: follow-ups wait until they end, reminders come before they begin",
        default=None,
        description="two different times such as 22:00-09:00",
    )
    follow_ups: list[FollowUpTable] = Field(
        default=[], max_length=MOST_MESSAGES, description=f"at most {MOST_MESSAGES} tables with text, after and offer"
    )


class SpecialtyTable(Table):
    id: Id = Field(title="the name by which resources refer to it; it stays for good", description=AN_ID)
    name: Name = Field(title="what guests choose", description=BOTH_LANGUAGES)
    description: Text = Field(title="what one comes for", description=BOTH_LANGUAGES)
    icon: Id = Field(title="the picture on its card in the Mini App", description="the name of an icon")
    synonyms: SynonymsTable | None = Field(
        title="other words by which guests find it, in a sentence typed in the chat and in the Mini App's search",
        default=None,
        description=f"{{ ru = [...], en = [...] }}, {SYNONYMS}",
    )


class ServiceTable(Table):
    id: Id = Field(
        title="the name by which bookings refer to it; it stays for good", description=AN_ID, examples=["haircut"]
    )
    name: Name = Field(
        title="what guests choose", description=BOTH_LANGUAGES, examples=[{"ru": "Стрижка", "en": "Haircut"}]
    )
    description: Text | None = Field(
        title="what it includes",
        default=None,
        description=BOTH_LANGUAGES,
        examples=[{"ru": "С мытьём головы", "en": "With a wash"}],
    )
    minutes: int = Field(title="how long it takes", ge=5, le=_DAY_MINUTES, description=LENGTH, examples=[45])
    buffer_minutes: int | None = Field(
        title="how long the person stays busy after it; without it, `buffer_minutes` of `[booking]`",
        default=None,
        ge=0,
        le=_DAY_MINUTES,
        description=MINUTES_OF_DAY,
        examples=[5],
    )
    price: Name | None = Field(
        title="the price as it is shown",
        default=None,
        description=BOTH_LANGUAGES,
        examples=[{"ru": "1 800 ₽", "en": "1,800 ₽"}],
    )
    resources: list[Id] = Field(
        title="who performs it",
        min_length=1,
        description="ids of resources, at least one",
        examples=[["anna", "boris"]],
    )
    synonyms: SynonymsTable | None = Field(
        title="other words for it in a sentence that a guest types in the chat",
        default=None,
        description=f"{{ ru = [...], en = [...] }}, {SYNONYMS}",
        examples=[{"ru": ["подстричься"], "en": ["trim"]}],
    )


class ResourceTable(Table):
    id: Id = Field(title="the name by which bookings refer to it; it stays for good", description=AN_ID)
    name: Name = Field(title="the table's or the person's name", description=BOTH_LANGUAGES)
    description: Text = Field(title="what is good to know before one chooses it", description=BOTH_LANGUAGES)
    capacity: int | None = Field(
        title="seats; only where `asks` is `party_size`, and required there",
        default=None,
        ge=1,
        le=LARGEST_CAPACITY,
        description=A_CAPACITY,
    )
    specialty: Id | None = Field(
        title="what the person is a specialist in; only where `asks` is `specialty`, and required there",
        default=None,
        description="the id of a specialty",
    )
    experience_years: int | None = Field(
        title="for how long the person has worked; on the card", default=None, ge=0, le=80, description="0 to 80 years"
    )
    joins: list[Id] = Field(
        title="the tables that can be pushed together with this one; each of them names this one, too",
        default=[],
        max_length=MOST_JOINS,
        description=f"ids of at most {MOST_JOINS} other tables",
        examples=[["t2"]],
    )
    hours: dict[Weekday, Opening] | None = Field(
        title="own working hours, within the venue's; without it, the venue's",
        default=None,
        description='weekdays with their hours such as { mon = ["09:00-15:00"] }',
        examples=[{"mon": ["09:00-15:00"]}],
    )
    absences: list[Days] = Field(
        title="days on which it cannot be booked", default=[], description=DAYS, examples=[["2026-12-20..2026-12-27"]]
    )
    photo: PhotoName | None = Field(
        title="the photo on the card",
        default=None,
        description=f"the name of a file in photos/: {', '.join(PHOTO_TYPES)}",
    )
    synonyms: SynonymsTable | None = Field(
        title="other words for it in a sentence that a guest types in the chat; several tables may share one",
        default=None,
        description=f"{{ ru = [...], en = [...] }}, {SYNONYMS}",
        examples=[{"ru": ["у окна"], "en": ["window"]}],
    )


class VenueFile(Table):
    """The whole of venue.toml."""

    name: Name = Field(title="what guests read everywhere", description=BOTH_LANGUAGES)
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        title="in whose time the venue lives: hours, reminders and all times that people read",
        description="an IANA zone such as Europe/Moscow",
    )
    locale: Locale = Field(
        title="the language of guests whose Telegram is in neither of the two, and of admins' first messages",
        strict=False,
        description='"ru" or "en"',
    )
    address: Text = Field(
        title="where guests come to; in the confirmation, in calendars and on the map", description=BOTH_LANGUAGES
    )
    phone: Annotated[str, BeforeValidator(_phone)] | None = Field(
        title="the number that guests are told where they should call; texts know it as { -phone }",
        default=None,
        description="an international number such as +7 495 000-10-10",
    )
    floor_plan: FileName | None = Field(
        title="the plan on which the Mini App shows the tables",
        default=None,
        description="the name of an SVG file beside venue.toml",
    )
    booking: BookingTable = Field(description="a table [booking]")
    opening_hours: OpeningHoursTable = Field(description="a table [opening_hours]")
    closures: ClosuresTable = Field(default=ClosuresTable(), description="a table [closures]")
    messages: MessagesTable = Field(description="a table [messages]")
    specialties: list[SpecialtyTable] = Field(default=[], description="tables [[specialties]]")
    services: list[ServiceTable] = Field(default=[], description="tables [[services]]")
    resources: list[ResourceTable] = Field(description="tables [[resources]]")
