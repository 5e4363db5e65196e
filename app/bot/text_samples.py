"""The longest facts that texts may be given, by what a catalogue, a guest and the lists of the product allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.bot.booking_facts import booking_facts
from app.bot.choice_card import length_of_visit, ordinary_visit_card, service_card, service_terms, wish_card
from app.bot.messages.gathered_letter import SHORT
from app.bot.resource_card import resource_card
from app.bot.wait_facts import wish_line
from app.domain.access import CALENDAR_CODE_LENGTH
from app.domain.availability.offering import ANYTHING, Offering, Wish
from app.domain.availability.slots import slot_from
from app.domain.bookings import REMARK_LENGTH, Booking, BookingStatus, Change, Misfit, Role, Source
from app.domain.broadcasts import MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH, Audience
from app.domain.errors import GuestBarred, TooManyBookings, TooManyCancellations, TooManyNoShows
from app.domain.figures import Lead
from app.domain.guests import Guest
from app.domain.messages.kinds import GATHERED_AT_MOST, GATHERED_KINDS, Kind, Subject
from app.domain.messages.notifications import Failure
from app.domain.messages.payloads import Trouble
from app.domain.messages.receipts import Fate
from app.domain.messages.why_not import WhyNot
from app.domain.names import NAME_LENGTH, shorten
from app.domain.ratings import STARS
from app.domain.relatives import Relative
from app.domain.venues import Place, Service, Venue
from app.domain.visit_links import calendar_path
from app.texts.facts import (
    CARDS_ON_PAGE,
    COMMENT_SHOWN,
    ERROR_LENGTH,
    HELD_ON_SCREEN,
    HISTORY_LINES,
    LINES_OF_CLOSURE,
    LINES_OF_SEARCH,
    LINES_ON_PAGE,
    LINES_ON_SCREEN,
    NAME_IN_LINE,
    NAMES_IN_LINE,
    NEWEST_GUESTS,
    RESOURCE_IN_LINE,
)
from app.texts.translator import Html, Words
from app.usecases.desk.settle_all import Decision
from app.usecases.messages.pass_on_answer import ANSWER_LENGTH

NUMBERS = (1_000_000, 100, 21, 5, 2, 1, 0)
"""Each plural of Russian and English, the longest first."""
NUMBER_FACTS = frozenset(
    {
        *("blocked", "canceled", "capacity", "caption_limit", "days", "ended", "length", "limit", "minutes", "more"),
        *("movable", "moved", "rest"),
        *("number", "percent", "ratings", "seated", "sent", "size", "total", "undecided", "waiting", "years"),
    }
)
STARTS_AT = datetime(2027, 9, 20, 9, 0, tzinfo=UTC)
NOW = STARTS_AT - timedelta(days=300)
"""In another year, so that dates are written with it."""
GUEST = ('<3 "Wolfe" & Söhne ' * 4)[:NAME_LENGTH]
"""With all that markup would have to escape."""
RELATIVE = Relative(GUEST, 2019)
MISFITS_OF_ONE = 3
"""A table that is too small, on another day or at another hour, in another zone. One that is gone is nothing else."""
MAY_NOT_BOOK = (GuestBarred, TooManyNoShows, TooManyCancellations, TooManyBookings)
"""Why a guest may make no booking at all (`app.usecases.bookings.check_guest.CheckMayBook`)."""
WITH_SHORT_RELATIVE = (
    *("refused_relative_is_busy", "button_booking_for"),
    *("button_wait_line_for", "button_wait_held_for"),
)
"""Texts that name a relative in a few characters."""
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
    facts["old_party"] = about["party"]
    facts |= {"old_time": about["until_time"], "next_time": about["until_time"]}
    facts |= {"reader": about["guest"], "reader_link": LONGEST_LINK, "error": "<" * ERROR_LENGTH, "bar": "▓" * 10}
    facts |= {
        "calendar_address": f"https://{'x' * 63}.example{calendar_path(venue.id, '', 'x' * CALENDAR_CODE_LENGTH)}"
    }
    facts |= {"caption": Html("x" * MAX_CAPTION_LENGTH)}
    facts |= {"text": Html("x" * MAX_TEXT_LENGTH), "terms": _longest(_terms(venue, words))}
    # A venue without specialties or services shows none of the texts that name them.
    facts["specialty"] = _longest(_specialty_names(venue, words)) or about["venue"]
    facts["service"] = about["service"] or about["venue"]
    facts |= {"description": _longest(_descriptions(venue, words))}
    facts |= {"relative": RELATIVE.shown, "stars": "★" * len(STARS), "comment": "<" * COMMENT_SHOWN, "average": "5,0"}
    facts |= {"promised_day": about["day"], "promised_time": about["until_time"]}
    facts |= {"again_day": about["day"], "again_time": about["until_time"], "since": about["until_day"]}
    facts |= {"phone": "+1234 567 890 123 45", "searched": GUEST, "booking_number": str(2**53)}
    facts |= {"weekday": words.dates.weekday(0)}
    facts |= {"hour": "23:00", "noted": " 📝 🕐+30", "begin_day": about["day"], "end_day": about["day"]}
    facts |= {"heard": f"{about['day']} / " * 4 + f"23:00–24:00 · {_names(about['resource'])}"}
    facts |= {"new_place": shorten(about["resource"], RESOURCE_IN_LINE)}
    facts |= {"places": _names(about["resource"])}
    facts |= {"begin_time": about["until_time"], "end_time": about["until_time"]}
    facts |= {"since_day": about["day"], "since_time": about["until_time"], "window": words("window_between", **facts)}
    facts |= {"held_slot": about["slot"], "held_until": about["until_time"], "held_resource": about["resource"]}
    facts["wish"] = _longest(wish_line(venue, wish, _longest_place(venue, words), words) for wish in _wishes(venue))
    facts |= {"settled_day": about["day"], "settled_time": about["until_time"]}
    facts |= _words_of_families(words)
    facts["fate"] = _longest(words(f"receipt_{fate}", **facts) for fate in Fate)
    facts |= {
        "bar_day": about["until_day"],
        "bar_time": about["until_time"],
        "bar_admin": facts["who"],
        "admin": facts["who"],
    }
    facts["refusal"] = _longest(words.plain(f"refused_{each.code}", **facts, limit=NUMBERS[0]) for each in MAY_NOT_BOOK)
    facts |= {"misfits": _misfits(words, facts)}
    facts["line"] = words("history_line", **facts)
    facts |= dict.fromkeys(("note", "remark", "explanation", "bar_reason"), "<" * REMARK_LENGTH)
    moves = _repeat(words("history_line_of_move", **facts), HISTORY_LINES - 1)
    # A booking is canceled once.
    facts["history"] = Html(f"{moves}\n{words('history_line_with_remark', **facts)}")
    return Samples(facts, _pages(venue, words, facts))


def _names(name: str) -> str:
    return " / ".join([name] * NAMES_IN_LINE)


def _words_of_families(words: Words) -> dict[str, str]:
    """The longest word of each family."""
    kinds = ["unknown", *(kind for kind in Kind if kind.rule.subject not in {Subject.BROADCAST, Subject.EXPORT})]
    most = NUMBERS[0]
    return {
        "mark": _longest(words.plain(f"mark_{status}") for status in BookingStatus),
        "status": _longest(words(f"status_{status}") for status in BookingStatus),
        "what": _longest(words(f"change_{change}") for change in Change),
        "who": _longest(
            [
                words("by_admin_named", name=GUEST),
                words("by_staff_named", name=GUEST),
                *(words(f"by_{role}") for role in Role),
            ]
        ),
        "kind": _longest(words(f"kind_{kind}") for kind in kinds),
        "message": _longest(words(f"kind_{kind}") for kind in Kind if kind.rule.is_phoned),
        "why": _longest(
            [
                *(words(f"failure_{failure}") for failure in Failure),
                *(words(f"why_not_{each.name.lower()}") for each in WhyNot),
            ]
        ),
        "trouble": _longest(words(f"trouble_{trouble}") for trouble in Trouble),
        "audience": _longest(words(f"audience_{audience}", number=most) for audience in Audience),
        "reason": _longest(words.plain(f"misfit_name_{misfit}") for misfit in Misfit),
        "question": _longest(words(f"ask_all_{decision}", total=most) for decision in Decision),
        "title": _longest(
            (
                *(words(f"broadcast_{state}") for state in ("running", "paused", "stopped", "done")),
                *(words(f"export_{state}") for state in ("running", "done", "canceled", "not_done")),
            )
        ),
    }


def _misfits(words: Words, facts: dict[str, str]) -> Html:
    """The longest reasons why a booking no longer fits, as many as can be true of one."""
    lines = sorted((words(f"misfit_{misfit}", **facts) for misfit in Misfit), key=len)
    return Html("\n".join(lines[-MISFITS_OF_ONE:]))


def _wishes(venue: Venue) -> Iterable[Wish]:
    """Wishes with each party size, or with each specialty and each service."""
    for party_size in range(1, (venue.booking.max_party_size or 0) + 1):
        yield Wish(party_size)
    for specialty in (None, *venue.specialties):
        for service in (None, *venue.services):
            yield Wish(None, specialty, service)


def _places(venue: Venue) -> Iterable[Place]:
    """All places that can be booked, joined tables too."""
    offering = Offering(venue)
    return {place.id: place for wish in _wishes(venue) for place in offering.fitting(wish)}.values()


def _pages(venue: Venue, words: Words, facts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Pages of cards and lines, as long as the product shows them, by the text that shows them."""
    cards = sorted((resource_card(place, words) for place in _places(venue)), key=len)
    specialty_cards = sorted(
        (words("specialty_card", **{**facts, **_specialty(venue, words, each)}) for each in venue.specialties), key=len
    )
    page = Html("\n\n".join(cards[-CARDS_ON_PAGE:]))
    with_first = (words("card_with_first", card=each, soon=facts["soon"]) for each in cards[-CARDS_ON_PAGE:])
    service_cards = sorted((service_card(service, words) for service in venue.services.values()), key=len)
    service_cards = [*service_cards[-LINES_ON_PAGE:], ordinary_visit_card(venue, words)]
    wish = _longest(wish_card(venue, each, words) for each in _wishes(venue))
    card = Html(f"{wish}\n{cards[-1]}")
    who_comes = words("details_for_whom", **facts)
    day_line = words(f"day_line_{venue.booking.asks}", **facts)
    failed_line = words("failed_message_line", **facts)
    names = [venue.name, *(each.name for each in venue.resources.values())]
    about_closed = _longest(each.to(words.locale) for each in names)
    return {
        "ask_place": {"cards": page},
        **{key: {"relative": "<" * NAME_IN_LINE} for key in WITH_SHORT_RELATIVE},
        "ask_resource": {"cards": Html("\n\n".join(with_first))},
        "card_with_first": {"card": cards[-1]},
        **{key: {"card": card} for key in ("ask_day", "no_day_is_free", "ask_time", "no_time_is_free")},
        **{key: {"card": Html(f"{card}\n{who_comes}")} for key in ("ask_wait", "wait_joined", "my_wait")},
        "waiting_list": {"lines": _waiting(words, facts)},
        "for_wish": {"wish": wish},
        "ask_service": {"cards": Html("\n".join(service_cards))},
        "unnamed_service": {"unnamed_service": wish},
        "described_service_card": {"line": words("service_card", **facts)},
        "ask_specialty": {"cards": Html("\n".join(specialty_cards[-CARDS_ON_PAGE:]))},
        "day_lines": {"lines": _timeline(venue, words, facts)},
        "closures": {"lines": _repeat(words("closure_line", **{**facts, "what": about_closed}), LINES_ON_PAGE)},
        "search_found": {"lines": _repeat(words("dated_line", **facts), LINES_OF_SEARCH)},
        "closure_hits": {"lines": _repeat(words("dated_line", **facts), LINES_OF_CLOSURE)},
        "closure_hits_movable": {
            "lines": _repeat(words("movable_line", **{**facts, "line": words("dated_line", **facts)}), LINES_OF_CLOSURE)
        },
        "receipts": {"lines": _receipts(words, facts)},
        "failed_messages": {"lines": _repeat(failed_line, LINES_ON_PAGE)},
        "failed_message_visit": {"visit": words("dated_line", **facts)},
        "undecided_line": {"line": day_line},
        **_gathered_alerts(venue, words, facts),
        "undecided_list": {"lines": _repeat(words("undecided_line", **{**facts, "line": day_line}), LINES_ON_PAGE)},
        "figures_of_period": {"lines": _figures(words, facts)},
        "admin_users": {"newest": _repeat(words("user_line", **facts), NEWEST_GUESTS)},
    }


