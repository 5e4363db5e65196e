"""The kinds of venues that the command can make: what is asked, and the venue.toml that the answers lead to.

A new kind is an entry of `KINDS` and the texts `<kind>.ru.ftl` and `<kind>.en.ftl` beside this file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.schema import LARGEST_PARTY, WEEKDAYS
from app.domain.venues import Asks

Answers = Mapping[str, str]
"""What was answered, by the question's name."""
Values = dict[str, Any]
"""Values of venue.toml, as `tomllib` reads them."""

ICON = "stethoscope"
START_EVERY_MINUTES = 15
"""Of visits of different lengths."""
_TABLES = re.compile(r"(\d{1,3})[x×х*](\d{1,4})", re.ASCII | re.IGNORECASE)
_SERVICE = re.compile(r"(?P<name>[^=]*[^=\s])\s+(?P<minutes>\d{1,4})(?:\s*=\s*(?P<price>.+))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)


class WrongAnswer(Exception):  # noqa: N818  not of the program
    """An answer that cannot be read. The message says what was expected and what was given."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got!r}")


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is needed. `name` is also the flag: `slot_minutes` is `--slot-minutes`."""

    name: str
    text: str
    example: str
    """A right answer. It stands for the answer until that is given."""
    keys: tuple[str, ...]
    """The keys of venue.toml that the answer decides: what is wrong with them is wrong with the answer."""
    is_optional: bool = False
    """Whether the example is the default."""
    default_of: str | None = None
    """The name of an earlier question whose answer is the default."""

    def default(self, answers: Answers) -> str | None:
        return answers[self.default_of] if self.default_of else self.example if self.is_optional else None


@dataclass(frozen=True, slots=True)
class VenueKind:
    """`values` makes of the answers what differs from kind to kind: `asks`, and what guests choose."""

    own_questions: tuple[Question, ...]
    values: Callable[[Answers], Values]
    slot_minutes: int | None = None
    """What is proposed for the length of a visit. None if the kind's own questions ask for lengths."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are asked."""
        length = Question(
            "slot_minutes",
            "How long a visit lasts, in minutes",
            str(self.slot_minutes),
            ("booking.slot_minutes",),
            is_optional=True,
        )
        return (*_FIRST, *([length] if self.slot_minutes else []), _HOURS, *self.own_questions)


_FIRST = (
    Question("name_ru", "Its name in Russian", "Моя кофейня", ("name.ru",)),
    Question("name_en", "Its name in English", "My Cafe", ("name.en",), default_of="name_ru"),
    Question("timezone", "Its time zone", "Europe/Moscow", ("timezone",), is_optional=True),
    Question("locale", "Its first language, ru or en", "ru", ("locale",), is_optional=True),
    Question("address_ru", "Its address in Russian", "Москва, Арбат, 1", ("address.ru",)),
    Question("address_en", "Its address in English", "1 Arbat, Moscow", ("address.en",), default_of="address_ru"),
    Question(
        "phone",
        "The phone number for guests, such as +7 495 000-10-10; none if empty",
        "",
        ("phone",),
        is_optional=True,
    ),
)
_HOURS = Question(
    "hours",
    "When it is open, such as mon-fri 09:00-21:00, sat 10:00-18:00",
    "daily 10:00-22:00",
    ("opening_hours",),
    is_optional=True,
)


def venue_values(kind: VenueKind, answers: Answers) -> Values:
    """The whole of venue.toml. Raises `WrongAnswer`."""
    own = kind.values(answers)
    booking = {
        **({"slot_minutes": _number(answers["slot_minutes"])} if kind.slot_minutes else {}),
        **own.pop("booking"),
        "horizon_days": 60,
        "min_notice_minutes": 30,
        "cancel_until_minutes": 60,
        "max_active_per_guest": 5,
    }
    return {
        "name": {"ru": answers["name_ru"], "en": answers["name_en"]},
        "timezone": answers["timezone"],
        "locale": answers["locale"],
        "address": {"ru": answers["address_ru"], "en": answers["address_en"]},
        **({"phone": answers["phone"]} if answers["phone"] else {}),
        "booking": booking,
        "opening_hours": _opening_hours(answers["hours"]),
        "closures": {"dates": []},
        "messages": {
            "reminders": ["24h", "2h"],
            "quiet_hours": "22:00-09:00",
            "follow_ups": [{"text": "feedback", "after": "24h", "offer": False, "asks_rating": True}],
        },
        **own,
    }


def _number(text: str) -> int | str:
    """A number. Anything else is left to the schema, which says what it expects."""
    return int(text) if _NUMBER.fullmatch(text) else text


def _opening_hours(text: str) -> Values:
    """Read `mon-fri 09:00-13:00 14:00-18:00, sat 10:00-15:00`: days, then the hours of each of them."""
    hours: dict[str, list[str]] = {}
    days: list[str] = []
    is_after_hours = False
    for token in re.split(r"[\s,;]+", text.strip().lower().replace("–", "-")):
        named = _days(token)
        if named:
            days = named if is_after_hours else [*days, *named]
        elif not days or not token[:1].isdecimal():
            raise WrongAnswer("days and times such as mon-fri 09:00-21:00, sat 10:00-18:00", text)
        else:
            for day in days:
                hours.setdefault(day, []).append(re.sub(r"\b(\d):", r"0\1:", token))
        is_after_hours = not named
    if not is_after_hours:
        raise WrongAnswer("hours after the days, such as mon-fri 09:00-21:00", text)
    return {day: hours[day] for day in WEEKDAYS if day in hours}


def _days(token: str) -> list[str]:
    """The days of `daily`, `mon` or `mon-fri`; none for anything else."""
    if token == "daily":  # noqa: S105  no password
        return list(WEEKDAYS)
    first, _, last = token.partition("-")
    last = last or first
    if first not in WEEKDAYS or last not in WEEKDAYS:
        return []
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return list(WEEKDAYS[begin : end + 1] if begin <= end else WEEKDAYS[begin:] + WEEKDAYS[: end + 1])


def _tables(answers: Answers) -> Values:
    """Read `4x2, 2x6`: four tables for two and two for six."""
    text = answers["tables"]
    seats: list[int] = []
    for token in re.split(r"[\s,;]+", text.strip()):
        match = _TABLES.fullmatch(token)
        if not match:
            raise WrongAnswer("tables such as 4x2, 2x6 (four for two, two for six)", text)
        seats += [int(match[2])] * int(match[1])
    return {
        "booking": {"asks": Asks.PARTY_SIZE.value, "max_party_size": min(max(seats, default=0), LARGEST_PARTY)},
        "resources": [
            {
                "id": f"t{number}",
                "name": {"ru": f"Столик {number}", "en": f"Table {number}"},
                "description": _about_table(capacity),
                "capacity": capacity,
            }
            for number, capacity in enumerate(seats, start=1)
        ],
    }


def _about_table(capacity: int) -> Values:
    if capacity == 1:
        return {"ru": "Побыть наедине с собой", "en": "A quiet moment of your own"}
    if capacity == 2:
        return {"ru": "Поговорить вдвоём", "en": "A good talk for two"}
    return {"ru": "Собраться всей компанией", "en": "Room for all your company"}


def _people(answers: Answers) -> Values:
    """Read `Терапия/Therapy: Анна/Anna, Пётр/Pyotr; Кардиология/Cardiology: ...`."""
    text = answers["people"]
    specialties: list[Values] = []
    resources: list[Values] = []
    for part in filter(str.strip, text.split(";")):
        specialty, colon, names = part.partition(":")
        if not colon:
            raise WrongAnswer(f"a specialty, a colon and names, such as {_PEOPLE_EXAMPLE}", text)
        specialties.append(
            {
                "id": f"s{len(specialties) + 1}",
                "name": _both(specialty),
                "description": {"ru": "Поможем разобраться", "en": "We will help you find out"},
                "icon": ICON,
            }
        )
        for name in names.split(","):
            resources.append(
                {
                    "id": f"p{len(resources) + 1}",
                    "name": _both(name),
                    "description": {"ru": "Внимательно выслушает", "en": "Listens with care"},
                    "specialty": specialties[-1]["id"],
                }
            )
    return {"booking": {"asks": Asks.SPECIALTY.value}, "specialties": specialties, "resources": resources}


def _services(answers: Answers) -> Values:
    """Read `Анна/Anna, Пётр/Pyotr` and `Стрижка/Haircut 45 = 1800 ₽; Борода/Beard 30`: each performs all of them."""
    resources = [
        {
            "id": f"p{number}",
            "name": _both(name),
            "description": {"ru": "Любит своё дело", "en": "Loves the work"},
        }
        for number, name in enumerate(answers["team"].split(","), start=1)
    ]
    services: list[Values] = []
    for part in filter(str.strip, answers["services"].split(";")):
        match = _SERVICE.fullmatch(part.strip())
        if not match:
            raise WrongAnswer(f"names with their minutes, such as {_SERVICES_EXAMPLE}", answers["services"])
        services.append(
            {
                "id": f"s{len(services) + 1}",
                "name": _both(match["name"]),
                "minutes": int(match["minutes"]),
                **({"price": _both(match["price"])} if match["price"] else {}),
                "resources": [resource["id"] for resource in resources],
            }
        )
    booking = {
        "asks": Asks.SERVICE.value,
        "slot_minutes": min((service["minutes"] for service in services), default=START_EVERY_MINUTES),
        "start_every_minutes": START_EVERY_MINUTES,
    }
    return {"booking": booking, "services": services, "resources": resources}


def _both(text: str) -> Values:
    """Russian, then after a slash English; without one the same in both."""
    russian, slash, english = text.partition("/")
    return {"ru": russian.strip(), "en": (english if slash else russian).strip()}


_SERVICES_EXAMPLE = "Стрижка/Haircut 45 = 1800 ₽; Борода/Beard 30"
_PEOPLE_EXAMPLE = "Терапия/Therapy: Анна/Anna, Пётр/Pyotr; Массаж/Massage: Вера/Vera"

KINDS: Mapping[str, VenueKind] = {
    "restaurant": VenueKind(
        (
            Question(
                "tables",
                "Its tables, number x seats, such as 4x2, 2x6 for four tables for two and two for six",
                "4x2, 4x4, 2x6",
                ("resources", "booking.max_party_size"),
                is_optional=True,
            ),
        ),
        _tables,
        slot_minutes=120,
    ),
    "clinic": VenueKind(
        (
            Question(
                "people",
                f"Who sees guests, by specialty, Russian/English, such as {_PEOPLE_EXAMPLE}",
                _PEOPLE_EXAMPLE,
                ("resources", "specialties"),
            ),
        ),
        _people,
        slot_minutes=30,
    ),
    "services": VenueKind(
        (
            Question(
                "team", "Who works there, Russian/English, such as Анна/Anna, Пётр/Pyotr", "Анна/Anna", ("resources",)
            ),
            Question(
                "services",
                f"What they do, each with its minutes and, if you like, its price, such as {_SERVICES_EXAMPLE}",
                _SERVICES_EXAMPLE,
                ("services", "booking.slot_minutes", "opening_hours"),
            ),
        ),
        _services,
    ),
}
