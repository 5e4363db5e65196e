"""The longest facts that texts may be given, by what a catalogue, a guest and the lists of the product allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.bot.booking_facts import booking_facts
from app.bot.resource_card import resource_card
from app.domain.availability.offering import ANYTHING, Offering, Wish
from app.domain.availability.slots import slot_from
from app.domain.bookings import Booking, BookingStatus, Change, Misfit, Role
from app.domain.broadcasts import MAX_TEXT_LENGTH, Audience
from app.domain.errors import GuestBarred, TooManyBookings, TooManyCancellations
from app.domain.guests import Guest
from app.domain.messages.kinds import Kind, Subject
from app.domain.messages.notifications import Failure
from app.domain.names import NAME_LENGTH
from app.domain.venues import Place, Resource, Venue
from app.texts.facts import CARDS_ON_PAGE, ERROR_LENGTH, HISTORY_LINES, LINES_ON_PAGE, NEWEST_GUESTS
from app.texts.translator import Html, Words
from app.usecases.desk.settle_all import Decision
from app.usecases.messages.pass_on_answer import ANSWER_LENGTH

NUMBERS = (1_000_000, 100, 21, 5, 2, 1, 0)
"""Each plural of Russian and English, the longest first."""
NUMBER_FACTS = frozenset(
    {
        *("blocked", "canceled", "capacity", "days", "length", "limit", "minutes"),
        *("number", "percent", "sent", "size", "total", "undecided", "years"),
    }
)
STARTS_AT = datetime(2027, 9, 20, 9, 0, tzinfo=UTC)
NOW = STARTS_AT - timedelta(days=300)
"""In another year, so that dates are written with it."""
GUEST = ('<3 "Wolfe" & Söhne ' * 4)[:NAME_LENGTH]
"""With all that markup would have to escape."""
MISFITS_OF_ONE = 3
"""A table that is too small, on another day or at another hour, in another zone. One that is gone is nothing else."""
MAY_NOT_BOOK = (GuestBarred, TooManyCancellations, TooManyBookings)
"""Why a guest may make no booking at all (`app.usecases.bookings.check_guest.CheckMayBook`)."""
LONGEST_LINK = f"tg://user?id={2**52}"


@dataclass(frozen=True, slots=True)
class Samples:
    """A value of every fact that is no number."""

    facts: dict[str, str]
    """By the fact's name."""
    pages: dict[str, dict[str, str]]
    """Facts that each text is given another value of: by the text's key and the fact's name."""

    def of(self, keys: Iterable[str]) -> dict[str, str]:
        """What texts with these keys are given, by the fact's name."""
        facts = dict(self.facts)
        for key in keys:
            facts |= self.pages.get(key, {})
        return facts


def sample_facts(venue: Venue, words: Words) -> Samples:
    """The longest facts of a venue in one language. Raises `MissingTextError` for a text that is wrong."""
    about = booking_facts(venue, _booking(venue, words), _guest(venue), words, NOW)
    facts: dict[str, str] = {**about}  # type: ignore[dict-item]  # all of them are str
    facts |= {"time": about["until_time"], "city": words.dates.city(), "link": LONGEST_LINK, "icon": "🏥"}
    facts |= {"clock": words.dates.zone.key.replace("/", "_"), "name": GUEST, "answer": "<" * ANSWER_LENGTH}
    facts |= {"old_day": about["day"], "old_slot": about["slot"], "old_resource": about["resource"]}
    facts |= {"reader": about["guest"], "reader_link": LONGEST_LINK, "error": "<" * ERROR_LENGTH, "bar": "▓" * 10}
    facts |= {"text": Html("x" * MAX_TEXT_LENGTH), "specialty": _longest(_specialty_names(venue, words))}
    facts |= {"description": _longest(_descriptions(venue, words))}
    facts |= {"promised_day": about["day"], "promised_time": about["until_time"]}
    facts |= {"again_day": about["day"], "again_time": about["until_time"], "since": about["until_day"]}
    facts |= {"bar_day": about["until_day"], "bar_time": about["until_time"], "bar_admin": str(2**52)}
    facts |= _words_of_families(words)
    facts["refusal"] = _longest(words.plain(f"refused_{each.code}", **facts, limit=NUMBERS[0]) for each in MAY_NOT_BOOK)
    facts |= {"misfits": _misfits(words, facts)}
    line = facts["line"] = words("history_line", **facts)
    facts["history"] = _repeat(words("history_line_of_move", **{**facts, "line": line}), HISTORY_LINES)
    return Samples(facts, _pages(venue, words, facts))