def _gathered_alerts(venue: Venue, words: Words, facts: dict[str, str]) -> dict[str, dict[str, str]]:
    """As many lines of alerts as one message has, with names that are cut."""
    day, name = words.dates.day(STARTS_AT, NOW), "x" * SHORT
    short = {**facts, "day": day, "old_day": day, "resource": name, "old_resource": name}
    line = words(f"booking_line_{venue.booking.asks}", **{**short, "guest": shorten(GUEST, SHORT)})
    short["line"] = line
    lines = [words(f"gathered_{kind}", **short, number=GATHERED_AT_MOST) for kind in GATHERED_KINDS]
    return {
        **{f"gathered_{kind}": {"line": line} for kind in GATHERED_KINDS},
        "alerts_gathered": {"lines": _repeat(_longest(lines), GATHERED_AT_MOST)},
    }


def _figures(words: Words, facts: dict[str, str]) -> Html:
    """Every figure of a period, each with a large number."""
    most, all_of_it = NUMBERS[0], 100
    sources = [*(words.plain(f"file_source_{source}") for source in Source), words.plain("source_is_unknown")]
    names = [
        *(words(f"status_{status}") for status in BookingStatus),
        *(words(f"lead_{lead}") for lead in Lead),
        *sources,
    ]
    lines = [
        words("figures_total", total=most),
        words("figures_guests", number=most),
        words("figures_busy", percent=all_of_it),
        words("figures_busiest", **facts, percent=all_of_it),
        words("figures_no_shows", percent=all_of_it),
        words("figures_ratings", average="5,0", ratings=most),
        words("figures_leads"),
        words("figures_sources"),
        *(words("figure_line", status=name, number=most) for name in names),
    ]
    return Html("\n".join(lines))