def _words_of_families(words: Words) -> dict[str, str]:
    """The longest word of each family."""
    kinds = ["unknown", *(kind for kind in Kind if kind.rule.subject is not Subject.BROADCAST)]
    most = NUMBERS[0]
    return {
        "mark": _longest(words.plain(f"mark_{status}") for status in BookingStatus),
        "status": _longest(words(f"status_{status}") for status in BookingStatus),
        "what": _longest(words(f"change_{change}") for change in Change),
        "who": _longest([words("by_admin_named", name=GUEST), *(words(f"by_{role}") for role in Role)]),
        "kind": _longest(words(f"kind_{kind}") for kind in kinds),
        "why": _longest(words(f"failure_{failure}") for failure in Failure),
        "audience": _longest(words(f"audience_{audience}", number=most) for audience in Audience),
        "reason": _longest(words.plain(f"misfit_name_{misfit}") for misfit in Misfit),
        "question": _longest(words(f"ask_all_{decision}", total=most) for decision in Decision),
        "title": _longest(words(f"broadcast_{state}") for state in ("running", "stopped", "done")),
    }


def _misfits(words: Words, facts: dict[str, str]) -> Html:
    """The longest reasons why a booking no longer fits, as many as can be true of one."""
    lines = sorted((words(f"misfit_{misfit}", **facts) for misfit in Misfit), key=len)
    return Html("\n".join(lines[-MISFITS_OF_ONE:]))


def _places(venue: Venue) -> Iterable[Place]:
    """All places that can be booked, joined tables too."""
    offering = Offering(venue)
    wishes = [ANYTHING, *(Wish(party_size) for party_size in range(1, (venue.booking.max_party_size or 0) + 1))]
    return {place.id: place for wish in wishes for place in offering.fitting(wish)}.values()


def _pages(venue: Venue, words: Words, facts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Pages of cards and lines, as long as the product shows them, by the text that shows them."""
    cards = sorted((resource_card(place, words) for place in _places(venue)), key=len)
    specialty_cards = sorted(
        (words("specialty_card", **{**facts, **_specialty(venue, words, each)}) for each in venue.specialties), key=len
    )
    page = Html("\n\n".join(cards[-CARDS_ON_PAGE:]))
    day_line = words(f"day_line_{venue.booking.asks}", **facts)
    failed_line = words("failed_message_line", **facts)
    figure_line = words("figure_line", **facts, number=NUMBERS[0])
    return {
        **{key: {"cards": page} for key in ("ask_table", "ask_doctor")},
        **{key: {"card": cards[-1]} for key in ("ask_day", "no_day_is_free", "ask_time", "no_time_is_free")},
        "ask_specialty": {"cards": Html("\n".join(specialty_cards[-CARDS_ON_PAGE:]))},
        "admin_day": {"lines": _repeat(day_line, LINES_ON_PAGE)},
        "failed_messages": {"lines": _repeat(failed_line, LINES_ON_PAGE)},
        "undecided_line": {"line": day_line},
        "undecided_list": {"lines": _repeat(words("undecided_line", **{**facts, "line": day_line}), LINES_ON_PAGE)},
        "admin_figures": {"lines": _repeat(figure_line, len(BookingStatus))},
        "admin_users": {"newest": _repeat(words("user_line", **facts), NEWEST_GUESTS)},
    }


def _specialty(venue: Venue, words: Words, specialty_id: str) -> dict[str, str]:
    specialty = venue.specialties[specialty_id]
    return {"specialty": specialty.name.to(words.locale), "description": specialty.description.to(words.locale)}


def _specialty_names(venue: Venue, words: Words) -> Iterable[str]:
    return (specialty.name.to(words.locale) for specialty in venue.specialties.values())


def _descriptions(venue: Venue, words: Words) -> Iterable[str]:
    described = [specialty.description for specialty in venue.specialties.values()]
    described += [resource.description for resource in venue.resources.values()]
    return (description.to(words.locale) for description in described)


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


def _repeat(line: str, times: int) -> Html:
    return Html("\n".join([line] * times))


def _booking(venue: Venue, words: Words) -> Booking:
    """Of the resource with the longest name."""

    def name_length(resource: Resource) -> int:
        return len(resource.name.to(words.locale))

    resource = max(venue.resources.values(), key=name_length)
    return Booking(
        id=1,
        venue_id=venue.id,
        guest_id=1,
        resource_id=resource.id,
        starts_at=STARTS_AT,
        ends_at=slot_from(venue, ANYTHING, STARTS_AT).ends_at,
        party_size=venue.booking.max_party_size,
        status=BookingStatus.BOOKED,
        time_version=1,
        created_at=NOW,
    )


def _guest(venue: Venue) -> Guest:
    return Guest(
        id=1,
        venue_id=venue.id,
        telegram_id=2**52,
        name=GUEST,
        username=None,
        language_code=None,
        chosen_locale=None,
        offers_consent=None,
        blocked_at=None,
        created_at=NOW,
    )