def _waiting(words: Words, facts: dict[str, str]) -> Html:
    """A page of guests who wait, for each of whom a place is held."""
    short = {**facts, "guest": "<" * NAME_IN_LINE}
    lines = [words(key, **short, number=NUMBERS[0]) for key in ("waiting_line", "waiting_line_held")]
    return _repeat(_longest(lines), LINES_ON_PAGE)


def _receipts(words: Words, facts: dict[str, str]) -> Html:
    """A page of messages, each with the longest reason why it was not sent, after many attempts."""
    fate = words("receipt_with_reason", **facts)
    fate = words("receipt_with_tries", **{**facts, "fate": fate}, number=NUMBERS[0])
    return _repeat(words("receipt_line", **{**facts, "fate": fate}) + "\n", LINES_ON_PAGE)


def _timeline(venue: Venue, words: Words, facts: dict[str, str]) -> Html:
    """A day on which every booking, and every visit for which a place is held, starts at a time of its own."""
    short = {**facts, "guest": "<" * NAME_IN_LINE, "resource": "<" * RESOURCE_IN_LINE}
    line = words(f"timeline_{venue.booking.asks}", **short, size=venue.booking.max_party_size or 0)
    held = words(f"timeline_held_{venue.booking.asks}", **short, size=venue.booking.max_party_size or 0)
    time = words("timeline_time", **facts)
    return Html(_repeat(f"{time}\n{line}", LINES_ON_SCREEN) + "\n" + _repeat(f"{time}\n{held}", HELD_ON_SCREEN))


def _specialty(venue: Venue, words: Words, specialty_id: str) -> dict[str, str]:
    specialty = venue.specialties[specialty_id]
    return {"specialty": specialty.name.to(words.locale), "description": specialty.description.to(words.locale)}


def _specialty_names(venue: Venue, words: Words) -> Iterable[str]:
    return (specialty.name.to(words.locale) for specialty in venue.specialties.values())


def _terms(venue: Venue, words: Words) -> Iterable[str]:
    """The lengths and prices of services."""
    yield length_of_visit(Offering(venue).duration(ANYTHING), words)
    yield from (service_terms(service, words) for service in venue.services.values())


def _descriptions(venue: Venue, words: Words) -> Iterable[str]:
    described = [specialty.description for specialty in venue.specialties.values()]
    described += [resource.description for resource in venue.resources.values()]
    described += [service.description for service in venue.services.values() if service.description]
    return (description.to(words.locale) for description in described)


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


def _repeat(line: str, times: int) -> Html:
    return Html("\n".join([line] * times))


def _longest_place(venue: Venue, words: Words) -> str:
    """The id of the place with the longest name."""
    return max(_places(venue), key=lambda place: len(place.name.to(words.locale))).id


def _booking(venue: Venue, words: Words) -> Booking:
    """Of the place and the service with the longest names."""

    def name_length(named: Service) -> int:
        return len(named.name.to(words.locale))

    service = max(venue.services.values(), key=name_length, default=None)
    return Booking(
        id=1,
        venue_id=venue.id,
        guest_id=1,
        resource_id=_longest_place(venue, words),
        starts_at=STARTS_AT,
        ends_at=slot_from(venue, ANYTHING, STARTS_AT).ends_at,
        party_size=venue.booking.max_party_size,
        status=BookingStatus.BOOKED,
        time_version=1,
        created_at=NOW,
        service_id=service.id if service else None,
        for_whom=RELATIVE if venue.booking.for_others else None,
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
